"""A report for a program: one JSON object.

Keys are only ever added; ``format`` counts up when one changes its meaning.

=============  ========================================================================================
``format``     1
``edition``    the number of the edition that these cards make
``served``     whether the bot would serve it: there are no errors, in these files or in others
``counts``     ``errors``, ``warnings``, ``cards``, and ``citations`` by how they stand: ``verified``,
               ``locked``, ``unverified``, ``refused``
``problems``   in order of file and line; in each, a text that does not apply is ``""``:
               ``code``, ``title`` (of the rule), ``severity`` (``error``, ``warning``), ``file`` (as
               reached from where the command was started), ``line``, ``column``, ``end_line``,
               ``end_column``, ``message``, ``note``, ``help``, ``subject`` (``fact "born"``),
               ``related`` (other places, with ``file``, their lines and columns, ``label``),
               ``fixable``, and ``fix``: null, or ``start``, ``end``, ``replacement``
=============  ========================================================================================

Lines and columns count from 1, in characters; an end is just after the last character. The offsets of a fix count
the characters of the file's text from 0, without a byte order mark, every line end as it is written. What a curator
wrote at great length is repeated in part, and then ends in ``…``; a replacement is always whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.cards.rules import RULES
from bot.cli.reports.phrases import clipped, fixable, remedy, severity

if TYPE_CHECKING:
    from bot.cards.diagnostics import Problem
    from bot.cards.document import Span
    from bot.cli.reports.report import Report

FORMAT = 1
_STANDINGS = ("verified", "locked", "unverified", "refused")


def rendered(report: Report) -> str:
    """Return the report as JSON in ASCII, which no terminal's encoding can spoil."""
    value = {
        "format": FORMAT,
        "edition": report.edition,
        "served": not report.refused,
        "counts": {
            "errors": report.errors,
            "warnings": report.warnings,
            "cards": report.cards,
            "citations": {name: report.standings.get(name, 0) for name in _STANDINGS},
        },
        "problems": [_problem(problem, report) for problem in report.problems],
    }
    return json.dumps(value, indent=2)


def _problem(problem: Problem, report: Report) -> dict[str, Any]:
    fix = problem.fix
    return {
        "code": problem.code,
        "title": RULES[problem.code].title,
        "severity": severity(problem),
        "file": report.path(problem.file),
        **_places(problem.span),
        "message": clipped(problem.message),
        "note": clipped(problem.note),
        "help": remedy(problem),
        "subject": clipped(problem.subject),
        "related": [
            {"file": report.path(other.file), **_places(other.span), "label": other.label} for other in problem.related
        ],
        "fixable": fixable(problem),
        "fix": fix and {"start": fix.start, "end": fix.end, "replacement": fix.replacement},
    }


def _places(span: Span) -> dict[str, int]:
    return {
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }

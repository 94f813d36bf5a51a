"""A report for GitHub: workflow commands, which Actions shows beside the lines of a pull request.

The commands, their properties and what must be escaped are those of "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.reports.phrases import clipped, remedy, severity, visible

if TYPE_CHECKING:
    from bot.cards.diagnostics import Problem
    from bot.cli.reports.report import Report

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def rendered(report: Report) -> str:
    """Return one command a problem, each on a line of its own."""
    return "\n".join(_command(problem, report) for problem in report.problems)


def _command(problem: Problem, report: Report) -> str:
    start, end = problem.span.start, problem.span.end
    properties: dict[str, object] = {
        "file": visible(report.path(problem.file)),
        "line": start.line,
        "endLine": end.line,
        "col": start.column,
        "endColumn": end.column,
        "title": problem.code,
    }
    if start.line != end.line:  # columns of several lines make GitHub drop the annotation's place
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{severity(problem)} {listed}::{_message(problem, report).translate(_DATA)}"


def _message(problem: Problem, report: Report) -> str:
    lines = [problem.message]
    lines += [f"{report.path(other.file)}:{other.span.start.line}: {other.label}" for other in problem.related]
    lines += [f"{label}: {words}" for label, words in (("note", problem.note), ("help", remedy(problem))) if words]
    return "\n".join(visible(clipped(line)) for line in lines)

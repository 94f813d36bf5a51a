"""A report for a code scanner: SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format")."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.cards.document import Document
from bot.cards.explaining import explanation
from bot.cards.rules import FAMILIES, RULES
from bot.cli.reports.excerpts import decoded
from bot.cli.reports.phrases import clipped, remedy, severity

if TYPE_CHECKING:
    from bot.cards.diagnostics import Problem, Splice
    from bot.cards.document import Span
    from bot.cards.rules import Rule
    from bot.cli.reports.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_Object = dict[str, Any]


def rendered(report: Report) -> str:
    """Return a log with one run in it, as JSON in ASCII."""
    rules = list(RULES)
    documents: dict[str, Document] = {}
    run = {
        "tool": {"driver": {"name": "depeche", **_version(), "rules": [_rule(rule) for rule in RULES.values()]}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(problem, rules.index(problem.code), report, documents) for problem in report.problems],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _version() -> _Object:
    try:
        return {"version": version("depeche")}
    except PackageNotFoundError:  # run from a folder that was never installed
        return {}


def _rule(rule: Rule) -> _Object:
    told = explanation(rule.code)
    return {
        "id": rule.code,
        "shortDescription": _text(rule.title),
        "help": {**_text(told.prose), "markdown": told.markdown()},
        "defaultConfiguration": {"level": "warning" if rule.warning else "error"},
        "properties": {"tags": [FAMILIES[rule.code[0]]]},
    }


def _result(problem: Problem, index: int, report: Report, documents: dict[str, Document]) -> _Object:
    result: _Object = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": severity(problem),
        "message": _text(_message(problem)),
        "locations": [{"physicalLocation": _physical(problem.file, problem.span, report)}],
    }
    if problem.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(other.file, other.span, report),
                "message": _text(other.label),
            }
            for number, other in enumerate(problem.related, 1)
        ]
    if problem.fix and problem.file in report.files:
        result["fixes"] = [_fix(problem, problem.fix, report, documents)]
    return result


def _message(problem: Problem) -> str:
    parts = ("", problem.message), ("note: ", problem.note), ("help: ", remedy(problem))
    return "\n".join(label + clipped(words) for label, words in parts if words)


def _physical(file: str, span: Span, report: Report) -> _Object:
    return {"artifactLocation": _artifact(file, report), "region": _region(span)}


def _artifact(file: str, report: Report) -> _Object:
    path = report.path(file).replace("\\", "/")
    return {"uri": f"file://{quote(path)}" if path.startswith("/") else quote(path)}


def _region(span: Span) -> _Object:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


def _fix(problem: Problem, splice: Splice, report: Report, documents: dict[str, Document]) -> _Object:
    if problem.file not in documents:
        documents[problem.file] = Document(decoded(report.files[problem.file]), None, {}, ())
    region = _region(documents[problem.file].span_of(splice.start, splice.end))
    replacement = {"deletedRegion": region, "insertedContent": _text(splice.replacement)}
    change = {"artifactLocation": _artifact(problem.file, report), "replacements": [replacement]}
    return {"description": _text(remedy(problem)), "artifactChanges": [change]}


def _text(words: str) -> _Object:
    return {"text": words}

"""``depeche check``: everything that is wrong with the cards, where, why and what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.briefings import Articles, Briefings, briefings_at, builder_for, whereabouts
from bot.cli.fixing import fixed
from bot.cli.options import Config
from bot.cli.reports import github, human, json_, sarif
from bot.cli.reports.report import Report
from bot.cli.writing import writing
from bot.errors import UsageError
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from bot.delivery.editions import EditionBuilder

_FORMATS: Mapping[str, Callable[[Report], str]] = {
    "human": human.rendered,
    "json": json_.rendered,
    "github": github.rendered,
    "sarif": sarif.rendered,
}
ERRORS, WARNINGS = 1, 3
_FIRST_ZONE = timezone(timedelta(hours=14))  # of Kiribati, where every day begins before it does elsewhere


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Cards or folders of cards; all of the briefings if left out.")
    ] = None,
    articles: Articles = None,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT[=FILE]", help="human, json, github or sarif; may be repeated."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 when there are warnings.")] = False,
    fix: Annotated[
        list[str] | None,
        typer.Option("--fix", metavar="CODE", help="Mend the mistakes of this code where that is safe."),
    ] = None,
    config: Config = DEFAULT_FILE,
) -> None:
    """Check the cards. Exits 0 when all is right, 1 with errors, 2 when it cannot run, 3 with warnings if --strict."""
    outputs = [_output(each) for each in format or ["human"]]
    where = whereabouts(config, articles)
    briefings = briefings_at(paths or [], where.folder)
    builder = builder_for(where, briefings.folder)
    if fix:
        for sentence in fixed(fix, briefings, builder):
            print(sentence, file=sys.stderr)
    # Cards written east of the machine that checks them may be a day ahead of it.
    report = _report(briefings, builder, datetime.now(_FIRST_ZONE).date())
    for render, file in outputs:
        _write(render, file, report)
    if report.errors:
        raise typer.Exit(ERRORS)
    if strict and report.warnings:
        raise typer.Exit(WARNINGS)


def _report(briefings: Briefings, builder: EditionBuilder, today: date) -> Report:
    snapshot, unreadable = builder.survey()
    inspection = builder.inspect(snapshot, advice=True, today=today)
    problems = sorted((*unreadable, *inspection.problems), key=lambda problem: problem.place)
    return Report(
        problems=tuple(problem for problem in problems if briefings.meant(problem.file)),
        folder=briefings.folder.as_posix(),
        files=snapshot.files,
        cards=sum(briefings.meant(file) for file in snapshot.files if not file.startswith("sources/")),
        edition=snapshot.number,
        served=len(inspection.edition.published),
        refused=any(not problem.warning for problem in problems),
        standings=inspection.standings,
    )


def _output(text: str) -> tuple[Callable[[Report], str], Path | None]:
    """Read ``FORMAT`` or ``FORMAT=FILE``."""
    name, given, file = text.partition("=")
    if name not in _FORMATS or (given and not file):
        raise UsageError(f"{text!r} is no format. Write {', '.join(_FORMATS)}, or one of them with =FILE.")
    return _FORMATS[name], Path(file) if given else None


def _write(render: Callable[[Report], str], file: Path | None, report: Report) -> None:
    if file is None:
        if render is human.rendered:
            human.show(report)
        elif text := render(report):
            print(text)
        return
    with writing(file, "Name another file after the =."):
        file.write_text(render(report) + "\n", "utf-8")

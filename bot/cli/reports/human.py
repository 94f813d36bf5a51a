"""A report for a person, in the manner of a compiler: what is wrong, the line it is on, and what to do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.text import Text

from bot.cli.reports.excerpts import decoded, excerpt
from bot.cli.reports.phrases import clipped, counted, remedy, severity, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.cards.diagnostics import Problem
    from bot.cards.document import Span
    from bot.cli.reports.report import Report

WIDTH = 120  # cells of a line of a file that are shown when nobody knows how wide the terminal is
_NARROWEST = 20
_LONGEST_SUBJECT = 80  # characters

_COLOURS: Mapping[str, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan", "help": "bold green"}
_FRAME = "bold blue"


def rendered(report: Report, *, colour: bool = False, width: int = WIDTH) -> str:
    """Return the report as text; ``width`` is how many cells a line of it that shows a file may take."""
    page = _Page(report, width)
    text = Text("\n").join([*page.problems(), *_summary(report)])
    return _coloured(text) if colour else text.plain


def show(report: Report) -> None:
    """Print the report, in colour where somebody looks on."""
    terminal = Console()
    if terminal.is_terminal:
        print(rendered(report, colour=not terminal.no_color, width=terminal.width))
    else:
        print(rendered(report))


def _coloured(text: Text) -> str:
    written = io.StringIO()
    terminal = Console(file=written, force_terminal=True, color_system="standard", no_color=False, highlight=False)
    terminal.print(text, soft_wrap=True, end="")
    return written.getvalue()


class _Place(NamedTuple):
    """One of the places that a problem is about."""

    arrow: str
    file: str
    span: Span
    mark: str
    style: str
    word: str


class _Page:
    def __init__(self, report: Report, width: int) -> None:
        self._report = report
        self._width = max(width, _NARROWEST)
        self._texts: dict[str, str] = {}

    def problems(self) -> Iterator[Text]:
        """Yield the lines of each problem, and an empty one after it."""
        for problem in self._report.problems:
            yield from self._problem(problem)
            yield Text()

    def _problem(self, problem: Problem) -> Iterator[Text]:
        level = severity(problem)
        head = Text.assemble((f"{level}[{problem.code}]", _COLOURS[level]), (f": {_said(problem.message)}", "bold"))
        yield head
        places = [_Place("-->", problem.file, problem.span, "^", _COLOURS[level], "")]
        places += [_Place(":::", other.file, other.span, "-", _FRAME, other.label) for other in problem.related]
        gutter = max(len(str(place.span.start.line)) for place in places)
        for place in places:
            subject = f"   {visible(clipped(problem.subject, _LONGEST_SUBJECT))}" if place is places[0] else ""
            yield self._where(place, subject.rstrip())
            yield from self._lines(place, gutter)
        for label, words in (("note", problem.note), ("help", remedy(problem))):
            if words:
                yield Text.assemble((f"{label}:", _COLOURS[label]), f" {_said(words)}")

    def _where(self, place: _Place, subject: str) -> Text:
        where = visible(self._report.path(place.file))
        if place.file in self._report.files:  # of the lock file, only the name says anything
            where += f":{place.span.start.line}:{place.span.start.column}"
        return Text.assemble("  ", (place.arrow, _FRAME), f" {where}{subject}")

    def _lines(self, place: _Place, gutter: int) -> Iterator[Text]:
        shown = excerpt(self._text(place.file), place.span, self._width - gutter - len(" | "))
        if shown is None:
            return
        mark = f"{place.mark * shown.marked} {visible(place.word)}".rstrip()
        yield Text.assemble((f"{place.span.start.line:>{gutter}} |", _FRAME), f" {shown.line}")
        yield Text.assemble((f"{'':>{gutter}} |", _FRAME), " " * (shown.indent + 1), (mark, place.style))

    def _text(self, file: str) -> str:
        if file not in self._texts:
            self._texts[file] = decoded(self._report.files.get(file, b""))
        return self._texts[file]


def _said(text: str) -> str:
    return visible(clipped(text))


def _summary(report: Report) -> Iterator[Text]:
    found = [
        (counted(number, noun), _COLOURS[noun])
        for number, noun in ((report.errors, "error"), (report.warnings, "warning"))
        if number
    ]
    pieces: list[str | tuple[str, str]] = []
    for piece in found:
        pieces += [", ", piece] if pieces else [piece]
    yield Text.assemble(*(pieces or [("no problems", "bold green")]), f" {_scope(report)} · {_citations(report)}")
    if not report.refused:
        yield Text(f"The bot would serve edition {report.edition} ({counted(report.served, 'card')}).")
    elif report.errors:
        yield Text("The bot would refuse this and keep serving the last good edition.")
    else:
        yield Text("The bot would keep serving the last good edition, because of errors in files not checked here.")


def _scope(report: Report) -> str:
    """Return how many of the cards are concerned; a problem may also be that of a source or of the lock file."""
    concerned = {problem.file for problem in report.problems}
    checked = counted(report.cards, "card")
    if not concerned:
        return f"in {checked}"
    if any(file.startswith("sources/") or file not in report.files for file in concerned):
        return f"in {counted(len(concerned), 'file')}, {checked} checked"
    return f"in {len(concerned)} of {checked}"


def _citations(report: Report) -> str:
    """Say how the citations stand; what is usual only if there are any."""
    counts = report.standings
    told = [f"{counted(counts.get('verified', 0), 'citation')} verified"]
    told += [f"{counts[name]} {name}" for name in ("locked", "refused") if counts.get(name)]
    return ", ".join([*told, f"{counts.get('unverified', 0)} not verified"])

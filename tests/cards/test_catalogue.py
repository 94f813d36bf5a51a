"""Broken files, each with all that a curator is told about it, underlined where it stands.

The cases lie in catalogue/*.txt and are written as they are read:

    === what is wrong with this file
    file: models/case.yaml
    | name: Altman : OpenAI
    ~             ^ error[Y03]: a colon and a space inside the text start a new key
    ~ help: put the text in quotes

``|`` lines are the card; ``~`` lines are what `inspect` must say about the line above them, in full and nothing else.
Before the ``|`` lines stand options: ``file``; ``after``, the usual lines (USUAL) that come before the ones shown;
``articles: none``; ``encoding``; ``line ends: CRLF``; and ``unfixed``, why the checker does not say yet what the case
expects. Bytes that no editor shows are written in hexadecimal: ⟦c2 a0⟧.
The case's file joins those of catalogue/world, or takes the place of one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.evidence import locking
from bot.cards.inspection import inspect
from bot.cards.rules import RULES
from bot.cards.snapshot import Snapshot, take_snapshot

CATALOGUE = Path(__file__).parent / "catalogue"
WORLD = take_snapshot(CATALOGUE / "world", CATALOGUE / "articles")

_DRAFT = ["status: draft", "updated: 2026-11-21", "summary:", "  fr: Une machine lente.", "  en: A slow machine."]
USUAL = {
    "model": ["id: case", "kind: model", "name: Case", *_DRAFT],
    "published model": ["id: case", "kind: model", "name: Case", "status: published", *_DRAFT[1:]],
    "event": ["id: case", "kind: event", "name: Case", *_DRAFT],
    "claim": ["id: case", "kind: claim", "name: Case", "text: {fr: Oui., en: Yes.}", *_DRAFT],
    "story": ["id: case", "kind: story", "name: Case", "lede: {fr: Un jour., en: One day.}", *_DRAFT],
    "quote": ["id: case", "kind: quote", "name: Case", "status: published", *_DRAFT[1:]],
    "source": ["id: case", "kind: source", "title: Un article", "published: 2025-08", "language: fr"],
}
FOLDERS = {"event": "events", "claim": "claims", "story": "stories", "quote": "quotes", "source": "sources"}

# Checked elsewhere: what is measured on the finished message, the advice on wording, and what depends on the day.
ELSEWHERE = {"C01", "C02", "C03", "D06", "L02", "S09", "S10", "S11"}

_HEXADECIMAL = re.compile(r"⟦([0-9a-f ]+)⟧")
_CHARACTER = re.compile(r"⟦[0-9a-f ]+⟧|.")


def locked_world() -> Snapshot:
    """Return the world with its lock file up to date: only then is nothing wrong with it."""
    inspection = inspect(WORLD)
    cards = inspection.edition.cards.values()
    written = lock.written(locking(cards, inspection.edition.sources, inspection.edition.evidence, lock.Lock()))
    return Snapshot(WORLD.files, written, WORLD.articles)


LOCKED = locked_world()


@dataclass(frozen=True)
class Case:
    """One broken file: ``written`` is the whole of it as it stands in the catalogue."""

    name: str
    written: tuple[str, ...]

    @property
    def options(self) -> dict[str, str]:
        return dict(line.split(": ", 1) for line in self.written if line[:1] not in {"|", "~"})

    @property
    def shown(self) -> list[str]:
        return [line[2:] for line in self.written if line.startswith("|")]

    @property
    def before(self) -> list[str]:
        return USUAL[self.options["after"]] if "after" in self.options else []

    @property
    def file(self) -> str:
        folder = FOLDERS.get(self.options.get("after", ""), "models")
        return self.options.get("file", f"{folder}/case.yaml")

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        end = b"\r\n" if self.options.get("line ends") == "CRLF" else b"\n"
        lines = [*(line.encode() for line in self.before), *map(_bytes, self.shown)]
        data = end.join([*lines, b""] if self.shown != [""] else lines)
        return data.decode().encode(self.options["encoding"]) if "encoding" in self.options else data

    @property
    def snapshot(self) -> Snapshot:
        articles = {} if self.options.get("articles") == "none" else LOCKED.articles
        if self.file == lock.FILE:
            return Snapshot(LOCKED.files, self.data, articles)
        return Snapshot(dict(sorted({**LOCKED.files, self.file: self.data}.items())), LOCKED.lock, articles)

    def __str__(self) -> str:
        return "\n".join(self.written)


def _bytes(line: str) -> bytes:
    """Return what a line of the catalogue stands for."""
    parts = _HEXADECIMAL.split(line)
    return b"".join(bytes.fromhex(part) if number % 2 else part.encode() for number, part in enumerate(parts))


def cases() -> list[Case]:
    """Return the cases of the catalogue."""
    found: list[Case] = []
    for path in sorted(CATALOGUE.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            name, *lines = block.rstrip("\n").split("\n")
            found.append(Case(name, tuple(line for line in lines if line)))
    return found


def told(case: Case) -> str:
    """Return ``case`` as the catalogue should have it: with all that is found wrong written under its lines."""
    problems: defaultdict[int, list[str]] = defaultdict(list)
    lines = case.shown
    for problem in inspect(case.snapshot).problems:
        number = problem.line - len(case.before) if problem.file == case.file else len(lines)
        problems[max(0, min(number, len(lines)))].extend(_told(problem, case))
    marked = [line for line in case.written if line[:1] not in {"|", "~"}] + problems[0]
    for number, line in enumerate(lines, 1):
        marked += [f"| {line}" if line else "|", *problems[number]]
    return "\n".join(marked)


def _told(problem: Problem, case: Case) -> Iterator[str]:
    severity = "warning" if problem.warning else "error"
    subject = f"   {problem.subject}" if problem.subject else ""
    words = f"{severity}[{problem.code}]: {problem.message}{subject}"
    number = problem.line - len(case.before) - 1
    if problem.file != case.file or not 0 <= number < len(case.shown):
        yield f"~ {problem.file}:{problem.line}:{problem.column} {words}"
    else:
        line = case.shown[number]
        end = problem.span.end.column if problem.span.end.line == problem.line else len(line) + 1
        first, last = _shown_at(line, problem.column), _shown_at(line, end)
        yield f"~ {' ' * first}{'^' * max(last - first, 1)} {words}"
    if problem.note:
        yield f"~ note: {problem.note}"
    if problem.help:
        yield f"~ help: {problem.help}"
    for related in problem.related:
        place = related.span.start
        yield f"~ see: {related.file}:{place.line}:{place.column} {related.label}"


def _shown_at(line: str, column: int) -> int:
    """Return where in a line of the catalogue the character in ``column`` of the card begins."""
    places = [match.start() for match in _CHARACTER.finditer(line) if match[0] != "⟦ef bb bf⟧" or match.start()]
    return places[column - 1] if column <= len(places) else len(line)


def test_nothing_is_wrong_with_the_files_around_the_cases() -> None:
    assert inspect(LOCKED).problems == ()


def marked(case: Case) -> pytest.ParameterSet:
    reason = case.options.get("unfixed")
    return pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=reason)] if reason else [])


@pytest.mark.parametrize("case", [marked(case) for case in cases()])
def test_a_curator_is_told_everything_that_is_wrong_and_nothing_else(case: Case) -> None:
    assert told(case) == str(case)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_every_fix_that_is_offered_mends_its_mistake(case: Case) -> None:
    text = case.data.removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    fixable = [problem for problem in inspect(case.snapshot).problems if problem.fix and problem.file == case.file]
    if not fixable:
        return
    for problem in reversed(fixable):
        assert problem.fix
        text = text[: problem.fix.start] + problem.fix.replacement + text[problem.fix.end :]
    snapshot = Snapshot({**case.snapshot.files, case.file: text.encode()}, LOCKED.lock, case.snapshot.articles)
    left = {(problem.code, problem.line) for problem in inspect(snapshot).problems}
    assert not left & {(problem.code, problem.line) for problem in fixable}


def test_every_rule_has_a_case() -> None:
    shown = set(re.findall(r"(?:error|warning)\[(\w+)\]", "\n".join(map(str, cases()))))
    assert shown == set(RULES) - ELSEWHERE


def test_the_catalogue_has_no_name_twice() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) >= 60

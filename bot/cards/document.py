"""A file as it was read: its values, where each of them stands, and its mistakes of syntax."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str | int, ...]

MOST_MISTAKES = 50  # told of one file; whoever has more has made one of them very often

_COMMENT = re.compile(r"[ \t]+#(?P<glued>\w)?[^\r\n]*")
_NOT_PLAIN = frozenset({"'", '"', "[", "{", "|", ">"})
_LINE_END = re.compile(r"\r\n|\n|\r")
_GAP = re.compile(r"\s+")


class Mark(NamedTuple):
    """A place in a file: line and column count from 1, as editors show them."""

    line: int
    column: int


START = Mark(1, 1)


class Span(NamedTuple):
    """A stretch of a file, from ``start`` to just before ``end``: characters ``first`` to ``last`` of its text."""

    start: Mark
    end: Mark
    first: int
    last: int


TOP = Span(START, START, 0, 0)


class Place(NamedTuple):
    """Where a value stands, and the key before it; an item of a list is its own key."""

    key: Span
    value: Span


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake of syntax. ``earlier`` is where the first of two stands; ``fix`` a safe replacement of characters."""

    code: str
    message: str
    span: Span
    help: str = ""
    earlier: Span | None = None
    fix: tuple[int, int, str] | None = None


@dataclass(frozen=True)
class Document:
    """A file as it was read: ``value`` is None when it could not be read to its end."""

    text: str
    value: Any
    places: Mapping[Path, Place]
    slips: tuple[Slip, ...]

    def span(self, path: Sequence[str | int], *, key: bool = False) -> Span:
        """Return where the value at ``path`` stands, or its key; its nearest ancestor's place if it is not there."""
        target = tuple(path)
        while target and target not in self.places:
            target = target[:-1]
        place = self.places.get(target, Place(TOP, TOP))
        return place.key if key else place.value

    def at(self, path: Sequence[str | int]) -> Any:
        """Return the value at ``path``; a bare date stands for the block that has it."""
        value = self.value
        for part in path:
            if isinstance(value, str):
                break
            value = value[part]
        return value

    def within(self, path: Sequence[str | int], start: int, end: int) -> Span:
        """Return where characters ``start`` to ``end`` of the text at ``path`` stand; all of it if that is unclear."""
        whole, value = self.span(path), self.at(path)
        written = _aligned(self.text[whole.first : whole.last], value)
        if written is None or not start < end <= len(value):
            return whole
        return self.span_of(whole.first + written[start], whole.first + written[end - 1] + 1)

    def cut_off(self) -> Iterator[tuple[Path, str]]:
        """Yield the path of each text that a comment ends on its own line, and the comment.

        A word of a closed list may well have a comment after it; several words, or ``#1``, look like a text cut short.
        """
        for path, place in self.places.items():
            if place.key is place.value and path and isinstance(path[-1], str):
                continue
            written = self.text[place.value.first : place.value.last]
            comment = _COMMENT.match(self.text, place.value.last)
            if comment and written[:1] not in _NOT_PLAIN and (" " in written or comment["glued"]):
                yield path, comment[0].strip()

    def span_of(self, first: int, last: int) -> Span:
        return Span(self._mark(first), self._mark(last), first, last)

    def _mark(self, place: int) -> Mark:
        line = bisect_right(self._line_starts, place)
        return Mark(line, place - self._line_starts[line - 1] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]


def _aligned(written: str, value: str) -> list[int] | None:
    """Return where each character of ``value`` stands in the scalar ``written`` in the file; None when unclear.

    Lines that YAML folds into a space and the doubled apostrophes of single quotes are followed; escapes are not.
    """
    if written[:1] in {"|", ">"}:
        return None
    quote = written[0] if written[:1] in {"'", '"'} else ""
    place = len(quote)
    places: list[int] = []
    for character in value:
        if place >= len(written):
            return None
        if written[place] == character:
            if written[place : place + 2] == "''" == quote * 2:
                place += 1
            places.append(place)
            place += 1
        elif character == " " and (gap := _GAP.match(written, place)):
            places.append(place)
            place = gap.end()
        else:
            return None
    return places

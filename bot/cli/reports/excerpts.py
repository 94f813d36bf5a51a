"""The line that a problem is on, cut to what a reader can take in, and the part of it that is meant."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from bot.cli.reports.phrases import visible

if TYPE_CHECKING:
    from bot.cards.reader import Span

_LINE_END = re.compile(r"[\r\n]|\Z")
_CUT = "…"
_BEFORE = 3  # of a long line, a third of what is shown stands before the part that is meant


class Excerpt(NamedTuple):
    """A line as it is shown; ``marked`` cells of it, after the first ``indent``, are meant."""

    line: str
    indent: int
    marked: int


def decoded(data: bytes) -> str:
    """Return the text that spans count the characters of, as far as it can be read."""
    return data.removeprefix(codecs.BOM_UTF8).decode(errors="replace")


def excerpt(text: str, span: Span, most: int) -> Excerpt | None:
    """Return the first line of ``span`` in at most about ``most`` cells; None when there is nothing on it."""
    start = span.first - span.start.column + 1
    match = _LINE_END.search(text, start)
    end = match.start() if match else len(text)
    if not start < end:
        return None
    first = min(span.first, end)
    left, right = _window(text, start, end, first, most)
    last = max(first, min(span.last, right))
    before = _CUT * (left > start) + visible(text[left:first])
    meant = visible(text[first:last])
    after = visible(text[last:right]) + _CUT * (right < end)
    indent = cell_len(before)
    marked = cell_len(before + meant.rstrip()) - indent
    return Excerpt((before + meant + after).rstrip(), indent, max(1, marked))


def _window(text: str, start: int, end: int, meant: int, most: int) -> tuple[int, int]:
    """Return which characters of the line to show."""
    if _reach(text, start, end, most) == end:
        return start, end
    left, room = meant, most // _BEFORE
    while left > start and (room := room - _cells(text[left - 1])) >= 0:
        left -= 1
    while left < meant and unicodedata.combining(text[left]):  # it would cling to the sign of the cut
        left += 1
    return left, _reach(text, left, end, most)


def _reach(text: str, start: int, end: int, most: int) -> int:
    """Return how far ``most`` cells go."""
    place = start
    while place < end and (most := most - _cells(text[place])) >= 0:
        place += 1
    return place


def _cells(character: str) -> int:
    """Return what a character takes; combining ones count too, so that a pile of them has an end."""
    return max(1, cell_len(visible(character)))

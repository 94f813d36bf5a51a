"""The line that a problem is on, cut to what a reader can take in, and the part of it that is meant."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from bot.cli.reports.phrases import visible

if TYPE_CHECKING:
    from bot.cards.document import Span

_LINE_END = re.compile(r"[\r\n]")
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
    # What is further away than this is not shown, and a line may be a quarter of a megabyte long.
    end = _line_end(text, span.first, span.first + most + 1)
    if start >= end:
        return None
    left, right = _window(text, start, end, span.first, most)
    first, last = span.first, max(span.first, min(span.last, right))
    before = _CUT * (left > start) + visible(text[left:first])
    meant = visible(text[first:last])
    after = visible(text[last:right]) + _CUT * (right < end)
    indent = cell_len(before)
    marked = cell_len(before + meant.rstrip()) - indent
    return Excerpt((before + meant + after).rstrip(), indent, max(1, marked))


def _line_end(text: str, place: int, limit: int) -> int:
    match = _LINE_END.search(text, place, limit)
    return match.start() if match else min(limit, len(text))


def _window(text: str, start: int, end: int, meant: int, most: int) -> tuple[int, int]:
    """Return which characters of the line to show."""
    if _reach(text, start, end, most) == end:
        return start, end
    left = _back(text, start, meant, most // _BEFORE)
    right = _reach(text, left, end, most)
    if right == end:
        left = _back(text, start, end, most)
    while left < meant and unicodedata.combining(text[left]):  # it would cling to the sign of the cut
        left += 1
    return left, right


def _back(text: str, start: int, place: int, most: int) -> int:
    """Return where the text begins that takes up to ``most`` cells and ends at ``place``."""
    while place > start and (most := most - _cells(text[place - 1])) >= 0:
        place -= 1
    return place


def _reach(text: str, start: int, end: int, most: int) -> int:
    """Return how far ``most`` cells go."""
    place = start
    while place < end and (most := most - _cells(text[place])) >= 0:
        place += 1
    return place


@lru_cache(maxsize=1024)  # a text has few different characters
def _cells(character: str) -> int:
    """Return what a character takes; combining ones count too, so that a pile of them has an end."""
    return max(1, cell_len(visible(character)))

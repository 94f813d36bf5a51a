"""Rows under a heading, and how they are spread over pages: whole where a page has room for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from bot.presentation.comparison.pair import MARKS
from bot.presentation.measures import Room
from bot.presentation.sheet import paginate
from bot.presentation.voices import Unit

# Of a row in one line: two lines of a phone. Longer sides stand on lines of their own, where they can be told apart.
_LONGEST_LINE = 60  # characters, with those that make the label bold


class Section(NamedTuple):
    """``heading`` is Markdown, or nothing; it is repeated on every page that has some of ``rows``."""

    heading: str
    rows: tuple[Unit, ...]


def row(label: str, words: Sequence[str], remark: str = "") -> Unit:
    """Return what a field says of two cards, of which one may have no words: in a line where that is short."""
    lines = [marked(mark, each) for mark, each in zip(MARKS, words, strict=True) if each]
    small = [f"-# {remark}"] if remark else []
    line = " · ".join([f"**{label}**", *lines])
    if len(line) <= _LONGEST_LINE:
        return Unit("\n".join([line, *small]), (line, *small))
    apart = (f"**{label}**\n{each}" for each in lines)
    return Unit("\n".join([f"**{label}**", *lines, *small]), (*apart, *small))


def marked(mark: str, words: str) -> str:
    """Return ``words`` after the mark of the card that they are about, on one line with it."""
    return f"{mark}\N{NO-BREAK SPACE}{words}"


def spread(sections: Sequence[Section], room: Room) -> list[list[str]]:
    """Return the blocks of each page that ``sections`` take, a block a section."""
    lines = [
        (number, line) for number, section in enumerate(sections) for each in section.rows for line in each.within(room)
    ]
    # Each with its heading, below which it stands if a page begins with it.
    pages = paginate((f"{sections[number].heading}\n{line}" for number, line in lines), room)
    following = iter(lines)
    return [[*_blocks(islice(following, len(page)), sections)] for page in pages]


def _blocks(lines: Iterable[tuple[int, str]], sections: Sequence[Section]) -> Iterator[str]:
    for number, rows in groupby(lines, key=itemgetter(0)):
        yield "\n".join(filter(None, [sections[number].heading, *(line for _, line in rows)]))

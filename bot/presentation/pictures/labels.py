"""What stands above a mark: a name on as many lines as it takes, and its date behind the last, or below it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.presentation.pictures.chart import Moment
from bot.presentation.pictures.scene import MARGIN, SMALL, WIDTH, Colour, Text
from bot.presentation.pictures.typeface import Style, Typeface

_RIGHT = WIDTH - MARGIN
_ROOM = _RIGHT - MARGIN
_LEAST = 0.4  # of a line is left to a name that has to be shortened, for its date
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a name and its date, which has the last line for itself where it is ``below``.

    ``whole`` is whether nothing of the name is left out; nothing ever is of the date.
    """

    names: tuple[str, ...]
    date: str
    below: bool
    whole: bool
    style: Style

    @property
    def height(self) -> int:
        return (len(self.names) + self.below) * self.style.height

    def texts(self, anchor: float, top: float, typeface: Typeface) -> list[Text]:
        """Return what to write: from ``anchor`` on, or as much further left as it takes to stay in the picture."""
        widths = [typeface.width(name, self.style) for name in self.names]
        date = _plain(self.style)
        behind = typeface.width(self.date, date)
        left = min(anchor, _RIGHT - max(*widths, 0 if self.below else widths[-1] + _gap(self.style) + behind))
        texts = [
            Text.at((left, top + line * self.style.height), name, self.style, typeface)
            for line, name in enumerate(self.names)
        ]
        last = texts[-1].box
        # Below a name that had to begin before its mark, the date can still be right above it.
        corner = (
            (min(anchor, _RIGHT - behind), last.bottom) if self.below else (last.right + _gap(self.style), last.top)
        )
        return [*texts, Text.at(corner, self.date, date, typeface, Colour.SOFT)]


def whole_label(moment: Moment, style: Style, typeface: Typeface) -> Label | None:
    """Return a label in as few lines as have room for all of it, or None when it would take too many."""
    name, date = _printed(moment, typeface)
    names = tuple(typeface.broken(name, style, _ROOM))
    behind = typeface.width(date, _plain(style))
    below = typeface.width(names[-1], style) + _gap(style) + behind > _ROOM
    if len(names) + below > _MOST_LINES or max(behind, *(typeface.width(each, style) for each in names)) > _ROOM:
        return None
    return Label(names, date, below, whole=True, style=style)


def short_label(moment: Moment, style: Style, lines: int, typeface: Typeface) -> Label | None:
    """Return a label of at most so many lines, its name shortened if need be.

    None when its date leaves too little of the only line to the name, unless there is no smaller print.
    """
    name, date = _printed(moment, typeface)
    *first, rest = typeface.broken(name, style, _ROOM, lines)
    room = _ROOM - _gap(style) - typeface.width(date, _plain(style))
    last = typeface.shortened(rest, style, room)
    below = lines > 1 and last != rest and room < _ROOM * _LEAST
    if below:
        *first, rest = typeface.broken(name, style, _ROOM, lines - 1)
        last = typeface.shortened(rest, style, _ROOM)
    elif last != rest and room < _ROOM * _LEAST and style.size > SMALL.size:
        return None
    names = (*(typeface.shortened(each, style, _ROOM) for each in first), last)
    return Label(names, date, below, whole=names == (*first, rest), style=style)


def _printed(moment: Moment, typeface: Typeface) -> tuple[str, str]:
    return typeface.printable(moment.name), typeface.printable(moment.words)


def _plain(style: Style) -> Style:
    return Style(style.size)


def _gap(style: Style) -> int:
    """Return how many pixels there are from a name to its date, on one line."""
    return max(round(style.size * 0.4), 12)

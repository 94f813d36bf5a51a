"""A picture as a list of things to paint: plain values, in pixels of the finished picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple, Self

from bot.presentation.pictures.typeface import Style, Typeface

# Discord shows it about half as wide on a desktop, and whole at a click.
WIDTH, HEIGHT = 1200, 675
MARGIN = 36
# Discord makes 11 pixels of 22 on a desktop, so nothing is smaller.
SMALL = Style(22)


class Colour(Enum):
    """The palette: paper of its own, so that the picture reads the same on Discord's dark and light pages."""

    PAPER = (0xFB, 0xF9, 0xF4)
    STRIPE = (0xF3, 0xEF, 0xE6)
    RULE = (0xD9, 0xD3, 0xC5)
    INK = (0x1E, 0x1F, 0x24)
    SOFT = (0x5A, 0x5B, 0x63)
    MARK = (0xB4, 0x5F, 0x06)
    TINT = (0xF2, 0xCF, 0x9C)


class Box(NamedTuple):
    """A rectangle; right and bottom are outside."""

    left: float
    top: float
    right: float
    bottom: float

    def lowered(self, by: float) -> Box:
        return Box(self.left, self.top + by, self.right, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``box`` is a line high and as wide as the text is."""

    text: str
    box: Box
    style: Style
    colour: Colour = Colour.INK

    @classmethod
    def at(
        cls, corner: tuple[float, float], text: str, style: Style, typeface: Typeface, colour: Colour = Colour.INK
    ) -> Self:
        """Set a line of text from its upper left corner."""
        left, top = corner
        return cls(text, Box(left, top, left + typeface.width(text, style), top + style.height), style, colour)

    def lowered(self, by: float) -> Self:
        return replace(self, box=self.box.lowered(by))


@dataclass(frozen=True, slots=True)
class Area:
    """A plain rectangle."""

    box: Box
    colour: Colour

    def lowered(self, by: float) -> Area:
        return replace(self, box=self.box.lowered(by))


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: Colour
    width: float = 1

    def lowered(self, by: float) -> Stroke:
        (left, top), (right, bottom) = self.start, self.end
        return replace(self, start=(left, top + by), end=(right, bottom + by))


@dataclass(frozen=True, slots=True)
class Dot:
    """A day. One in doubt is an empty, broken ring."""

    centre: tuple[float, float]
    radius: float
    doubtful: bool = False

    def lowered(self, by: float) -> Dot:
        return replace(self, centre=(self.centre[0], self.centre[1] + by))


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time: light for "some time in it", solid for all of it; hatched and broken when in doubt."""

    box: Box
    solid: bool = False
    doubtful: bool = False

    def lowered(self, by: float) -> Band:
        return replace(self, box=self.box.lowered(by))


Shape = Area | Stroke | Dot | Band


@dataclass(frozen=True, slots=True)
class Scene:
    """``shapes`` are painted first, in order; no two ``texts`` overlap."""

    shapes: tuple[Shape, ...]
    texts: tuple[Text, ...]

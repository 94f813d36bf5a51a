"""The foot of a picture: what its marks mean, as far as they occur in it, and which edition it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.presentation.pictures.chart import Chart, Moment
from bot.presentation.pictures.scene import HEIGHT, MARGIN, WIDTH, Band, Box, Colour, Dot, Shape, Stroke, Text
from bot.presentation.pictures.typeface import Style, Typeface

_SWATCH = 44  # pixels, as all below
_RADIUS = 8
_SPACE = 10  # between a mark and what it means
_APART = 28
_LEADING = 4  # beyond the height of a line
_BOTTOM = 16  # below everything

Swatch = Callable[[float, float], list[Shape]]


@dataclass(frozen=True, slots=True)
class Foot:
    """What to paint from the height ``top`` downwards."""

    shapes: tuple[Shape, ...]
    texts: tuple[Text, ...]
    top: float


def foot_of(chart: Chart, small: Style, typeface: Typeface, *, interrupted: bool) -> Foot:
    """Return the foot of a picture, whose axis may be ``interrupted``, in ``small`` print."""
    shapes: list[Shape] = []
    texts: list[Text] = []
    leading = small.height + _LEADING
    left, top = float(MARGIN), 0

    def write(words: str, left: float) -> None:
        texts.append(Text.at((left, top), words, small, typeface, Colour.SOFT))

    for swatch, words in _entries(chart, interrupted=interrupted):
        printed = typeface.printable(words)
        wide = _SWATCH + _SPACE + typeface.width(printed, small)
        if left > MARGIN and left + wide > WIDTH - MARGIN:
            left, top = MARGIN, top + leading
        shapes += swatch(left, top + small.height / 2)
        write(printed, left + _SWATCH + _SPACE)
        left += wide + _APART
    small_print = typeface.shortened(typeface.printable(chart.small_print), small, WIDTH - 2 * MARGIN)
    begins = WIDTH - MARGIN - typeface.width(small_print, small)
    if begins < left:
        top += leading
    write(small_print, begins)
    top = HEIGHT - _BOTTOM - top - leading
    return Foot(tuple(shape.lowered(top) for shape in shapes), tuple(text.lowered(top) for text in texts), top)


def _entries(chart: Chart, *, interrupted: bool) -> Iterator[tuple[Swatch, str]]:
    """Yield a mark and its meaning for all that the picture shows."""
    moments, legend = chart.moments, chart.legend
    if any(moment.is_day for moment in moments):
        yield _dot, legend.day
    if any(_is_vague(moment) for moment in moments):
        yield _band, legend.within
    if any(moment.core for moment in moments):
        yield _bar, legend.lasting
    doubted = [moment.is_day for moment in moments if moment.doubtful]
    if doubted:
        swatch = _doubtful_dot if all(doubted) else _doubtful_both if any(doubted) else _doubtful_band
        yield swatch, legend.doubtful
    if interrupted:
        yield _slashes, legend.left_out


def _is_vague(moment: Moment) -> bool:
    return not moment.is_day and moment.core != (moment.first, moment.end)


def _dot(left: float, middle: float) -> list[Shape]:
    return [Dot((left + _SWATCH / 2, middle), _RADIUS)]


def _band(left: float, middle: float) -> list[Shape]:
    return [Band(_strip(left, middle))]


def _bar(left: float, middle: float) -> list[Shape]:
    return [Band(_strip(left, middle), solid=True)]


def _doubtful_dot(left: float, middle: float) -> list[Shape]:
    return [Dot((left + _SWATCH / 2, middle), _RADIUS, doubtful=True)]


def _doubtful_band(left: float, middle: float) -> list[Shape]:
    return [Band(_strip(left, middle), doubtful=True)]


def _doubtful_both(left: float, middle: float) -> list[Shape]:
    aside = 2 * _RADIUS + 4
    return [Dot((left + _RADIUS, middle), _RADIUS, doubtful=True), Band(_strip(left, middle, aside), doubtful=True)]


def _slashes(left: float, middle: float) -> list[Shape]:
    return slashes(left + _SWATCH / 2, middle)


def slashes(x: float, y: float) -> list[Shape]:
    """Return the two strokes that interrupt an axis."""
    return [Stroke((x + aside - 4, y + 9), (x + aside + 4, y - 9), Colour.INK, 2) for aside in (-5, 5)]


def _strip(left: float, middle: float, aside: float = 0) -> Box:
    return Box(left + aside, middle - 6, left + _SWATCH, middle + 6)

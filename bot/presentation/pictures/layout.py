"""Where everything in a picture stands: a row for each moment, its name above its mark, time from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.presentation.pictures.axis import Axis, axis_over
from bot.presentation.pictures.chart import Chart, Moment
from bot.presentation.pictures.legend import legend_of, slashes
from bot.presentation.pictures.marks import mark_of
from bot.presentation.pictures.scene import MARGIN, SMALL, WIDTH, Area, Box, Colour, Scene, Shape, Stroke, Text
from bot.presentation.pictures.ticks import INSET, Tick, ticks_of
from bot.presentation.pictures.typeface import Style, Typeface

MOST_MOMENTS = 8  # on a phone, the names of ten could not be read
_TITLE = Style(36, bold=True)
_TOP = 24
_SIZES = (34, 32, 30, 28, 26, 24, 22)  # of names, the largest that fits
_TALLEST_ROW = 150
_GAP = 12  # pixels from a name to its date, on one line


@dataclass(frozen=True, slots=True)
class _Label:
    """A name on one line or two, and the date behind it if it has room there."""

    lines: tuple[str, ...]
    date: str
    width: int


def lay_out(chart: Chart, typeface: Typeface) -> Scene:
    """Return what to paint for ``chart``."""
    header = _header(chart, typeface)
    top = _TOP + _TITLE.height + 12
    axis_bottom = top + SMALL.height + 8
    axis = axis_over([(each.first, each.end) for each in chart.moments], MARGIN, WIDTH - MARGIN)
    legend_shapes, legend_texts, bottom = legend_of(chart, typeface, interrupted=len(axis.stretches) > 1)
    ticks = ticks_of(axis, WIDTH - MARGIN, lambda text: typeface.width(text, SMALL), chart.localizer)
    height = min((bottom - 12 - axis_bottom) / len(chart.moments), _TALLEST_ROW)
    rows = [
        Box(0, axis_bottom + index * height, WIDTH, axis_bottom + (index + 1) * height)
        for index in range(len(chart.moments))
    ]
    style = _style_for(height, chart, typeface)
    shapes: list[Shape] = [Area(row, Colour.STRIPE) for row in rows[::2]]
    shapes += _grid(ticks, axis, top, axis_bottom, rows[-1].bottom)
    texts = [*header, *_dates(ticks, top, typeface)]
    for index, (row, moment) in enumerate(zip(rows, chart.moments, strict=True)):
        marks, lines = _row(row, moment, axis, style, typeface)
        # Nothing runs through a name, not even the line of a year.
        ground = Colour.PAPER if index % 2 else Colour.STRIPE
        shapes += [Area(_around(line.box), ground) for line in lines]
        shapes += marks
        texts += lines
    return Scene((*shapes, *legend_shapes), (*texts, *legend_texts))


def _header(chart: Chart, typeface: Typeface) -> list[Text]:
    bottom = _TOP + _TITLE.height
    place = typeface.printable(chart.place)
    taken = typeface.width(place, SMALL)
    left = WIDTH - MARGIN - taken
    room = left - 24 - MARGIN if place else WIDTH - 2 * MARGIN
    title = typeface.shortened(typeface.printable(chart.title), _TITLE, room)
    texts = [Text.at((MARGIN, _TOP), title, _TITLE, typeface)]
    if place:
        # On the title's baseline.
        texts.append(Text.at((left, bottom - SMALL.height - 4), place, SMALL, typeface, Colour.SOFT))
    return texts


def _dates(ticks: Sequence[Tick], top: float, typeface: Typeface) -> list[Text]:
    return [Text.at((tick.x + INSET, top), tick.text, SMALL, typeface, Colour.SOFT) for tick in ticks if tick.text]


def _grid(ticks: Sequence[Tick], axis: Axis, top: float, axis_bottom: float, bottom: float) -> list[Shape]:
    """Return the lines of the dates, the line of time, and the strokes where it is interrupted."""
    shapes: list[Shape] = [Stroke((tick.x, top + 4), (tick.x, bottom), Colour.RULE, 1.5) for tick in ticks]
    shapes += [Stroke((each.left, axis_bottom), (each.right, axis_bottom), Colour.INK, 2) for each in axis.stretches]
    for before, after in pairwise(axis.stretches):
        middle = (before.right + after.left) / 2
        shapes += slashes(middle, axis_bottom)
    return shapes


def _style_for(height: float, chart: Chart, typeface: Typeface) -> Style:
    """Return the largest print in which every name has room in a row of that height, or the smallest there is."""
    names = [typeface.printable(moment.name) for moment in chart.moments]
    for size in _SIZES:
        style = Style(size, bold=True)
        room = WIDTH - 2 * MARGIN
        if size * 2.05 <= height and all(typeface.width(name, style) <= room for name in names):
            return style
    return Style(_SIZES[-1], bold=True)


def _row(row: Box, moment: Moment, axis: Axis, style: Style, typeface: Typeface) -> tuple[list[Shape], list[Text]]:
    thickness = max(round(style.size * 0.42), 10)
    lines = 2 if row.bottom - row.top >= 2 * style.height + thickness + 10 else 1
    label = _label(moment, style, lines, typeface)
    plain = Style(style.size)
    height = len(label.lines) * style.height + thickness
    top = row.top + (row.bottom - row.top - height - 4) / 2
    middle = top + height + 2 - thickness / 2
    anchor, shapes = mark_of(moment, axis, middle, thickness)
    left = min(anchor, WIDTH - MARGIN - label.width)
    texts = [
        Text.at((left, top + number * style.height), text, style, typeface) for number, text in enumerate(label.lines)
    ]
    if label.date:
        last = texts[-1].box
        texts.append(Text.at((last.right + _GAP, last.top), label.date, plain, typeface, Colour.SOFT))
    return shapes, texts


def _label(moment: Moment, style: Style, lines: int, typeface: Typeface) -> _Label:
    """Set a name with its date behind it; a name too long for that goes without, and one longer still is shortened."""
    room = WIDTH - 2 * MARGIN
    name, date = typeface.printable(moment.name), typeface.printable(moment.words)
    behind = _GAP + typeface.width(date, Style(style.size))
    rows = tuple(typeface.wrapped(name, style, room - behind, 1))
    if behind < room and rows == (name,):
        return _Label(rows, date, typeface.width(name, style) + behind)
    rows = tuple(typeface.wrapped(name, style, room, lines))
    widths = [typeface.width(row, style) for row in rows]
    if widths[-1] + behind <= room:
        return _Label(rows, date, max(*widths, widths[-1] + behind))
    return _Label(rows, "", max(widths))


def _around(box: Box) -> Box:
    return Box(box.left - 3, box.top, box.right + 3, box.bottom)

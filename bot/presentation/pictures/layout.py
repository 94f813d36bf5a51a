"""Where everything in a picture stands: a row for each moment, its name above its mark, time from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from bot.presentation.pictures.chart import Chart
from bot.presentation.pictures.labels import Label
from bot.presentation.pictures.legend import slashes
from bot.presentation.pictures.marks import mark_of
from bot.presentation.pictures.scene import MARGIN, WIDTH, Area, Box, Colour, Scene, Shape, Stroke, Text
from bot.presentation.pictures.setting import GAP, Frame, Setting, setting_of
from bot.presentation.pictures.ticks import INSET, Tick, ticks_of
from bot.presentation.pictures.typeface import Typeface

MOST_MOMENTS = 8  # on a phone, the names of ten could not be read


def lay_out(chart: Chart, typeface: Typeface) -> Scene:
    """Return what to paint for ``chart``."""
    setting = setting_of(chart, typeface)
    frame = setting.frame
    ticks = ticks_of(frame.axis, WIDTH - MARGIN, lambda text: typeface.width(text, frame.small), chart.localizer)
    rows = _rows(setting)
    shapes: list[Shape] = [Area(row, Colour.STRIPE) for row in rows[::2]]
    shapes += _grid(ticks, frame)
    texts = [*_header(chart, frame, typeface), *_dates(ticks, frame, typeface)]
    for index, (row, moment, label) in enumerate(zip(rows, chart.moments, setting.labels, strict=True)):
        top = _top(row, label, setting.thickness)
        middle = top + label.height + GAP + setting.thickness / 2
        anchor, marks = mark_of(moment, frame.axis, middle, setting.thickness)
        lines = label.texts(anchor, top, typeface)
        # Nothing runs through a name, not even the line of a year.
        ground = Colour.PAPER if index % 2 else Colour.STRIPE
        shapes += [Area(_around(line.box), ground) for line in lines]
        shapes += marks
        texts += lines
    return Scene((*shapes, *frame.foot.shapes), (*texts, *frame.foot.texts))


def _rows(setting: Setting) -> list[Box]:
    edges = accumulate(setting.heights(), initial=setting.frame.top)
    return [Box(0, top, WIDTH, bottom) for top, bottom in pairwise(edges)]


def _top(row: Box, label: Label, thickness: int) -> float:
    """Return where a label begins that is in the middle of its row, with its mark."""
    return row.top + (row.bottom - row.top - label.height - GAP - thickness) / 2 - 1


def _header(chart: Chart, frame: Frame, typeface: Typeface) -> Iterator[Text]:
    bottom = frame.title_top + frame.title.height
    place = typeface.printable(chart.place)
    left = WIDTH - MARGIN - typeface.width(place, frame.small)
    room = left - 24 - MARGIN if place else WIDTH - 2 * MARGIN
    title = typeface.shortened(typeface.printable(chart.title), frame.title, room)
    yield Text.at((MARGIN, frame.title_top), title, frame.title, typeface)
    if place:
        # On the title's baseline.
        yield Text.at((left, bottom - frame.small.height - 4), place, frame.small, typeface, Colour.SOFT)


def _dates(ticks: Sequence[Tick], frame: Frame, typeface: Typeface) -> Iterator[Text]:
    for tick in ticks:
        if tick.text:
            yield Text.at((tick.x + INSET, frame.dates), tick.text, frame.small, typeface, Colour.SOFT)


def _grid(ticks: Sequence[Tick], frame: Frame) -> Iterator[Shape]:
    """Yield the lines of the dates, the line of time, and the strokes where it is interrupted."""
    for tick in ticks:
        yield Stroke((tick.x, frame.dates + 4), (tick.x, frame.bottom), Colour.RULE, 1.5)
    stretches = frame.axis.stretches
    for each in stretches:
        yield Stroke((each.left, frame.top), (each.right, frame.top), Colour.INK, 2)
    for before, after in pairwise(stretches):
        yield from slashes((before.right + after.left) / 2, frame.top)


def _around(box: Box) -> Box:
    return Box(box.left - 3, box.top, box.right + 3, box.bottom)

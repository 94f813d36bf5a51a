"""How precisely a date is known, drawn: a day is a dot, a month or a year a band as long as it is."""

from __future__ import annotations

from bot.presentation.pictures.axis import Axis
from bot.presentation.pictures.chart import Moment
from bot.presentation.pictures.scene import Band, Box, Dot, Shape

_SHORTEST_BAND = 6  # pixels


def mark_of(moment: Moment, axis: Axis, middle: float, thickness: float) -> tuple[float, list[Shape]]:
    """Return where the mark of a moment begins, and the mark, around the height ``middle``.

    A dot is as high as ``thickness``, a band a little less.
    """
    left, right = axis.at(moment.first), axis.at(moment.end)
    radius = thickness / 2
    if moment.is_day:
        centre = (left + right) / 2
        return centre - radius, [Dot((centre, middle), radius, moment.doubtful)]
    bands = []
    top, bottom = middle - radius + 1, middle + radius - 1
    if moment.core != (moment.first, moment.end):
        bands.append(Band(Box(left, top, max(right, left + _SHORTEST_BAND), bottom), doubtful=moment.doubtful))
    if moment.core:
        start, end = axis.at(moment.core[0]), axis.at(moment.core[1])
        end = max(end, start + _SHORTEST_BAND)
        bands.append(Band(Box(start, top, end, bottom), solid=True, doubtful=moment.doubtful))
    return left, list(bands)

"""How large a picture's print is: as large as its events leave room for, since a phone shows a third of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bot.presentation.pictures.axis import Axis, axis_over
from bot.presentation.pictures.chart import Chart
from bot.presentation.pictures.labels import Label, short_label, whole_label
from bot.presentation.pictures.legend import Foot, foot_of
from bot.presentation.pictures.scene import MARGIN, SMALL, WIDTH
from bot.presentation.pictures.typeface import Style, Typeface

_TOP = 18
_LARGEST_SMALL = 28
_SIZES = (50, 46, 42, 38, 36, 34, 32, 30, 28, 26, 24, 22)  # of names
# Names go whole down to the one; before they are set smaller still, they are shortened, from the other down.
_WORTH_ALL = 26
_WORTH_MOST = 30
_LEAST_DATE = 8.6  # heights of small print: what the longest date of an axis is wide
GAP = 3  # pixels from a name to its mark


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the rows: the heights where the axis' ``dates`` and the rows begin, and these end."""

    title: Style
    small: Style
    axis: Axis
    foot: Foot
    dates: float
    top: float
    bottom: float

    @classmethod
    def of(cls, chart: Chart, size: int, typeface: Typeface) -> Self:
        """Surround names of that ``size``."""
        title = Style(max(36, size - 6), bold=True)
        small = Style(min(max(round(size * 0.62), SMALL.size), _LARGEST_SMALL))
        spans = [(each.first, each.end) for each in chart.moments]
        axis = axis_over(spans, MARGIN, WIDTH - MARGIN, round(small.size * _LEAST_DATE))
        foot = foot_of(chart, small, typeface, interrupted=len(axis.stretches) > 1)
        dates = _TOP + title.height + 8
        return cls(title, small, axis, foot, dates, dates + small.height + 6, foot.top - 10)

    @property
    def title_top(self) -> float:
        return _TOP


@dataclass(frozen=True, slots=True)
class Setting:
    """A label for each moment, whose rows all fit into ``frame``, and the height of the marks."""

    frame: Frame
    labels: tuple[Label, ...]
    thickness: int

    def heights(self) -> list[float]:
        """Return how high each row is: together they fill the frame."""
        needed = [label.height + _beside(label.style) for label in self.labels]
        spare = (self.frame.bottom - self.frame.top - sum(needed)) / len(needed)
        return [each + spare for each in needed]


def setting_of(chart: Chart, typeface: Typeface) -> Setting:
    """Return the largest print in which every name is whole, or most of each if that would be too small."""
    for size in _SIZES:
        setting = _whole(chart, size, typeface) if size >= _WORTH_ALL else None
        if setting:
            return setting
    settings = (_shortened(chart, size, typeface) for size in _SIZES if size <= _WORTH_MOST)
    return next(setting for setting in settings if setting)


def _whole(chart: Chart, size: int, typeface: Typeface) -> Setting | None:
    frame, style = Frame.of(chart, size, typeface), Style(size, bold=True)
    left = _left(frame, len(chart.moments), style)
    labels: list[Label] = []
    for moment in chart.moments:
        label = whole_label(moment, style, typeface) if left >= 0 else None
        if label is None:
            return None
        left -= label.height - style.height
        labels.append(label)
    return Setting(frame, tuple(labels), _thickness(style)) if left >= 0 else None


def _shortened(chart: Chart, size: int, typeface: Typeface) -> Setting | None:
    """Give every name a line, and those that need it another, as long as there is room."""
    frame, style = Frame.of(chart, size, typeface), Style(size, bold=True)
    left = _left(frame, len(chart.moments), style)
    if left < 0:
        return None
    labels: list[Label] = []
    for moment in chart.moments:
        label = short_label(moment, style, 1, typeface)
        if left >= style.height and not (label and label.whole):
            label = short_label(moment, style, 2, typeface)
            left -= style.height
        if label is None:
            return None
        labels.append(label)
    return Setting(frame, tuple(labels), _thickness(style))


def _left(frame: Frame, count: int, style: Style) -> float:
    """Return the height that is left beside ``count`` labels of one line."""
    return frame.bottom - frame.top - count * (style.height + _beside(style))


def _beside(style: Style) -> int:
    """Return what a row needs beside its label: its mark, and distances, which can be small in small print."""
    return GAP + _thickness(style) + 6 + max(style.size - 30, 0) // 2


def _thickness(style: Style) -> int:
    """Return the height of the marks below names of that style: of a dot, which is a little more than a band."""
    return round(style.size * 0.36) + 2

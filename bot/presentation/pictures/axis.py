"""Time as a distance: one scale for the whole picture, interrupted where nothing happened for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["year", "month", "day"]

BREAK = 56  # pixels left between two stretches
# Time without events is left out when it is most of the picture, and more than anybody wants to look at.
_WORTH_A_BREAK = 0.4
_LONG = 400  # days
_LAST = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``first`` up to before ``end`` (ordinals), drawn from the pixel ``left`` to before ``right``."""

    first: int
    end: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Axis:
    """``scale`` is in pixels a day and the same everywhere: a year is as long as any other."""

    stretches: tuple[Stretch, ...]
    scale: float
    unit: Unit

    def at(self, day: int) -> float:
        """Return where the beginning of a day of some stretch is."""
        stretch = next(each for each in self.stretches if day <= each.end)
        return stretch.left + (max(day, stretch.first) - stretch.first) * self.scale


def axis_over(spans: Iterable[tuple[int, int]], left: float, right: float, shortest: float) -> Axis:
    """Lay the days of ``spans`` (first, and before end) out between two pixels.

    Every stretch is at least as long as ``shortest``, in pixels, so that it has room for a date.
    """
    busy = _joined(sorted(spans))
    unit = _unit(sum(end - first for first, end in busy))
    days = _joined((start_of(first, unit), end_of(end, unit)) for first, end in busy)
    room = right - left - BREAK * (len(days) - 1)
    scale = _scale([end - first for first, end in days], room, shortest)
    stretches = []
    for first, end in days:
        width = (end - first) * scale
        stretches.append(Stretch(first, end, left, left + width))
        left += max(width, shortest) + BREAK
    return Axis(tuple(stretches), scale, unit)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is not far enough apart for a break; ``spans`` are in order."""
    spans = list(spans)
    covered = max(end for _, end in spans) - spans[0][0]
    longest = max(_LONG, covered * _WORTH_A_BREAK)
    joined = [spans[0]]
    for first, end in spans[1:]:
        last_first, last_end = joined[-1]
        if first - last_end > longest:
            joined.append((first, end))
        else:
            joined[-1] = (last_first, max(last_end, end))
    return joined


def _unit(days: int) -> Unit:
    if days > 3.5 * 366:
        return "year"
    return "month" if days > 62 else "day"  # noqa: PLR2004  (two months)


def _scale(lengths: Sequence[int], room: float, shortest: float) -> float:
    """Return the pixels a day with which all stretches, none of them shorter than ``shortest``, fill the room."""
    low, high = 0.0, room
    for _ in range(50):
        middle = (low + high) / 2
        if sum(max(length * middle, shortest) for length in lengths) > room:
            high = middle
        else:
            low = middle
    return low


def start_of(day: int, unit: Unit) -> int:
    """Return the first day of the year or the month of ``day``, or the day before it."""
    if unit == "day":
        return max(day - 1, 1)
    when = date.fromordinal(day)
    return date(when.year, 1 if unit == "year" else when.month, 1).toordinal()


def end_of(end: int, unit: Unit) -> int:
    """Return the first day after the year or the month before whose end ``end`` is, or a day later."""
    if unit == "day":
        return min(end + 1, _LAST)
    when = date.fromordinal(end - 1)
    month = 12 if unit == "year" else when.month
    return _month(when.year * 12 + month)


def _month(number: int) -> int:
    """Return the first day of a month counted from the year 0."""
    year, month = divmod(number, 12)
    return date(year, month + 1, 1).toordinal() if year <= date.max.year else _LAST


def steps(stretch: Stretch, unit: Unit, size: int) -> Iterator[int]:
    """Yield the days where a year, a month or a day begins, every ``size`` of them, and that of the stretch."""
    yield stretch.first
    first = date.fromordinal(stretch.first)
    starts: Iterable[int]
    match unit:
        case "year":
            starts = (
                _month(max(year, 1) * 12) for year in range(first.year - first.year % size, date.max.year + 1, size)
            )
        case "month":
            month = first.year * 12 + first.month - 1
            starts = (_month(max(number, 12)) for number in range(month - month % size, date.max.year * 12 + 12, size))
        case "day":
            starts = range(stretch.first, stretch.end, size)
    for day in starts:
        if day >= stretch.end:
            return
        if day > stretch.first:
            yield day

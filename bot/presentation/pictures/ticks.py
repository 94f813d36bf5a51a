"""The dates below an axis: as many as fit beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from babel.dates import format_date

from bot.presentation.dates import with_ordinal
from bot.presentation.localizer import Localizer
from bot.presentation.pictures.axis import BREAK, Axis, Stretch, Unit, steps

_STEPS: tuple[tuple[Unit, int], ...] = (
    ("day", 1),
    ("day", 2),
    ("day", 7),
    ("day", 14),
    ("month", 1),
    ("month", 2),
    ("month", 3),
    ("month", 6),
    *(("year", size) for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)),
)
_DAYS = {"day": 1, "month": 30, "year": 365}
_FEWEST_PIXELS = 40  # between two dates; fewer cannot be read whatever they say
_APART = 18  # pixels between the texts of two dates
INSET = 8  # pixels from the line of a date to its text


@dataclass(frozen=True, slots=True)
class Tick:
    """A line where ``day`` begins, with its date unless there is no room for it."""

    day: int
    x: float
    text: str = ""


def ticks_of(axis: Axis, right: float, width: Callable[[str], int], localizer: Localizer) -> list[Tick]:
    """Return the finest dates whose texts, of that ``width``, do not touch; ``right`` is where the picture ends."""
    limits = [*(stretch.left - BREAK / 2 for stretch in axis.stretches[1:]), right]
    for unit, size in _STEPS:
        if _DAYS[unit] < _DAYS[axis.unit] or _DAYS[unit] * size * axis.scale < _FEWEST_PIXELS:
            continue
        found: list[Tick] = []
        for stretch, limit in zip(axis.stretches, limits, strict=True):
            ticks = _dated(stretch, unit, size, axis, localizer)
            if not _apart(ticks, width):
                break
            found += [tick if tick.x + INSET + width(tick.text) <= limit else replace(tick, text="") for tick in ticks]
        else:
            return found
    return [Tick(each.first, each.left, _words(each.first, None, axis.unit, localizer)) for each in axis.stretches]


def _dated(stretch: Stretch, unit: Unit, size: int, axis: Axis, localizer: Localizer) -> list[Tick]:
    ticks: list[Tick] = []
    for day in steps(stretch, unit, size):
        x = stretch.left + (day - stretch.first) * axis.scale
        before = date.fromordinal(ticks[-1].day) if ticks else None
        ticks.append(Tick(day, x, _words(day, before, unit if ticks else axis.unit, localizer)))
    return ticks


def _apart(ticks: list[Tick], width: Callable[[str], int]) -> bool:
    return all(one.x + INSET + width(one.text) + _APART <= other.x + INSET for one, other in pairwise(ticks))


def _words(day: int, before: date | None, unit: Unit, localizer: Localizer) -> str:
    """Return a date with no more than the one ``before`` it leaves to be said."""
    when = date.fromordinal(day)
    if unit == "year":
        return str(when.year)
    new_year = before is None or before.year != when.year
    if unit == "month":
        return _formatted(when, "LLL y" if new_year else "LLL", localizer)
    if not new_year and before is not None and before.month == when.month:
        return str(when.day)
    words = _formatted(when, "d MMM y" if new_year else "d MMM", localizer)
    return with_ordinal(words, localizer) if when.day == 1 else words


def _formatted(when: date, pattern: str, localizer: Localizer) -> str:
    words: str = format_date(when, pattern, locale=localizer.language)
    return words

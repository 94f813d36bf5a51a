"""The rhythm of a digest: daily, on weekdays, weekly or monthly, at a time of day in a time zone."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.digests.occurrences import Occurrence
from bot.digests.zones import is_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

CadenceName = Literal["daily", "weekdays", "weekly", "monthly"]
CADENCES: tuple[CadenceName, ...] = get_args(CadenceName)
LAST_DAY = 0
_MISSING_IN_FEBRUARY = frozenset({29, 30})

_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2})|\s*[hH]\s*([0-9]{2})?)")
# While clocks are set back, occurrences that look later than now are past. None was ever set back by more.
_LONGEST_REPEAT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a digest is due, in local time.

    ``time`` has hours and minutes only, ``zone`` is an IANA name. ``weekday`` (0 is Monday, 6 Sunday) belongs
    to ``weekly``; ``day`` to ``monthly``: 1 to 31, or 0 for the last day. Raises ValueError with a sentence.
    """

    name: CadenceName
    time: dt.time
    zone: str
    weekday: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.name not in CADENCES:
            raise ValueError(f"{self.name!r} is not a cadence; choose {', '.join(CADENCES)}")
        if self.time != dt.time(self.time.hour, self.time.minute):
            raise ValueError(f"the time {self.time} has more than hours and minutes")
        if not is_zone(self.zone):
            raise ValueError(f"{self.zone!r} is not a time zone; write one such as Europe/Paris")
        if (self.weekday is not None) != (self.name == "weekly"):
            raise ValueError("a weekly cadence has a weekday, and no other has one")
        if (self.day is not None) != (self.name == "monthly"):
            raise ValueError("a monthly cadence has a day of the month, and no other has one")
        if self.weekday not in {None, *range(7)}:
            raise ValueError(f"{self.weekday} is not a weekday; count from 0 for Monday to 6 for Sunday")
        if self.day not in {None, *range(32)}:
            raise ValueError(f"{self.day} is not a day of the month; write 1 to 31, or 0 for the last day")

    @property
    def expressions(self) -> tuple[str, ...]:
        """The cron expressions that together name the occurrences (cron counts Sunday as 0).

        "On the 30th" means the 30th, and the last day of a month that has none: whoever asks for a monthly
        digest expects one a month, where plain cron would skip February. That takes two expressions.
        """
        return tuple(f"{self.time.minute} {self.time.hour} {days}" for days in self._days())

    def _days(self) -> tuple[str, ...]:
        if self.name == "daily":
            return ("* * *",)
        if self.name == "weekdays":
            return ("* * 1-5",)
        if self.weekday is not None:
            return (f"* * {(self.weekday + 1) % 7}",)
        if self.day in _MISSING_IN_FEBRUARY:
            return f"{self.day} * *", "L 2 *"
        return ("L * *" if self.day in {LAST_DAY, 31} else f"{self.day} * *",)

    def next_after(self, instant: dt.datetime) -> Occurrence:
        """Return the first occurrence that falls strictly after ``instant`` (any aware time)."""
        return next(self._after(instant))

    def upcoming(self, instant: dt.datetime, count: int) -> tuple[Occurrence, ...]:
        """Return the next ``count`` occurrences after ``instant``."""
        return tuple(islice(self._after(instant), count))

    def last_until(self, instant: dt.datetime) -> Occurrence:
        """Return the latest occurrence that falls at ``instant`` or before: the one a late courier owes."""
        backwards = self._occurrences(instant + _LONGEST_REPEAT, reverse=True)
        return next(occurrence for occurrence in backwards if occurrence.at <= instant)

    def _after(self, instant: dt.datetime) -> Iterator[Occurrence]:
        # In the second pass of a repeated hour the wall clock shows times whose occurrence is already past.
        return (occurrence for occurrence in self._occurrences(instant) if occurrence.at > instant)

    def _occurrences(self, instant: dt.datetime, *, reverse: bool = False) -> Iterator[Occurrence]:
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone")
        zone = ZoneInfo(self.zone)
        wall = instant.astimezone(zone).replace(tzinfo=None, fold=0)
        rules = (CronSim(expression, wall, reverse=reverse) for expression in self.expressions)
        return (Occurrence.named(nominal, zone) for nominal, _ in groupby(merge(*rules, reverse=reverse)))


def parse_time(text: str) -> dt.time:
    """Read a time of day as people write it: ``8:00``, ``08:00``, ``20:15``, ``8h``, ``8h30``.

    Raises ValueError with a sentence.
    """
    match = _TIME.fullmatch(text.strip())
    if match:
        with suppress(ValueError):
            return dt.time(int(match[1]), int(match[2] or match[3] or 0))
    raise ValueError(f"{text!r} is not a time of day; write it as 8:00, 20:15 or 8h30")

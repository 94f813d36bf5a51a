"""What every schedule of digests can answer: what comes next, what came last."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.digests.occurrences import Occurrence, wall_time
from bot.digests.zones import is_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(ABC):
    """When a digest is due, by the wall clocks of ``zone``, an IANA name. Raises ValueError with a sentence.

    A time that the clocks skip comes at the next minute they show; one they show twice comes once, the first
    time. Where several times fall on the same instant in this way, only the latest of them occurs: an hourly
    digest is due once when 02:00 becomes 03:00, as the one of 03:00. Keys and instants only ever increase.
    """

    zone: str

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise ValueError(f"{self.zone!r} is not a time zone; write one such as Europe/Paris")

    @property
    @abstractmethod
    def expressions(self) -> tuple[str, ...]:
        """The cron expressions that together name the occurrences, in wall time."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Return plain data from which ``schedule_from_json`` makes the same schedule."""

    def next_after(self, instant: datetime) -> Occurrence:
        """Return the first occurrence that falls strictly after ``instant`` (any aware time)."""
        return next(self.after(instant))

    def upcoming(self, instant: datetime, count: int) -> tuple[Occurrence, ...]:
        """Return the next ``count`` occurrences after ``instant``."""
        return tuple(islice(self.after(instant), count))

    def last_until(self, instant: datetime) -> Occurrence:
        """Return the latest occurrence that falls at ``instant`` or before: the one a late courier owes."""
        # Once the clocks were set back, times they showed before look later than now, and yet have been.
        latest = max(self._wall(instant), self._wall(instant - _DAY) + _DAY)
        backwards = self._occurrences(latest + _MINUTE, reverse=True)
        return next(occurrence for occurrence in backwards if occurrence.at <= instant)

    def after(self, instant: datetime) -> Iterator[Occurrence]:
        """Yield the occurrences after ``instant``, without an end."""
        # In the second pass of a repeated hour the wall clock shows times whose occurrence is already past.
        return (occurrence for occurrence in self._occurrences(self._wall(instant)) if occurrence.at > instant)

    def _wall(self, instant: datetime) -> datetime:
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone")
        return wall_time(instant, ZoneInfo(self.zone))

    def _occurrences(self, wall: datetime, *, reverse: bool = False) -> Iterator[Occurrence]:
        zone = ZoneInfo(self.zone)
        for nominal in self._nominals(wall, reverse=reverse):
            occurrence = Occurrence.named(nominal, zone)
            shown = wall_time(occurrence.at, zone)
            # Only a time that the clocks skip can fall together with a later one.
            if shown == nominal or next(self._nominals(nominal)) > shown:
                yield occurrence

    def _nominals(self, wall: datetime, *, reverse: bool = False) -> Iterator[datetime]:
        rules = (CronSim(expression, wall, reverse=reverse) for expression in self.expressions)
        return (nominal for nominal, _ in groupby(merge(*rules, reverse=reverse)))

"""One firing of a schedule: named by the wall clock, placed on the time line."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)
# Samoa left out 30 December 2011 to change sides of the date line. Nothing longer was ever skipped.
_LONGEST_GAP = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A firing of a schedule.

    ``key`` is the date and time the schedule names, in local time (``2026-11-22T08:00``): a restart, a second
    server or a clock that steps back meets the same key. ``at`` is the instant it falls on, in UTC.
    """

    key: str
    at: datetime

    @classmethod
    def named(cls, nominal: datetime, zone: ZoneInfo) -> Occurrence:
        """Place the wall time ``nominal`` (without a zone) on the time line of ``zone``."""
        return cls(nominal.isoformat(timespec="minutes"), instant_of(nominal, zone))


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a change of the clocks does to an occurrence. Both times are wall times, without a zone.

    ``skipped``: the clocks jump over the time ``named``, and show ``shown`` when the digest comes instead.
    ``repeated``: they show ``named`` twice; the digest comes the first time, and ``shown`` is the same.
    """

    kind: Literal["skipped", "repeated"]
    named: datetime
    shown: datetime


def instant_of(nominal: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clocks of ``zone`` show ``nominal`` or later, in UTC.

    So a time the clocks jump over becomes the next minute they do show; a time they show twice, the first.
    These are the rules of cronsim, kept here too because cronsim tells the moved time only, not the one it
    had moved, and the key needs that one.
    """
    local = nominal.replace(tzinfo=zone, fold=0)
    if not _exists(local):
        minutes = range(_LONGEST_GAP + 1)
        local += _MINUTE * bisect_left(minutes, x=True, key=lambda later: _exists(local + later * _MINUTE))
    return local.astimezone(UTC)


def wall_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clocks of ``zone`` show at ``instant``, without a zone."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def clock_change(occurrence: Occurrence, zone: str) -> ClockChange | None:
    """Say what a change of the clocks of ``zone`` does to ``occurrence``; mostly nothing."""
    info = ZoneInfo(zone)
    named = datetime.fromisoformat(occurrence.key)
    shown = wall_time(occurrence.at, info)
    if shown != named:
        return ClockChange("skipped", named, shown)
    first, second = (named.replace(tzinfo=info, fold=fold).utcoffset() for fold in (0, 1))
    return None if first == second else ClockChange("repeated", named, shown)


def _exists(local: datetime) -> bool:
    shown = local.astimezone(UTC).astimezone(local.tzinfo)
    return shown.replace(tzinfo=None) == local.replace(tzinfo=None)

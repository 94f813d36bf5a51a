"""One firing of a schedule: named by the wall clock, placed on the time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


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


def instant_of(nominal: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clocks of ``zone`` show ``nominal``, in UTC.

    A time the clocks jump over becomes the next minute they do show; a time they show twice, the first.
    These are the rules of cronsim, kept here too because cronsim tells the moved time only, not the one it
    had moved, and the key needs that one.
    """
    local = nominal.replace(tzinfo=zone, fold=0)
    while not _exists(local):
        local += _MINUTE
    return local.astimezone(UTC)


def _exists(local: datetime) -> bool:
    shown = local.astimezone(UTC).astimezone(local.tzinfo)
    return shown.replace(tzinfo=None) == local.replace(tzinfo=None)

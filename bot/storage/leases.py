"""Which occurrences are in whose hands. An open one has a lease; what a lease that ran out means depends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.tables import occurrences

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    Now = datetime | ColumnElement[datetime]


def is_open() -> ColumnElement[bool]:
    """It has not ended."""
    return occurrences.c.lease_until.is_not(None)


def is_abandoned(now: Now) -> ColumnElement[bool]:
    """Its holder is gone and nothing was attempted: it can be taken over without a risk."""
    return (occurrences.c.state == "claimed") & (occurrences.c.lease_until <= now)


def is_interrupted(now: Now) -> ColumnElement[bool]:
    """Its holder is gone and something was attempted: nobody knows whether it arrived."""
    return (occurrences.c.state == "sending") & (occurrences.c.lease_until <= now)

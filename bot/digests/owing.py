"""What a subscription is owed at some moment: of several occurrences that have come due, the latest."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from bot.digests.records import Due

if TYPE_CHECKING:
    from datetime import datetime

    from bot.digests.subscription import Subscription

# Of a courier that was away for long, the latest occurrence is sent; so many before it are put on record as missed.
_SKIPPED = 50
_MOMENT = timedelta(seconds=1)


def owed(subscription: Subscription, now: datetime) -> Due:
    """Return what is owed since the run that was planned; just the latest when that is long ago."""
    cadence = subscription.cadence
    since = cadence.after((subscription.next_run_at or now) - _MOMENT)
    every = list(islice(takewhile(lambda each: each.at <= now, since), _SKIPPED + 1))
    if not every or len(every) > _SKIPPED:
        every.append(cadence.last_until(now))
    return Due(subscription=subscription, occurrence=every[-1], skipped=tuple(every[:-1][:_SKIPPED]))

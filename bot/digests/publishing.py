"""Passing a posted digest on to the servers that follow its channel: a step of its own, which never posts again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.ports import Posted

# Discord publishes about ten messages an hour in a channel (what its users report), so the next try may have to wait.
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)
# After a day it is no news any more.
PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A message to be published: ``part`` of an occurrence, tried ``tries`` times so far."""

    subscription_id: int
    occurrence_id: int
    key: str
    part: int
    posted: Posted
    tries: int
    sent_at: datetime

    def again_at(self, now: datetime, pause: timedelta = timedelta()) -> datetime | None:
        """Return when to try next, ``pause`` from now at least; None when it is too late."""
        own: timedelta = FIRST_PAUSE * 2 ** min(self.tries, 10)
        again = now + max(min(own, LONGEST_PAUSE), pause)
        return again if again - self.sent_at <= PATIENCE else None

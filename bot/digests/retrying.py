"""When to try again what could not be done, how long a nonce is good for, when a channel is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

# Discord knows a nonce "in the past few minutes" ("Create Message"). Two are few enough, counted from before the first
# attempt; past them the channel's history is looked at.
NONCE_WINDOW = timedelta(minutes=2)

# A channel that cannot be posted in is tried again after this time; if that fails too, it is suspended. Somebody who
# rearranges a server's permissions is done by then.
CONFIRMATION = timedelta(minutes=10)

# A request that was on its way when its sender died may take so long to show in a forum, which knows no nonces.
SETTLING = timedelta(seconds=15)

# Of one digest; with the pauses below that takes a day. What it would have told comes with the next one then.
TRIES = 100

_FIRST_PAUSE = timedelta(seconds=20)
_LONGEST_PAUSE = timedelta(minutes=15)


def is_fresh(attempted_at: datetime, now: datetime) -> bool:
    """Say whether a nonce used first at ``attempted_at`` still keeps Discord from posting twice.

    A clock that was set back since says nothing about how much time has passed.
    """
    return timedelta() <= now - attempted_at < NONCE_WINDOW


def is_settling(attempted_at: datetime, now: datetime) -> bool:
    """Say whether what was attempted at ``attempted_at`` may be too new for a forum to show."""
    return timedelta() <= now - attempted_at < SETTLING


def pause(tries: int, jitter: float) -> timedelta:
    """Return how long to wait after ``tries`` vain ones; ``jitter`` (0 to 1) keeps many from coming back at once."""
    longer: timedelta = _FIRST_PAUSE * 2 ** min(tries, 10)
    return min(longer, _LONGEST_PAUSE) * (0.75 + 0.5 * jitter)

"""A delivery: its states, which may follow which, when it is too late, how its parts are named."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

# How a delivery ends.
#   sent         every part has a receipt
#   nothing-new  there was no reason to post
#   missed       it was too late; its items go into the next digest
#   failed       Discord refused it for good
#   uncertain    it may or may not have arrived: a person has to look
Outcome = Literal["sent", "nothing-new", "missed", "failed", "uncertain"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

# What comes before.
#   due      its time has come: of a schedule, a subscription's next run says so; what an admin asked for is on record
#   claimed  a courier has it in hand; nothing has left the house
#   sending  an attempt is on record: nobody may assume that nothing was posted, unless Discord has said so
State = Literal["due", "claimed", "sending"] | Outcome

NEXT: Mapping[State, frozenset[State]] = {
    "due": frozenset({"claimed", "missed"}),
    "claimed": frozenset({"claimed", "sending", "nothing-new", "missed", "failed"}),
    "sending": frozenset({"claimed", "sending", "sent", "failed", "uncertain"}),
    "sent": frozenset(),
    "nothing-new": frozenset(),
    "missed": frozenset(),
    "failed": frozenset(),
    "uncertain": frozenset(),
}

# The same table read backwards: what may come before.
PREVIOUS: Mapping[State, frozenset[State]] = {
    state: frozenset(earlier for earlier, later in NEXT.items() if state in later) for state in NEXT
}

# Discord ends a nonce at 25 characters ("Create Message"); 15 bytes make 24 in base 32.
NONCE_LIMIT = 25
_NONCE_BYTES = 15


def check_transition(current: State, following: State) -> None:
    """Raise ValueError unless ``following`` may come after ``current``."""
    if following not in NEXT[current]:
        raise ValueError(f"a delivery that is {current} cannot become {following}")


def decide(due_at: datetime, now: datetime, grace: timedelta) -> Literal["send", "missed"]:
    """Say what to do with a delivery due at ``due_at``: up to ``grace`` late it is still sent."""
    return "send" if now - due_at <= grace else "missed"


def nonce(subscription_id: int, key: str, part: int) -> str:
    """Return the name by which Discord recognises ``part`` (from 0) of occurrence ``key`` when sent again.

    The same for the same arguments, on every machine and in every version: resending after a crash depends
    on it.
    """
    name = f"{subscription_id}/{key}/{part}"
    return b32encode(blake2b(name.encode(), digest_size=_NONCE_BYTES).digest()).decode().lower()

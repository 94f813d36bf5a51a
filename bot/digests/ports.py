"""What the courier needs from the outside: a ledger that remembers and a sender that posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from bot.digests.delivery import Outcome, State
    from bot.digests.occurrences import Occurrence
    from bot.digests.subscription import NewSubscription, Subscription

Part = Mapping[str, Any]
"""One message of a digest, as frozen in the ledger: a JSON object whose keys only the sender understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to deliver one occurrence. ``token`` fences it off from earlier holders.

    It lasts for ``lease`` after the last thing that was recorded under it.
    """

    id: int
    subscription: Subscription
    occurrence: Occurrence
    token: int
    lease: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known of one part (from 0): ``message_id`` and ``sent_at`` once Discord has confirmed it."""

    part: int
    nonce: str
    attempted_at: datetime
    message_id: int | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One occurrence as it stands in the ledger; ``finished_at`` is there once it has ended."""

    id: int
    subscription_id: int
    occurrence: Occurrence
    state: State
    token: int
    claimed_at: datetime
    edition: str | None
    parts: tuple[Part, ...]
    reason: str | None
    finished_at: datetime | None
    receipts: tuple[Receipt, ...]

    @property
    def lateness(self) -> timedelta | None:
        """How long after its time it ended."""
        return self.finished_at - self.occurrence.at if self.finished_at else None


class Sender(Protocol):
    """Posts messages."""

    async def send(self, channel_id: int, part: Part, nonce: str) -> int:
        """Post ``part`` and return the id of the message; the same ``nonce`` again posts nothing new.

        Raises Refused when trying again would be of no use; anything else it raises leaves the outcome open.
        """
        ...


class Ledger(Protocol):
    """Remembers subscriptions and deliveries. All methods may raise StorageError; instants are aware."""

    async def add(self, new: NewSubscription, next_run_at: datetime) -> Subscription:
        """Save a subscription."""
        ...

    async def get(self, subscription_id: int) -> Subscription | None:
        """Return a subscription, or None when it has been deleted."""
        ...

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        """Return a server's subscriptions, oldest first."""
        ...

    async def delete(self, guild_id: int, subscription_id: int) -> bool:
        """Delete a server's own subscription with all that hangs on it; False when it has no such one."""
        ...

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Return the subscriptions that can be claimed, the longest due first.

        One whose occurrence is being delivered, or was interrupted, is not among them.
        """
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when to look again at ``due`` and ``interrupted``; None when nothing is planned.

        A time in the past means that something waits now.
        """
        ...

    async def reschedule(self, subscription: Subscription, next_run_at: datetime) -> bool:
        """Move the next run of a subscription whose occurrence ended long ago (``claim`` gave None).

        Does nothing and returns False when it has moved meanwhile or an occurrence of it is still open.
        """
        ...

    async def claim(
        self, subscription: Subscription, occurrence: Occurrence, now: datetime, lease: timedelta
    ) -> Claim | None:
        """Take an occurrence; None when it is taken, ended, or its subscription is gone.

        One whose lease ran out before any attempt is taken over, with a higher token.
        """
        ...

    async def freeze(self, claim: Claim, edition_number: str, parts: Sequence[Part]) -> None:
        """Settle the content, before the first attempt. Raises ClaimLost."""
        ...

    async def attempting(self, claim: Claim, part: int, nonce: str) -> None:
        """Record that ``part`` (from 0) is about to be sent. Raises ClaimLost."""
        ...

    async def sent(self, claim: Claim, part: int, message_id: int) -> None:
        """Record that Discord has confirmed ``part``. Raises ClaimLost."""
        ...

    async def finish(
        self,
        claim: Claim,
        state: Outcome,
        next_run_at: datetime,
        seen: Mapping[str, str],
        reason: str | None = None,
    ) -> None:
        """End an occurrence: its state, the seen cards and the next run, all or nothing.

        Raises ClaimLost; ValueError for a state that cannot follow, or ``sent`` with a part unconfirmed.
        """
        ...

    async def interrupted(self, now: datetime) -> tuple[Record, ...]:
        """Return the occurrences whose lease ran out after an attempt: nobody knows whether it arrived."""
        ...

    async def mark_uncertain(self, record: Record, next_run_at: datetime, reason: str) -> bool:
        """End an interrupted occurrence as ``uncertain``; False when it has moved on meanwhile."""
        ...

    async def seen_by(self, subscription_id: int) -> dict[str, str]:
        """Return the cards a subscription has received, with their ``updated``."""
        ...

    async def history(self, subscription_id: int, limit: int) -> tuple[Record, ...]:
        """Return the latest occurrences, newest first."""
        ...

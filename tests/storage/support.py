"""What the tests of the ledger share."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.digests.cadence import Cadence
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Claim, Ledger
from bot.digests.subscription import NewSubscription, Subscription

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
LEASE = timedelta(minutes=10)
OCCURRENCE = Occurrence("2026-11-22T08:00", NOW)
PARTS: tuple[dict[str, Any], ...] = ({"blocks": ["Première partie", "œ 🗞"], "colour": 1}, {"blocks": []})


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


def new_subscription(**changes: Any) -> NewSubscription:
    values: dict[str, Any] = {
        "guild_id": 1_111_111_111_111_111_111,
        "channel_id": 1_222_222_222_222_222_222,
        "cadence": Cadence(name="daily", time=time(8), zone="Europe/Paris"),
        "topics": (),
        "language": "fr",
        "created_by": 1_333_333_333_333_333_333,
        "created_at": NOW - timedelta(days=3),
    }
    return NewSubscription(**values | changes)


async def added(ledger: Ledger, next_run_at: datetime = NOW, **changes: Any) -> Subscription:
    return await ledger.add(new_subscription(**changes), next_run_at)


async def claimed(ledger: Ledger, subscription: Subscription | None = None, now: datetime = NOW) -> Claim:
    claim = await ledger.claim(subscription or await added(ledger), OCCURRENCE, now, LEASE)
    assert claim is not None
    return claim


async def attempted(ledger: Ledger, claim: Claim, *, parts: int = 1) -> None:
    """Freeze ``parts`` parts and attempt the first."""
    await ledger.freeze(claim, "4f2a91c", PARTS[:parts])
    await ledger.attempting(claim, 0, "nonce-0")


async def delivered(ledger: Ledger, claim: Claim, next_run_at: datetime = TOMORROW) -> None:
    await attempted(ledger, claim)
    await ledger.sent(claim, 0, 77)
    await ledger.finish(claim, "sent", next_run_at, {})

"""What the tests of the ledger share."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.digests.cadence import Cadence
from bot.digests.memory import Memory
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Ledger, Posted
from bot.digests.records import Claim, Content, Due, Frozen, Record
from bot.digests.subscription import NewSubscription, Place, Subscription

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LEASE = 20.0
OCCURRENCE = Occurrence("2026-11-22T08:00", NOW)
NEXT_OCCURRENCE = Occurrence("2026-11-23T08:00", TOMORROW)
PLACE = Place(guild_id=1_111_111_111_111_111_111, channel_id=1_222_222_222_222_222_222)
PARTS: tuple[dict[str, Any], ...] = ({"blocks": ["Première partie", "œ 🗞"], "colour": 1}, {"blocks": []})
MEMORY = Memory({"ada": "2026-11-21", "bob": "2026-11-20"}, frozenset({"story"}))
POSTED = Posted(77, PLACE.channel_id)


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
        "place": PLACE,
        "cadence": Cadence(name="daily", time=time(8), zone="Europe/Paris"),
        "topics": (),
        "language": "fr",
        "created_by": 1_333_333_333_333_333_333,
        "created_at": NOW - timedelta(days=3),
    }
    return NewSubscription(**values | changes)


async def added(ledger: Ledger, next_run_at: datetime = NOW, **changes: Any) -> Subscription:
    return await ledger.add(new_subscription(**changes), next_run_at)


async def current(ledger: Ledger, subscription: Subscription | int) -> Subscription:
    found = await ledger.get(subscription if isinstance(subscription, int) else subscription.id)
    assert found is not None
    return found


async def seated(ledger: Ledger, holder: str = "courier") -> int:
    """Become the courier."""
    token = await ledger.take_chair(holder, LEASE)
    assert token is not None
    return token


def due(subscription: Subscription, occurrence: Occurrence = OCCURRENCE, *skipped: Occurrence) -> Due:
    return Due(subscription=subscription, occurrence=occurrence, skipped=skipped)


async def claimed(ledger: Ledger, subscription: Subscription | None = None, token: int | None = None) -> Claim:
    """Claim the first occurrence of a subscription, as a courier who has just come."""
    owed = due(subscription or await added(ledger))
    (claim,) = await ledger.claim(token or await seated(ledger), [owed], NOW)
    return claim


def frozen(parts: int = 1, *, number: int = 1, memory: Memory = MEMORY, edition: str = "4f2a91c") -> Frozen:
    cards = (("ada",), ("bob",))[:parts]
    content = Content(edition=edition, parts=PARTS[:parts], cards=cards, memory=memory)
    return Frozen(content=content, number=number, imprint=f"No. {number}")


async def begun(ledger: Ledger, claim: Claim | None = None, parts: int = 1) -> Claim:
    """Settle ``parts`` parts, and attempt the first."""
    claim = claim or await claimed(ledger)
    await ledger.begin(claim, frozen(parts, number=claim.subscription.number + 1), "nonce-0")
    return claim


async def delivered(ledger: Ledger, claim: Claim | None = None, *, publish: bool = False) -> Claim:
    claim = await begun(ledger, claim)
    await ledger.complete(claim, 0, POSTED, TOMORROW, publish=publish)
    return claim


async def record_of(ledger: Ledger, claim: Claim) -> Record:
    records = await ledger.history(claim.subscription.id, 20)
    (record,) = (each for each in records if each.id == claim.id)
    return record

"""What is deleted once it has long been over, and what never is, on every database."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.memory import Memory
from bot.digests.occurrences import Occurrence
from bot.digests.records import Claim
from bot.digests.subscription import Subscription
from bot.storage.ledger import SqlLedger
from tests.storage.support import NOW, POSTED, Clock, added, current, due, frozen, seated

DAY = timedelta(days=1)
LONG_AGO = 500 * DAY


async def sent(ledger: SqlLedger, clock: Clock, subscription: Subscription, day: int, token: int) -> Claim:
    """Deliver the digest of a day, and plan the next."""
    clock.now = NOW + day * DAY
    occurrence = Occurrence(f"{clock.now:%Y-%m-%dT08:00}", clock.now)
    (claim,) = await ledger.claim(token, [due(await current(ledger, subscription), occurrence)], clock.now)
    content = frozen(number=day + 1, edition=f"edition-{day}", memory=Memory({"ada": f"{clock.now:%Y-%m-%d}"}))
    await ledger.begin(claim, content, "nonce-0")
    await ledger.complete(claim, 0, POSTED, clock.now + DAY, publish=False)
    return claim


async def three_days(ledger: SqlLedger, clock: Clock) -> Subscription:
    subscription = await added(ledger)
    token = await seated(ledger)
    for day in range(3):
        await sent(ledger, clock, subscription, day, token)
    return subscription


async def counted(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {
            table: await connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            for table in ("occurrence", "receipt", "content", "memory")
        }


async def test_of_what_is_long_over_the_latest_stays(ledger: SqlLedger, clock: Clock, engine: AsyncEngine) -> None:
    subscription = await three_days(ledger, clock)
    assert await ledger.tidy(NOW + LONG_AGO, 100) == 6
    assert await counted(engine) == {"occurrence": 1, "receipt": 1, "content": 1, "memory": 1}
    (record,) = await ledger.history(subscription.id, 10)
    assert record.occurrence.at == NOW + 2 * DAY
    content = await ledger.content(record)
    assert content is not None
    assert (await current(ledger, subscription)).memory == content.memory.name


async def test_it_goes_in_small_pieces(ledger: SqlLedger, clock: Clock) -> None:
    await three_days(ledger, clock)
    assert [await ledger.tidy(NOW + LONG_AGO, 4) for _ in range(3)] == [4, 2, 0]


async def test_what_is_newer_stays(ledger: SqlLedger, clock: Clock, engine: AsyncEngine) -> None:
    await three_days(ledger, clock)
    before = await counted(engine)
    assert await ledger.tidy(NOW, 100) == 0
    assert await counted(engine) == before
    assert await ledger.tidy(NOW + DAY, 100) == 3


async def test_what_the_schedule_could_name_again_stays(ledger: SqlLedger, clock: Clock, engine: AsyncEngine) -> None:
    subscription = await three_days(ledger, clock)
    before = await counted(engine)
    # As an admin would who set the clock back before changing something.
    await ledger.change(await current(ledger, subscription), subscription, NOW, None)
    assert await ledger.tidy(NOW + LONG_AGO, 100) == 0
    assert await counted(engine) == before


async def test_an_order_does_not_take_the_place_of_what_the_schedule_named_last(
    ledger: SqlLedger, clock: Clock
) -> None:
    subscription = await three_days(ledger, clock)
    at = NOW + 3 * DAY
    assert await ledger.order(subscription, Occurrence("2026-11-25T07:59:30", at))
    (claim,) = await ledger.take_up(1, at, 1)
    await ledger.finish(claim, "nothing-new", None)
    await ledger.tidy(NOW + LONG_AGO, 100)
    assert await ledger.keys_of(subscription.id) == {"2026-11-24T08:00", "2026-11-25T07:59:30"}


@pytest.mark.parametrize("number", [1, 2])
async def test_what_others_still_refer_to_stays(
    ledger: SqlLedger, clock: Clock, engine: AsyncEngine, number: int
) -> None:
    token = await seated(ledger)
    for _ in range(number):
        await sent(ledger, clock, await added(ledger), 0, token)
    before = await counted(engine)
    assert before["content"] == 1
    assert await ledger.tidy(NOW + LONG_AGO, 100) == 0
    assert await counted(engine) == before


async def test_what_is_still_open_stays(ledger: SqlLedger, clock: Clock) -> None:
    subscription = await added(ledger)
    token = await seated(ledger)
    (claim,) = await ledger.claim(token, [due(subscription)], NOW)
    await ledger.begin(claim, frozen(), "nonce-0")
    await ledger.put_off(claim, NOW, "later")
    assert await ledger.tidy(NOW + LONG_AGO, 100) == 0
    assert len(await ledger.take_up(token, NOW, 10)) == 1

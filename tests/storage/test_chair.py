"""The courier's chair: one sits on it at a time, and who had it before can write nothing any more."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.ports import Posted
from bot.digests.records import Claim
from bot.errors import ClaimLost
from bot.storage.database import open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    LEASE,
    MINUTE,
    NEXT_OCCURRENCE,
    NOW,
    OCCURRENCE,
    SECOND,
    TOMORROW,
    Clock,
    added,
    begun,
    claimed,
    current,
    due,
    frozen,
    record_of,
    seated,
)

LASTING = timedelta(seconds=LEASE)


async def test_one_is_the_courier_at_a_time(ledger: SqlLedger, clock: Clock) -> None:
    first = await seated(ledger, "first")
    assert await ledger.take_chair("second", LEASE) is None
    clock.advance(LASTING - SECOND)
    assert await ledger.take_chair("second", LEASE) is None
    clock.advance(SECOND)
    assert await seated(ledger, "second") > first


async def test_of_many_at_once_one_becomes_it(engine: AsyncEngine, database_url: str, clock: Clock) -> None:
    others = engine if database_url == "sqlite://" else await open_database(database_url)
    ledgers = [SqlLedger(engine, clock), SqlLedger(others, clock)]
    tokens = await asyncio.gather(*(ledgers[number % 2].take_chair(f"{number}", LEASE) for number in range(12)))
    if others is not engine:
        await others.dispose()
    assert len([token for token in tokens if token is not None]) == 1


async def test_who_renews_stays(ledger: SqlLedger, clock: Clock) -> None:
    token = await seated(ledger)
    clock.advance(LASTING - SECOND)
    assert await ledger.keep_chair(token, LEASE)
    clock.advance(LASTING - SECOND)
    assert await ledger.take_chair("another", LEASE) is None


async def test_who_was_replaced_is_told_when_renewing(ledger: SqlLedger, clock: Clock) -> None:
    old = await seated(ledger, "old")
    clock.advance(LASTING)
    await seated(ledger, "new")
    assert not await ledger.keep_chair(old, LEASE)
    await ledger.leave_chair(old)
    assert await ledger.take_chair("third", LEASE) is None, "who is gone cannot give away the chair of another"


async def test_who_leaves_makes_room_at_once(ledger: SqlLedger) -> None:
    await ledger.leave_chair(await seated(ledger, "first"))
    await seated(ledger, "second")


async def test_the_same_process_takes_it_again_at_once_with_another_number(ledger: SqlLedger) -> None:
    first = await seated(ledger, "me")
    assert await seated(ledger, "me") > first


async def test_a_clock_set_back_two_hours_keeps_nobody_out(ledger: SqlLedger, clock: Clock) -> None:
    await seated(ledger, "dead")
    clock.advance(timedelta(hours=-2))
    await seated(ledger, "heir")


async def test_what_another_had_in_hand_is_taken_up_at_once(ledger: SqlLedger, clock: Clock) -> None:
    fresh, tried = await claimed(ledger), await begun(ledger)
    token = await seated(ledger)
    taken = await ledger.take_up(token, clock.now, 10)
    assert [claim.id for claim in taken] == [fresh.id, tried.id]
    assert [claim.token for claim in taken] == [token, token]
    assert [claim.frozen is not None for claim in taken] == [False, True]
    assert [receipt.nonce for receipt in taken[1].record.receipts] == ["nonce-0"]
    assert await ledger.take_up(token, clock.now, 10) == (), "they are in hand now"


async def test_what_it_had_put_off_waits_for_its_time(ledger: SqlLedger) -> None:
    claim = await claimed(ledger)
    await ledger.put_off(claim, NOW + MINUTE, "Discord is away")
    token = await seated(ledger)
    assert await ledger.take_up(token, NOW + MINUTE - SECOND, 10) == ()
    assert len(await ledger.take_up(token, NOW + MINUTE, 10)) == 1


_POSTED = Posted(99, 7)
WRITES: dict[str, Callable[[SqlLedger, Claim], Awaitable[object]]] = {
    "attempting": lambda ledger, claim: ledger.attempting(claim, 1, "nonce-1"),
    "withdraw": lambda ledger, claim: ledger.withdraw(claim, 0),
    "sent": lambda ledger, claim: ledger.sent(claim, 0, _POSTED, publish=True),
    "complete": lambda ledger, claim: ledger.complete(claim, 0, _POSTED, TOMORROW, publish=True),
    "finish": lambda ledger, claim: ledger.finish(claim, "failed", TOMORROW, "no"),
    "put_off": lambda ledger, claim: ledger.put_off(claim, TOMORROW, "no"),
    "suspend": lambda ledger, claim: ledger.suspend(claim, "no-channel", "no"),
}


class TestFencing:
    """A courier that was only slow, not dead, would send what its heir sends."""

    @pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
    async def test_the_old_one_can_write_nothing_any_more(
        self, ledger: SqlLedger, write: Callable[[SqlLedger, Claim], Awaitable[object]]
    ) -> None:
        old = await begun(ledger)
        token = await seated(ledger)
        await ledger.take_up(token, NOW, 10)
        before = await record_of(ledger, old), await current(ledger, old.subscription)
        with pytest.raises(ClaimLost, match=r"2026-11-22T08:00 of digest \d+ is no longer ours to deliver"):
            await write(ledger, old)
        assert (await record_of(ledger, old), await current(ledger, old.subscription)) == before

    async def test_nor_before_its_heir_has_taken_anything_up(self, ledger: SqlLedger) -> None:
        old = await claimed(ledger)
        await seated(ledger)
        with pytest.raises(ClaimLost):
            await ledger.begin(old, frozen(), "nonce-0")
        assert (await record_of(ledger, old)).receipts == ()

    async def test_it_can_claim_nothing(self, ledger: SqlLedger) -> None:
        subscription, old = await added(ledger), await seated(ledger)
        await seated(ledger)
        with pytest.raises(ClaimLost, match="another process has become the courier"):
            await ledger.claim(old, [due(subscription)], NOW)
        with pytest.raises(ClaimLost, match="another process has become the courier"):
            await ledger.take_up(old, NOW, 10)
        assert await ledger.history(subscription.id, 1) == ()

    @pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
    async def test_a_claim_on_what_was_deleted_is_lost(
        self, ledger: SqlLedger, write: Callable[[SqlLedger, Claim], Awaitable[object]]
    ) -> None:
        """Also when a new occurrence has come since: no id is given out twice."""
        claim = await begun(ledger, parts=2)
        await ledger.delete(claim.subscription.place.guild_id, claim.subscription.id)
        other = await begun(ledger, await claimed(ledger, token=claim.token), parts=2)
        before = await record_of(ledger, other)
        with pytest.raises(ClaimLost):
            await write(ledger, claim)
        assert await record_of(ledger, other) == before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_new_courier_waits_for_what_the_old_one_is_recording(ledger: SqlLedger, engine: AsyncEngine) -> None:
    """Otherwise an occurrence could be claimed just after everything in hand was counted."""
    token, subscription = await seated(ledger, "old"), await added(ledger)
    async with engine.connect() as holding:
        await holding.exec_driver_sql("SELECT 1 FROM subscription FOR UPDATE")
        claiming = asyncio.create_task(ledger.claim(token, [due(subscription)], NOW))
        await until_waiting(engine, 1)
        taking = asyncio.create_task(ledger.take_chair("old", LEASE))
        await until_waiting(engine, 2)
        await holding.rollback()
    (old,) = await claiming
    new = await taking
    assert new is not None
    (claim,) = await ledger.take_up(new, NOW, 10)
    assert claim.id == old.id


async def until_waiting(engine: AsyncEngine, count: int) -> None:
    async with engine.connect() as connection:
        waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
        while (await connection.exec_driver_sql(waiting)).scalar() != count:
            await asyncio.sleep(0.01)


async def test_occurrences_of_a_day_are_told_apart_by_key(ledger: SqlLedger) -> None:
    first = await claimed(ledger)
    (second,) = await ledger.claim(first.token, [due(first.subscription, NEXT_OCCURRENCE)], TOMORROW)
    assert (first.occurrence, second.occurrence) == (OCCURRENCE, NEXT_OCCURRENCE)
    assert first.id != second.id

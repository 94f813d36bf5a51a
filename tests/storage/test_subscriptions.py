"""The ledger's book of subscriptions: the same on every database."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.cadence import Cadence
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Ledger
from bot.errors import ClaimLost
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    LEASE,
    NOW,
    TOMORROW,
    Clock,
    added,
    attempted,
    claimed,
    delivered,
    new_subscription,
)

MINUTE = timedelta(minutes=1)


def test_the_ledger_is_what_the_courier_asks_for(ledger: SqlLedger) -> None:
    port: Ledger = ledger  # the type checker has the last word
    assert port is ledger


@pytest.mark.parametrize(
    "cadence",
    [
        Cadence(name="daily", time=time(0), zone="America/New_York"),
        Cadence(name="weekdays", time=time(23, 59), zone="UTC"),
        Cadence(name="weekly", time=time(8, 30), zone="Australia/Lord_Howe", weekday=0),
        Cadence(name="monthly", time=time(8), zone="Europe/Paris", day=0),
    ],
    ids=lambda cadence: cadence.name,
)
async def test_a_subscription_comes_back_as_it_was_entered(ledger: SqlLedger, cadence: Cadence) -> None:
    new = new_subscription(cadence=cadence, topics=("openai", "sam-altman"), language="en")
    saved = await ledger.add(new, TOMORROW)
    assert await ledger.get(saved.id) == saved
    assert {name: getattr(saved, name) for name in new.__slots__} == {
        name: getattr(new, name) for name in new.__slots__
    }
    assert saved.next_run_at == TOMORROW


async def test_what_is_not_there_is_none(ledger: SqlLedger) -> None:
    assert await ledger.get(1) is None


async def test_a_server_sees_its_own_subscriptions_oldest_first(ledger: SqlLedger) -> None:
    first = await added(ledger, guild_id=1, next_run_at=TOMORROW)
    await added(ledger, guild_id=2)
    second = await added(ledger, guild_id=1)
    assert await ledger.subscriptions_of(1) == (first, second)
    assert await ledger.subscriptions_of(3) == ()


async def test_a_server_cannot_delete_what_belongs_to_another(ledger: SqlLedger) -> None:
    theirs = await added(ledger, guild_id=1)
    assert not await ledger.delete(2, theirs.id)
    assert await ledger.get(theirs.id) == theirs


async def test_deleting_takes_all_that_hangs_on_it(ledger: SqlLedger, engine: AsyncEngine) -> None:
    subscription = await added(ledger, guild_id=1)
    claim = await claimed(ledger, subscription)
    await attempted(ledger, claim)
    await ledger.sent(claim, 0, 77)
    await ledger.finish(claim, "sent", TOMORROW, {"openai": "2026-11-21"})
    assert await ledger.delete(1, subscription.id)
    assert not await ledger.delete(1, subscription.id)
    async with engine.connect() as connection:
        for table in ("subscription", "occurrence", "receipt", "seen"):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608


async def test_a_claim_on_a_deleted_subscription_is_lost(ledger: SqlLedger) -> None:
    subscription = await added(ledger, guild_id=1)
    claim = await claimed(ledger, subscription)
    await ledger.delete(1, subscription.id)
    with pytest.raises(ClaimLost):
        await ledger.finish(claim, "nothing-new", TOMORROW, {})


async def test_an_id_is_never_used_again(ledger: SqlLedger) -> None:
    """Nonces are made of it: Discord would take the first digest of the new one for one of the old."""
    old = await added(ledger, guild_id=1)
    await ledger.delete(1, old.id)
    assert (await added(ledger)).id > old.id


class TestDue:
    async def test_those_whose_time_has_come_are_due_the_longest_waiting_first(self, ledger: SqlLedger) -> None:
        just_now = await added(ledger, NOW)
        await added(ledger, NOW + MINUTE)
        long_ago = await added(ledger, NOW - MINUTE)
        assert await ledger.due(NOW, 10) == (long_ago, just_now)
        assert await ledger.due(NOW, 1) == (long_ago,)
        assert await ledger.due(NOW - 2 * MINUTE, 10) == ()

    async def test_what_somebody_is_delivering_is_not_due(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        assert await ledger.due(NOW, 10) == ()
        await delivered(ledger, claim)
        assert await ledger.due(NOW, 10) == ()
        assert [each.id for each in await ledger.due(TOMORROW, 10)] == [claim.subscription.id]

    async def test_what_was_abandoned_before_any_attempt_is_due_again(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        assert await ledger.due(NOW + LEASE - MINUTE, 10) == ()
        assert await ledger.due(NOW + LEASE, 10) == (claim.subscription,)

    async def test_what_was_interrupted_after_an_attempt_is_not(self, ledger: SqlLedger) -> None:
        await attempted(ledger, await claimed(ledger))
        assert await ledger.due(NOW + 2 * LEASE, 10) == ()


class TestNextDue:
    async def test_nothing_planned_is_none(self, ledger: SqlLedger) -> None:
        assert await ledger.next_due_at() is None

    async def test_the_earliest_next_run(self, ledger: SqlLedger) -> None:
        await added(ledger, TOMORROW)
        await added(ledger, NOW + MINUTE)
        assert await ledger.next_due_at() == NOW + MINUTE

    async def test_what_is_in_hand_is_looked_at_again_when_its_lease_ends(self, ledger: SqlLedger) -> None:
        """Otherwise the scheduler would wake without end for what somebody else delivers, or never for the dead."""
        await claimed(ledger)
        await added(ledger, TOMORROW)
        assert await ledger.next_due_at() == NOW + LEASE

    async def test_once_it_has_ended_the_next_run_counts_again(self, ledger: SqlLedger) -> None:
        await delivered(ledger, await claimed(ledger), TOMORROW)
        assert await ledger.next_due_at() == TOMORROW


class TestReschedule:
    async def test_a_subscription_whose_occurrence_ended_moves_on(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.reschedule(subscription, TOMORROW)
        assert await ledger.next_due_at() == TOMORROW

    async def test_not_while_an_occurrence_is_open(self, ledger: SqlLedger, clock: Clock) -> None:
        """Its deliverer may die yet; then this next run is what brings the occurrence back."""
        subscription = await added(ledger)
        await claimed(ledger, subscription)
        clock.advance(2 * LEASE)
        assert not await ledger.reschedule(subscription, TOMORROW)
        assert await ledger.due(clock.now, 10) == (subscription,)

    async def test_not_when_it_has_moved_meanwhile(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        assert await ledger.reschedule(subscription, TOMORROW)
        assert not await ledger.reschedule(subscription, TOMORROW + MINUTE)
        assert await ledger.next_due_at() == TOMORROW

    async def test_not_when_it_was_deleted(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger, guild_id=1)
        await ledger.delete(1, subscription.id)
        assert not await ledger.reschedule(subscription, TOMORROW)


async def test_instants_keep_their_milliseconds(ledger: SqlLedger) -> None:
    precise = NOW + timedelta(milliseconds=123)
    assert (await added(ledger, created_at=precise)).created_at == precise


@pytest.mark.parametrize(("key", "value"), [("commands", "abc"), ("empty", ""), ("long", "é" * 10_000)])
async def test_settings_are_kept_and_replaced(ledger: SqlLedger, key: str, value: str) -> None:
    assert await ledger.setting(key) is None
    await ledger.put_setting(key, "before")
    await ledger.put_setting("another", "untouched")
    await ledger.put_setting(key, value)
    assert await ledger.setting(key) == value
    assert await ledger.setting("another") == "untouched"


async def test_an_occurrence_that_ended_long_ago_is_not_claimed_but_rescheduled(ledger: SqlLedger) -> None:
    """As after a change of the time zone database: the next run points at what was already sent."""
    subscription = await added(ledger)
    await delivered(ledger, await claimed(ledger, subscription), NOW + MINUTE)
    due: Any = (await ledger.due(NOW + MINUTE, 10))[0]
    assert await ledger.claim(due, Occurrence("2026-11-22T08:00", NOW), NOW + MINUTE, LEASE) is None
    assert await ledger.reschedule(due, TOMORROW)
    assert await ledger.due(NOW + MINUTE, 10) == ()

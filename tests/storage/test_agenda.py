"""What is due, what is claimed, and what is taken up again: each occurrence once, on every database."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.occurrences import Occurrence
from bot.storage.database import open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    MINUTE,
    NEXT_OCCURRENCE,
    NOW,
    OCCURRENCE,
    PLACE,
    POSTED,
    SECOND,
    TOMORROW,
    Clock,
    added,
    begun,
    claimed,
    current,
    delivered,
    due,
    frozen,
    new_subscription,
    record_of,
    seated,
)

YESTERDAY = Occurrence("2026-11-21T08:00", NOW - timedelta(days=1))
ORDERED = Occurrence("2026-11-22T07:59:30", NOW)


class TestDue:
    async def test_those_whose_time_has_come_are_due_the_longest_waiting_first(self, ledger: SqlLedger) -> None:
        just_now = await added(ledger, NOW)
        await added(ledger, NOW + MINUTE)
        long_ago = await added(ledger, NOW - MINUTE)
        assert await ledger.due(NOW, 10) == (long_ago, just_now)
        assert await ledger.due(NOW, 1) == (long_ago,)
        assert await ledger.due(NOW - 2 * MINUTE, 10) == ()

    async def test_while_one_is_open_the_next_is_not_due(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        assert await ledger.due(TOMORROW, 10) == ()
        await ledger.put_off(claim, NOW + MINUTE, "later")
        assert await ledger.due(TOMORROW, 10) == ()

    async def test_once_it_has_ended_the_next_is_due_in_its_time(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger)
        assert await ledger.due(TOMORROW - SECOND, 10) == ()
        assert [each.id for each in await ledger.due(TOMORROW, 10)] == [claim.subscription.id]


class TestNextDue:
    async def test_nothing_planned_is_none(self, ledger: SqlLedger) -> None:
        assert await ledger.next_due_at() is None

    async def test_the_earliest_next_run(self, ledger: SqlLedger) -> None:
        await added(ledger, TOMORROW)
        await added(ledger, NOW + MINUTE)
        assert await ledger.next_due_at() == NOW + MINUTE

    async def test_what_is_in_hand_calls_for_nothing(self, ledger: SqlLedger) -> None:
        await claimed(ledger)
        await added(ledger, TOMORROW)
        assert await ledger.next_due_at() == TOMORROW

    async def test_what_was_put_off_calls_in_its_time(self, ledger: SqlLedger) -> None:
        await ledger.put_off(await claimed(ledger), NOW + MINUTE, "later")
        assert await ledger.next_due_at() == NOW + MINUTE

    async def test_a_message_to_be_published_calls(self, ledger: SqlLedger) -> None:
        await delivered(ledger, publish=True)
        assert await ledger.next_due_at() == NOW


class TestClaim:
    async def test_an_occurrence_is_claimed_once(self, ledger: SqlLedger) -> None:
        token, subscription = await seated(ledger), await added(ledger)
        (claim,) = await ledger.claim(token, [due(subscription)], NOW)
        assert (claim.token, claim.subscription, claim.occurrence) == (token, subscription, OCCURRENCE)
        assert (claim.record.state, claim.record.claimed_at, claim.frozen) == ("claimed", NOW, None)
        assert await ledger.claim(token, [due(subscription)], NOW) == ()

    async def test_nothing_wanted_is_nothing_claimed(self, ledger: SqlLedger) -> None:
        assert await ledger.claim(await seated(ledger), [], NOW) == ()

    async def test_of_many_at_once_one_gets_it(self, engine: AsyncEngine, database_url: str, clock: Clock) -> None:
        others = engine if database_url == "sqlite://" else await open_database(database_url)
        ledgers = [SqlLedger(engine, clock), SqlLedger(others, clock)]
        subscription, token = await added(ledgers[0]), await seated(ledgers[0])
        claims = await asyncio.gather(
            *(ledgers[number % 2].claim(token, [due(subscription)], NOW) for number in range(20))
        )
        if others is not engine:
            await others.dispose()
        assert sum(len(each) for each in claims) == 1

    async def test_the_skipped_ones_are_on_record_as_missed(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger, YESTERDAY.at)
        (claim,) = await ledger.claim(await seated(ledger), [due(subscription, OCCURRENCE, YESTERDAY)], NOW)
        assert claim.occurrence == OCCURRENCE
        _, skipped = await ledger.history(subscription.id, 10)
        assert (skipped.occurrence, skipped.state, skipped.finished_at) == (YESTERDAY, "missed", NOW)
        assert skipped.reason

    async def test_what_ended_before_is_not_recorded_as_missed(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger)
        again = await current(ledger, claim.subscription)
        await ledger.claim(claim.token, [due(again, NEXT_OCCURRENCE, OCCURRENCE)], TOMORROW)
        assert (await record_of(ledger, claim)).state == "sent"

    async def test_what_is_on_record_is_left_out_and_costs_nobody_else_theirs(self, ledger: SqlLedger) -> None:
        claim, other = await delivered(ledger), await added(ledger)
        again = await current(ledger, claim.subscription)
        taken = await ledger.claim(claim.token, [due(again), due(other)], NOW)
        assert [each.subscription.id for each in taken] == [other.id]

    async def test_what_an_admin_changed_meanwhile_is_left_out(self, ledger: SqlLedger) -> None:
        token = await seated(ledger)
        changed, paused, deleted = [await added(ledger) for _ in range(3)]
        assert await ledger.change(changed, new_subscription(topics=("ada",)), NOW, None)
        assert await ledger.pause(paused)
        assert await ledger.delete(PLACE.guild_id, deleted.id)
        assert await ledger.claim(token, [due(changed), due(paused), due(deleted)], NOW) == ()
        (claim,) = await ledger.claim(token, [due(await current(ledger, changed))], NOW)
        assert claim.subscription.topics == ("ada",)

    async def test_what_has_moved_meanwhile_is_left_out(self, ledger: SqlLedger) -> None:
        token, subscription = await seated(ledger), await added(ledger)
        await ledger.reschedule(subscription, TOMORROW)
        assert await ledger.claim(token, [due(subscription)], NOW) == ()

    async def test_the_same_occurrence_of_another_subscription_is_another(self, ledger: SqlLedger) -> None:
        token = await seated(ledger)
        first, second = await claimed(ledger, token=token), await claimed(ledger, token=token)
        assert first.id != second.id

    async def test_no_id_is_given_out_twice(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.delete(PLACE.guild_id, claim.subscription.id)
        assert (await claimed(ledger)).id > claim.id


class TestReschedule:
    async def test_a_subscription_whose_occurrence_ended_moves_on(self, ledger: SqlLedger) -> None:
        await ledger.reschedule(await added(ledger), TOMORROW)
        assert await ledger.next_due_at() == TOMORROW

    async def test_not_while_an_occurrence_is_open(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await claimed(ledger, subscription)
        await ledger.reschedule(subscription, TOMORROW)
        assert (await current(ledger, subscription)).next_run_at == NOW

    async def test_not_when_it_has_moved_meanwhile(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await ledger.reschedule(subscription, TOMORROW)
        await ledger.reschedule(subscription, TOMORROW + MINUTE)
        assert await ledger.next_due_at() == TOMORROW

    async def test_not_when_an_admin_has_changed_something_else(self, ledger: SqlLedger) -> None:
        """It was left out of the claim for that reason alone, and is owed still."""
        subscription = await added(ledger)
        await ledger.change(subscription, new_subscription(topics=("ada",)), NOW, None)
        await ledger.reschedule(subscription, TOMORROW)
        assert len(await ledger.due(NOW, 10)) == 1


class TestTakingUp:
    async def test_an_order_is_taken_up_also_of_a_paused_one(self, ledger: SqlLedger) -> None:
        token, subscription = await seated(ledger), await added(ledger, TOMORROW)
        await ledger.pause(subscription)
        assert await ledger.order(subscription, ORDERED)
        assert await ledger.next_due_at() == NOW
        (claim,) = await ledger.take_up(token, NOW, 10)
        assert (claim.occurrence, claim.record.manual, claim.record.state) == (ORDERED, True, "claimed")
        assert (claim.record.claimed_at, claim.record.retry_at, claim.token) == (NOW, None, token)
        assert await ledger.take_up(token, NOW, 10) == ()

    async def test_when_it_was_first_claimed_stays_known(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.put_off(claim, NOW + MINUTE, "later")
        (again,) = await ledger.take_up(claim.token, NOW + MINUTE, 10)
        assert (again.record.claimed_at, again.record.tries, again.record.reason) == (NOW, 1, "later")

    async def test_an_order_waits_while_another_is_in_hand(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.order(claim.subscription, ORDERED)
        assert await ledger.take_up(claim.token, NOW, 10) == ()
        await delivered(ledger, claim)
        (order,) = await ledger.take_up(claim.token, NOW, 10)
        assert order.subscription.number == 1, "it knows what the first brought"

    async def test_an_order_waits_for_what_may_have_arrived(self, ledger: SqlLedger) -> None:
        """Both would tell the same, and one of them twice."""
        claim = await begun(ledger)
        await ledger.put_off(claim, NOW + MINUTE, "no answer")
        await ledger.order(claim.subscription, ORDERED)
        assert await ledger.take_up(claim.token, NOW, 10) == ()
        (first,) = await ledger.take_up(claim.token, NOW + MINUTE, 10)
        assert first.id == claim.id
        await ledger.complete(first, 0, POSTED, TOMORROW, publish=False)
        assert len(await ledger.take_up(claim.token, NOW + MINUTE, 10)) == 1

    async def test_of_several_that_wait_one_is_taken_up(self, ledger: SqlLedger) -> None:
        token, subscription = await seated(ledger), await added(ledger, TOMORROW)
        later = Occurrence("2026-11-22T08:01:00", NOW + SECOND)
        await ledger.order(subscription, later)
        await ledger.order(subscription, ORDERED)
        (claim,) = await ledger.take_up(token, NOW + MINUTE, 10)
        assert claim.occurrence == ORDERED

    async def test_no_more_are_taken_than_there_is_room_for(self, ledger: SqlLedger) -> None:
        token = await seated(ledger)
        for _ in range(3):
            await ledger.order(await added(ledger, TOMORROW), ORDERED)
        assert [len(await ledger.take_up(token, NOW, 2)) for _ in range(3)] == [2, 1, 0]

    async def test_what_was_settled_and_sent_so_far_comes_with_it(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        await ledger.sent(claim, 0, POSTED, publish=False)
        token = await seated(ledger)
        (again,) = await ledger.take_up(token, NOW, 10)
        assert again.frozen == frozen(2)
        (receipt,) = again.record.receipts
        assert (receipt.message_id, receipt.channel_id, receipt.sent_at) == (77, PLACE.channel_id, NOW)


class TestOrders:
    async def test_the_same_twice_is_one(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger, TOMORROW)
        assert await ledger.order(subscription, ORDERED)
        assert not await ledger.order(subscription, ORDERED)
        assert len(await ledger.history(subscription.id, 10)) == 1

    async def test_not_of_what_was_deleted(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        await ledger.delete(PLACE.guild_id, subscription.id)
        assert not await ledger.order(subscription, ORDERED)


@pytest.mark.parametrize("late", [timedelta(), timedelta(hours=1)])
async def test_how_late_it_ended_is_on_record(ledger: SqlLedger, clock: Clock, late: timedelta) -> None:
    claim = await claimed(ledger)
    clock.advance(late)
    assert (await record_of(ledger, claim)).lateness is None
    await delivered(ledger, claim)
    assert (await record_of(ledger, claim)).lateness == late

"""The ledger's book of deliveries: what is settled, attempted and confirmed, and how it ends, on every database."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.delivery import Outcome
from bot.digests.memory import Memory
from bot.digests.ports import Posted
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    MEMORY,
    MINUTE,
    NEXT_OCCURRENCE,
    NOW,
    OCCURRENCE,
    PARTS,
    POSTED,
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


class TestContent:
    async def test_what_was_settled_comes_back_the_same(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        record = await record_of(ledger, claim)
        content = await ledger.content(record)
        assert content == frozen(2).content
        assert content is not None
        assert list(content.parts[0]) == list(PARTS[0]), "the order of keys is part of the bytes"
        assert (record.state, record.edition, record.number) == ("sending", "4f2a91c", 1)

    async def test_before_that_there_is_none(self, ledger: SqlLedger) -> None:
        assert await ledger.content(await record_of(ledger, await claimed(ledger))) is None

    async def test_however_many_receive_it_it_is_stored_once(self, ledger: SqlLedger, engine: AsyncEngine) -> None:
        token = await seated(ledger)
        for _ in range(3):
            await begun(ledger, await claimed(ledger, token=token))
        async with engine.connect() as connection:
            for table in ("content", "memory"):
                assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table  # noqa: S608

    async def test_other_words_with_the_same_memory_are_another(self, ledger: SqlLedger, engine: AsyncEngine) -> None:
        token = await seated(ledger)
        await begun(ledger, await claimed(ledger, token=token), parts=1)
        await begun(ledger, await claimed(ledger, token=token), parts=2)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM content")) == 2
            assert await connection.scalar(text("SELECT count(*) FROM memory")) == 1

    async def test_once_an_attempt_is_on_record_it_stays(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        with pytest.raises(ValueError, match="what it says cannot be changed any more"):
            await ledger.begin(claim, frozen(2, edition="other"), "nonce-0")
        assert (await record_of(ledger, claim)).edition == "4f2a91c"

    async def test_when_nothing_arrived_it_may_be_settled_anew(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        await ledger.withdraw(claim, 0)
        await ledger.begin(claim, frozen(number=2, edition="newer"), "nonce-0")
        record = await record_of(ledger, claim)
        assert (record.state, record.edition, record.number) == ("sending", "newer", 2)


class TestAttempts:
    async def test_it_is_on_record_with_its_nonce_and_time(self, ledger: SqlLedger) -> None:
        (receipt,) = (await record_of(ledger, await begun(ledger))).receipts
        assert (receipt.part, receipt.nonce, receipt.attempted_at) == (0, "nonce-0", NOW)
        assert (receipt.message_id, receipt.sent_at) == (None, None)

    async def test_a_second_one_is_the_first_again(self, ledger: SqlLedger, clock: Clock) -> None:
        """Discord counts the minutes of a nonce from its first use."""
        claim = await begun(ledger)
        clock.advance(MINUTE)
        await ledger.attempting(claim, 0, "nonce-0")
        (receipt,) = (await record_of(ledger, claim)).receipts
        assert receipt.attempted_at == NOW

    @pytest.mark.parametrize("part", [-1, 2])
    async def test_only_a_part_that_there_is_can_be_attempted(self, ledger: SqlLedger, part: int) -> None:
        claim = await begun(ledger, parts=2)
        with pytest.raises(ValueError, match=f"has 2 frozen parts, so there is no part {part}"):
            await ledger.attempting(claim, part, "nonce")
        assert len((await record_of(ledger, claim)).receipts) == 1

    async def test_nothing_is_attempted_before_its_content_is_settled(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        with pytest.raises(ValueError, match="has 0 frozen parts"):
            await ledger.attempting(claim, 0, "nonce")
        assert (await record_of(ledger, claim)).state == "claimed"

    async def test_one_that_was_withdrawn_never_was(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await begun(ledger)
        await ledger.withdraw(claim, 0)
        record = await record_of(ledger, claim)
        assert (record.state, record.receipts) == ("claimed", ())
        clock.advance(MINUTE)
        await ledger.attempting(claim, 0, "nonce-0")
        (receipt,) = (await record_of(ledger, claim)).receipts
        assert receipt.attempted_at == NOW + MINUTE

    async def test_what_has_arrived_cannot_be_withdrawn(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        await ledger.sent(claim, 0, POSTED, publish=False)
        await ledger.withdraw(claim, 0)
        record = await record_of(ledger, claim)
        assert (record.state, record.receipts[0].message_id) == ("sending", POSTED.message_id)

    async def test_while_another_part_has_arrived_it_is_still_being_sent(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        await ledger.sent(claim, 0, POSTED, publish=False)
        await ledger.attempting(claim, 1, "nonce-1")
        await ledger.withdraw(claim, 1)
        record = await record_of(ledger, claim)
        assert (record.state, len(record.receipts)) == ("sending", 1)


class TestCompletion:
    async def test_receipts_memory_number_and_next_run_come_together(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await begun(ledger, parts=2)
        await ledger.doubt(claim, NOW)
        await ledger.sent(claim, 0, POSTED, publish=False)
        await ledger.attempting(claim, 1, "nonce-1")
        clock.advance(MINUTE)
        await ledger.complete(claim, 1, Posted(78, 9), TOMORROW, publish=False)
        record, subscription = await record_of(ledger, claim), await current(ledger, claim.subscription)
        assert (record.state, record.finished_at, record.reason) == ("sent", NOW + MINUTE, None)
        assert [receipt.message_id for receipt in record.receipts] == [77, 78]
        assert (subscription.memory, subscription.number) == (MEMORY.name, 1)
        assert (subscription.next_run_at, subscription.doubted_at) == (TOMORROW, None)
        assert await ledger.memory(subscription.memory) == MEMORY

    async def test_with_a_part_unconfirmed_nothing_of_it_is_stored(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        await ledger.attempting(claim, 1, "nonce-1")
        before = await record_of(ledger, claim), await current(ledger, claim.subscription)
        with pytest.raises(ValueError, match="only 1 of 2 parts of 2026-11-22T08:00 are confirmed"):
            await ledger.complete(claim, 1, POSTED, TOMORROW, publish=True)
        assert (await record_of(ledger, claim), await current(ledger, claim.subscription)) == before

    async def test_with_a_part_unattempted_neither(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger, parts=2)
        with pytest.raises(ValueError, match="only 1 of 2 parts"):
            await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
        with pytest.raises(ValueError, match="no attempt at part 1 of 2026-11-22T08:00 is on record"):
            await ledger.complete(claim, 1, POSTED, TOMORROW, publish=False)
        assert (await record_of(ledger, claim)).state == "sending"

    async def test_what_was_never_attempted_cannot_be_sent(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        with pytest.raises(ValueError, match="a delivery that is claimed cannot become sent"):
            await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
        with pytest.raises(ValueError, match="no attempt at part 0"):
            await ledger.sent(claim, 0, POSTED, publish=False)

    async def test_another_run_that_an_admin_has_planned_stays(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        evening = NOW + timedelta(hours=11)
        assert await ledger.change(claim.subscription, new_subscription(), evening, None)
        await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
        assert (await current(ledger, claim.subscription)).next_run_at == evening

    async def test_what_an_admin_has_paused_stays_paused(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        assert await ledger.pause(claim.subscription)
        await ledger.complete(claim, 0, POSTED, TOMORROW, publish=False)
        subscription = await current(ledger, claim.subscription)
        assert (subscription.next_run_at, subscription.standing, subscription.number) == (None, "paused", 1)

    async def test_what_was_ordered_moves_nothing(self, ledger: SqlLedger) -> None:
        subscription, token = await added(ledger, TOMORROW), await seated(ledger)
        await ledger.order(subscription, OCCURRENCE)
        (claim,) = await ledger.take_up(token, NOW, 1)
        await begun(ledger, claim)
        await ledger.complete(claim, 0, POSTED, None, publish=False)
        assert (await current(ledger, subscription)).next_run_at == TOMORROW

    async def test_what_has_ended_never_changes(self, ledger: SqlLedger) -> None:
        claim = await delivered(ledger)
        before = await record_of(ledger, claim)
        for write in (
            ledger.finish(claim, "failed", TOMORROW, "no"),
            ledger.put_off(claim, TOMORROW, "no"),
            ledger.withdraw(claim, 0),
            ledger.complete(claim, 0, Posted(99, 9), TOMORROW, publish=False),
        ):
            with pytest.raises(Exception, match="no longer ours"):
                await write
        assert await record_of(ledger, claim) == before


class TestOtherEnds:
    @pytest.mark.parametrize("state", ["nothing-new", "missed", "failed"])
    async def test_before_any_attempt(self, ledger: SqlLedger, state: Outcome) -> None:
        claim = await claimed(ledger)
        await ledger.finish(claim, state, TOMORROW, "why")
        record, subscription = await record_of(ledger, claim), await current(ledger, claim.subscription)
        assert (record.state, record.reason, record.finished_at) == (state, "why", NOW)
        assert (subscription.next_run_at, subscription.number, subscription.memory) == (TOMORROW, 0, None)

    @pytest.mark.parametrize("state", ["failed", "uncertain"])
    async def test_after_one(self, ledger: SqlLedger, state: Outcome) -> None:
        claim = await begun(ledger)
        await ledger.finish(claim, state, TOMORROW, "why")
        assert (await record_of(ledger, claim)).state == state
        assert (await current(ledger, claim.subscription)).memory is None, "it comes in the next"

    @pytest.mark.parametrize("state", ["missed", "nothing-new"])
    async def test_what_may_have_arrived_was_not_just_missed(self, ledger: SqlLedger, state: Outcome) -> None:
        claim = await begun(ledger)
        with pytest.raises(ValueError, match=f"a delivery that is sending cannot become {state}"):
            await ledger.finish(claim, state, TOMORROW, "why")
        assert (await record_of(ledger, claim)).state == "sending"
        assert (await current(ledger, claim.subscription)).next_run_at == NOW

    async def test_only_receipts_make_it_sent(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        with pytest.raises(ValueError, match="sent is not the end of a delivery that nothing confirms"):
            await ledger.finish(claim, "sent", TOMORROW)
        assert (await record_of(ledger, claim)).state == "sending"

    async def test_without_a_next_run_the_plan_stays(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.finish(claim, "failed", None, "why")
        assert (await current(ledger, claim.subscription)).next_run_at == NOW


class TestDoubt:
    async def test_the_first_one_counts_until_something_arrives(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        assert await ledger.doubt(claim, NOW) == NOW
        assert await ledger.doubt(claim, NOW + MINUTE) == NOW
        await delivered(ledger, claim)
        (later,) = await ledger.claim(
            claim.token, [due(await current(ledger, claim.subscription), NEXT_OCCURRENCE)], TOMORROW
        )
        assert await ledger.doubt(later, TOMORROW) == TOMORROW

    async def test_a_suspended_subscription_runs_no_more_until_it_is_resumed(self, ledger: SqlLedger) -> None:
        claim = await begun(ledger)
        await ledger.suspend(claim, "no-permission", "The bot may not post there")
        record, subscription = await record_of(ledger, claim), await current(ledger, claim.subscription)
        assert (record.state, record.reason) == ("failed", "The bot may not post there")
        assert (subscription.standing, subscription.trouble) == ("suspended", "no-permission")
        assert subscription.next_run_at is None
        assert await ledger.due(TOMORROW, 10) == ()
        assert await ledger.suspended(0, 10) == (subscription,)
        assert await ledger.suspended(subscription.id, 10) == ()
        assert await ledger.resume(subscription, TOMORROW)
        subscription = await current(ledger, subscription)
        assert (subscription.standing, subscription.trouble, subscription.doubted_at) == ("active", None, None)
        assert subscription.next_run_at == TOMORROW

    async def test_what_an_admin_has_paused_is_not_suspended(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.pause(claim.subscription)
        await ledger.suspend(claim, "no-channel", "gone")
        assert (await current(ledger, claim.subscription)).standing == "paused"
        assert (await record_of(ledger, claim)).state == "failed"

    async def test_an_admin_who_acted_on_what_was_before_is_told_to_look_again(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.suspend(claim, "no-channel", "gone")
        assert not await ledger.pause(claim.subscription)


async def test_what_nobody_has_stored_is_an_empty_memory(ledger: SqlLedger) -> None:
    assert await ledger.memory(None) == Memory()
    assert await ledger.memory("unknown") == Memory()

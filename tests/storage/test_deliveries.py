"""The ledger's book of deliveries: an occurrence has one holder, one content and one end, on every database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digests.delivery import Outcome
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Claim
from bot.errors import ClaimLost
from bot.storage.database import open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import (
    LEASE,
    NOW,
    OCCURRENCE,
    PARTS,
    TOMORROW,
    Clock,
    added,
    attempted,
    claimed,
    delivered,
)

SECOND = timedelta(seconds=1)
NEXT_OCCURRENCE = Occurrence("2026-11-23T08:00", TOMORROW)


class TestClaim:
    async def test_an_occurrence_is_claimed_once(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger)
        claim = await ledger.claim(subscription, OCCURRENCE, NOW, LEASE)
        assert claim is not None
        assert (claim.subscription, claim.occurrence, claim.lease) == (subscription, OCCURRENCE, LEASE)
        assert await ledger.claim(subscription, OCCURRENCE, NOW, LEASE) is None

    async def test_of_many_at_once_one_wins(self, engine: AsyncEngine, database_url: str) -> None:
        """Two ledgers, each with connections of its own where the database has more than one."""
        others = engine if database_url == "sqlite://" else await open_database(database_url)
        ledgers = [SqlLedger(engine), SqlLedger(others)]
        subscription = await added(ledgers[0])
        claims = await asyncio.gather(
            *(ledgers[number % 2].claim(subscription, OCCURRENCE, NOW, LEASE) for number in range(30))
        )
        await others.dispose()
        assert len([claim for claim in claims if claim]) == 1

    async def test_the_same_occurrence_of_another_subscription_is_another(self, ledger: SqlLedger) -> None:
        first, second = await claimed(ledger), await claimed(ledger)
        assert first.id != second.id

    async def test_a_deleted_subscription_has_nothing_to_claim(self, ledger: SqlLedger) -> None:
        subscription = await added(ledger, guild_id=1)
        await ledger.delete(1, subscription.id)
        assert await ledger.claim(subscription, OCCURRENCE, NOW, LEASE) is None

    async def test_what_has_ended_is_not_claimed_again(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await delivered(ledger, claim)
        assert await ledger.claim(claim.subscription, OCCURRENCE, NOW + 2 * LEASE, LEASE) is None

    async def test_while_one_occurrence_is_in_hand_the_next_waits(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        assert await ledger.claim(claim.subscription, NEXT_OCCURRENCE, NOW, LEASE) is None


class TestTakingOver:
    async def test_an_abandoned_claim_is_taken_over_with_a_higher_token(self, ledger: SqlLedger) -> None:
        dead = await claimed(ledger)
        assert await ledger.claim(dead.subscription, OCCURRENCE, NOW + LEASE - SECOND, LEASE) is None
        heir = await claimed(ledger, dead.subscription, NOW + LEASE)
        assert heir.id == dead.id
        assert heir.token > dead.token

    @pytest.mark.parametrize(
        "write",
        [
            lambda ledger, claim: ledger.freeze(claim, "4f2a91c", PARTS),
            lambda ledger, claim: ledger.attempting(claim, 0, "nonce-0"),
            lambda ledger, claim: ledger.sent(claim, 0, 77),
            lambda ledger, claim: ledger.finish(claim, "nothing-new", TOMORROW, {"openai": "2026-11-21"}),
        ],
        ids=["freeze", "attempting", "sent", "finish"],
    )
    async def test_the_old_holder_can_write_nothing_any_more(
        self, ledger: SqlLedger, write: Callable[[SqlLedger, Claim], Awaitable[None]]
    ) -> None:
        """Even when it was only slow, not dead: it would send what its heir sends."""
        old = await claimed(ledger)
        await ledger.freeze(old, "old", PARTS)
        heir = await claimed(ledger, old.subscription, NOW + LEASE)
        before = await ledger.history(old.subscription.id, 1)
        with pytest.raises(ClaimLost, match=r"2026-11-22T08:00 of digest \d+ is no longer ours to deliver"):
            await write(ledger, old)
        assert await ledger.history(old.subscription.id, 1) == before
        assert await ledger.seen_by(old.subscription.id) == {}
        await ledger.freeze(heir, "new", PARTS)

    async def test_once_something_was_attempted_nobody_takes_over(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        assert await ledger.claim(claim.subscription, OCCURRENCE, NOW + 9 * LEASE, LEASE) is None
        assert await ledger.claim(claim.subscription, NEXT_OCCURRENCE, TOMORROW, LEASE) is None

    async def test_every_sign_of_life_renews_the_lease(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        clock.advance(LEASE - SECOND)
        await ledger.freeze(claim, "4f2a91c", PARTS)
        assert await ledger.claim(claim.subscription, OCCURRENCE, NOW + LEASE, LEASE) is None
        assert await ledger.claim(claim.subscription, OCCURRENCE, clock.now + LEASE, LEASE) is not None

    async def test_when_the_next_occurrence_is_due_the_abandoned_one_is_missed(self, ledger: SqlLedger) -> None:
        """It is on record, never silently forgotten; and it does not stay open for ever."""
        dead = await claimed(ledger)
        assert await ledger.claim(dead.subscription, NEXT_OCCURRENCE, TOMORROW, LEASE) is not None
        newest, oldest = await ledger.history(dead.subscription.id, 9)
        assert (newest.occurrence, newest.state) == (NEXT_OCCURRENCE, "claimed")
        assert (oldest.occurrence, oldest.state) == (OCCURRENCE, "missed")
        assert oldest.reason == "the next one came due first"
        assert oldest.finished_at == TOMORROW
        with pytest.raises(ClaimLost):
            await ledger.freeze(dead, "late", PARTS)


class TestContent:
    async def test_what_was_frozen_comes_back_the_same(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.freeze(claim, "4f2a91c", PARTS)
        (record,) = await ledger.history(claim.subscription.id, 1)
        assert record.edition == "4f2a91c"
        assert record.parts == PARTS
        assert list(record.parts[0]) == ["blocks", "colour"], "the order of keys is part of the bytes"

    async def test_after_an_attempt_it_cannot_be_changed(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        with pytest.raises(ValueError, match="a delivery that is sending cannot become claimed"):
            await ledger.freeze(claim, "other", PARTS)
        assert (await ledger.history(claim.subscription.id, 1))[0].edition == "4f2a91c"

    @pytest.mark.parametrize("part", [-1, 2])
    async def test_only_a_frozen_part_can_be_attempted(self, ledger: SqlLedger, part: int) -> None:
        claim = await claimed(ledger)
        with pytest.raises(ValueError, match="has 0 frozen parts, so there is no part 0"):
            await ledger.attempting(claim, 0, "nonce-0")
        await ledger.freeze(claim, "4f2a91c", PARTS)
        with pytest.raises(ValueError, match=f"has 2 frozen parts, so there is no part {part}"):
            await ledger.attempting(claim, part, "nonce")
        assert (await ledger.history(claim.subscription.id, 1))[0].state == "claimed"


class TestReceipts:
    async def test_attempts_and_confirmations_are_on_record(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim, parts=2)
        clock.advance(SECOND)
        await ledger.sent(claim, 0, 1_444_444_444_444_444_444)
        await ledger.attempting(claim, 1, "nonce-1")
        (record,) = await ledger.history(claim.subscription.id, 1)
        assert record.state == "sending"
        first, second = record.receipts
        assert (first.part, first.nonce, first.message_id) == (0, "nonce-0", 1_444_444_444_444_444_444)
        assert (first.attempted_at, first.sent_at) == (NOW, NOW + SECOND)
        assert (second.part, second.nonce, second.message_id, second.sent_at) == (1, "nonce-1", None, None)

    async def test_a_second_attempt_keeps_the_time_of_the_first(self, ledger: SqlLedger, clock: Clock) -> None:
        """Discord forgets a nonce some minutes after it first saw it."""
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        clock.advance(SECOND)
        await ledger.attempting(claim, 0, "nonce-0")
        (receipt,) = (await ledger.history(claim.subscription.id, 1))[0].receipts
        assert receipt.attempted_at == NOW

    async def test_what_was_never_attempted_cannot_be_confirmed(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.freeze(claim, "4f2a91c", PARTS)
        with pytest.raises(ValueError, match="no attempt at part 0"):
            await ledger.sent(claim, 0, 77)
        await ledger.attempting(claim, 0, "nonce-0")
        with pytest.raises(ValueError, match="no attempt at part 1"):
            await ledger.sent(claim, 1, 77)


class TestFinish:
    async def test_state_seen_cards_and_next_run_change_together(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        await ledger.sent(claim, 0, 77)
        clock.advance(timedelta(seconds=90))
        await ledger.finish(claim, "sent", TOMORROW, {"openai": "2026-11-21", "mistral": "2026-11-20"})
        (record,) = await ledger.history(claim.subscription.id, 1)
        assert (record.state, record.reason, record.lateness) == ("sent", None, timedelta(seconds=90))
        assert await ledger.seen_by(claim.subscription.id) == {"openai": "2026-11-21", "mistral": "2026-11-20"}
        subscription = await ledger.get(claim.subscription.id)
        assert subscription is not None
        assert subscription.next_run_at == TOMORROW

    async def test_a_refused_end_changes_nothing(self, ledger: SqlLedger) -> None:
        """Only receipts make a digest sent; and without its end, neither seen cards nor the next run move."""
        claim = await claimed(ledger)
        await attempted(ledger, claim, parts=2)
        await ledger.sent(claim, 0, 77)
        with pytest.raises(ValueError, match="only 1 of 2 parts of 2026-11-22T08:00 are confirmed"):
            await ledger.finish(claim, "sent", TOMORROW, {"openai": "2026-11-21"})
        assert (await ledger.history(claim.subscription.id, 1))[0].state == "sending"
        assert await ledger.seen_by(claim.subscription.id) == {}
        assert await ledger.get(claim.subscription.id) == claim.subscription

    @pytest.mark.parametrize("steps", [0, 1, 3, 7, 15, 31, 63, 127])
    async def test_cut_off_at_any_moment_it_has_happened_or_not(self, ledger: SqlLedger, steps: int) -> None:
        """And the ledger can be used afterwards, even one in memory."""
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        await ledger.sent(claim, 0, 77)
        ending = asyncio.create_task(ledger.finish(claim, "sent", TOMORROW, {"openai": "2026-11-21"}))
        for _ in range(steps):
            await asyncio.sleep(0)
        ending.cancel()
        await asyncio.wait([ending])
        (record,) = await ledger.history(claim.subscription.id, 1)
        subscription = await ledger.get(claim.subscription.id)
        assert subscription is not None
        happened = record.state == "sent"
        assert (subscription.next_run_at == TOMORROW) is happened
        assert bool(await ledger.seen_by(claim.subscription.id)) is happened
        if not happened:
            await ledger.finish(claim, "sent", TOMORROW, {})

    @pytest.mark.parametrize("outcome", ["nothing-new", "missed", "failed"])
    async def test_it_can_end_before_anything_was_attempted(self, ledger: SqlLedger, outcome: Outcome) -> None:
        claim = await claimed(ledger)
        await ledger.finish(claim, outcome, TOMORROW, {}, "this is why")
        (record,) = await ledger.history(claim.subscription.id, 1)
        assert (record.state, record.reason, record.finished_at) == (outcome, "this is why", NOW)

    @pytest.mark.parametrize("outcome", ["sent", "uncertain"])
    async def test_but_not_as_if_something_had_been(self, ledger: SqlLedger, outcome: Outcome) -> None:
        claim = await claimed(ledger)
        with pytest.raises(ValueError, match=f"a delivery that is claimed cannot become {outcome}"):
            await ledger.finish(claim, outcome, TOMORROW, {})

    @pytest.mark.parametrize("outcome", ["nothing-new", "missed"])
    async def test_after_an_attempt_it_is_not_as_if_nothing_had_been(self, ledger: SqlLedger, outcome: Outcome) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        with pytest.raises(ValueError, match=f"a delivery that is sending cannot become {outcome}"):
            await ledger.finish(claim, outcome, TOMORROW, {})

    async def test_it_ends_once(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await delivered(ledger, claim)
        with pytest.raises(ClaimLost):
            await ledger.finish(claim, "failed", NOW, {})
        with pytest.raises(ClaimLost):
            await ledger.attempting(claim, 0, "nonce-0")

    async def test_a_state_on_the_way_is_no_end(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        with pytest.raises(ValueError, match="claimed is not the end of a delivery"):
            await ledger.finish(claim, "claimed", TOMORROW, {})  # type: ignore[arg-type]

    async def test_later_digests_add_to_what_was_seen_and_bring_it_up_to_date(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await ledger.finish(claim, "nothing-new", TOMORROW, {"openai": "2026-11-01", "mistral": "2026-11-01"})
        again = await ledger.claim(claim.subscription, NEXT_OCCURRENCE, TOMORROW, LEASE)
        assert again is not None
        await ledger.finish(again, "nothing-new", TOMORROW, {"openai": "2026-11-21", "meta": "2026-11-21"})
        assert await ledger.seen_by(claim.subscription.id) == {
            "openai": "2026-11-21",
            "mistral": "2026-11-01",
            "meta": "2026-11-21",
        }
        assert await ledger.seen_by((await added(ledger)).id) == {}


class TestInterrupted:
    async def test_an_attempt_whose_lease_ran_out_is_reported(self, ledger: SqlLedger) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        assert await ledger.interrupted(NOW + LEASE - SECOND) == ()
        (record,) = await ledger.interrupted(NOW + LEASE)
        assert (record.id, record.subscription_id, record.occurrence) == (
            claim.id,
            claim.subscription.id,
            OCCURRENCE,
        )
        assert [receipt.nonce for receipt in record.receipts] == ["nonce-0"]

    async def test_neither_what_was_only_claimed_nor_what_has_ended_is(self, ledger: SqlLedger) -> None:
        await claimed(ledger)
        await delivered(ledger, await claimed(ledger))
        assert await ledger.interrupted(NOW + 2 * LEASE) == ()

    async def test_it_becomes_uncertain_and_the_schedule_goes_on(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        clock.advance(LEASE)
        (record,) = await ledger.interrupted(clock.now)
        assert await ledger.mark_uncertain(record, TOMORROW, "nobody knows")
        (ended,) = await ledger.history(claim.subscription.id, 1)
        assert (ended.state, ended.reason, ended.finished_at) == ("uncertain", "nobody knows", clock.now)
        assert await ledger.interrupted(clock.now + LEASE) == ()
        assert await ledger.next_due_at() == TOMORROW
        with pytest.raises(ClaimLost):
            await ledger.sent(claim, 0, 77)

    async def test_unless_its_holder_was_only_slow(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        clock.advance(LEASE)
        (record,) = await ledger.interrupted(clock.now)
        await ledger.sent(claim, 0, 77)
        assert not await ledger.mark_uncertain(record, TOMORROW, "nobody knows")
        assert (await ledger.history(claim.subscription.id, 1))[0].state == "sending"
        assert await ledger.get(claim.subscription.id) == claim.subscription

    async def test_or_somebody_has_taken_over_since(self, ledger: SqlLedger, engine: AsyncEngine, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        clock.advance(LEASE)
        (record,) = await ledger.interrupted(clock.now)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE occurrence SET token = token + 1")
        assert not await ledger.mark_uncertain(record, TOMORROW, "nobody knows")

    async def test_or_the_subscription_was_deleted(self, ledger: SqlLedger, clock: Clock) -> None:
        claim = await claimed(ledger)
        await attempted(ledger, claim)
        clock.advance(LEASE)
        (record,) = await ledger.interrupted(clock.now)
        await ledger.delete(claim.subscription.guild_id, claim.subscription.id)
        assert not await ledger.mark_uncertain(record, TOMORROW, "nobody knows")


async def test_history_is_newest_first_and_only_as_long_as_asked(ledger: SqlLedger) -> None:
    subscription = await added(ledger)
    for day in (2, 0, 3, 1):
        at = NOW + timedelta(days=day)
        claim = await ledger.claim(subscription, Occurrence(f"{at:%Y-%m-%d}T08:00", at), at, LEASE)
        assert claim is not None
        await ledger.finish(claim, "nothing-new", at + timedelta(days=1), {})
    await delivered(ledger, await claimed(ledger))
    history = await ledger.history(subscription.id, 3)
    assert [record.occurrence.at for record in history] == [NOW + timedelta(days=day) for day in (3, 2, 1)]


async def test_each_occurrence_has_its_own_receipts(ledger: SqlLedger) -> None:
    claim = await claimed(ledger)
    await delivered(ledger, claim)
    second = await ledger.claim(claim.subscription, NEXT_OCCURRENCE, TOMORROW, LEASE)
    assert second is not None
    newest, oldest = await ledger.history(claim.subscription.id, 2)
    assert newest.receipts == ()
    assert [receipt.message_id for receipt in oldest.receipts] == [77]


async def test_an_open_delivery_has_no_lateness_yet(ledger: SqlLedger) -> None:
    claim = await claimed(ledger)
    assert (await ledger.history(claim.subscription.id, 1))[0].lateness is None

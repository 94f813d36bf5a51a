"""What becomes of one digest, whatever happens to it on its way: it is never lost, and never comes twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.digests.occurrences import Occurrence
from bot.digests.records import Record
from bot.digests.retrying import CONFIRMATION, SETTLING, TRIES
from bot.digests.subscription import Options, Place
from bot.errors import Later, Refused, Unauthorized, Unreachable, Unsure
from bot.presentation.sheet import Sheet
from tests.delivery.support import ARRIVES_AND_HANGS, FORUM, GONE, HANGS, PLACE, Desk, Lost
from tests.world.support import A_DAY, EIGHT

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
UNSURE = Unsure("It is not known whether Discord did what was asked.")
ORDERED = Occurrence("2026-11-22T08:00:30", EIGHT)


class TestSending:
    async def test_the_attempt_is_on_record_before_the_message_leaves(self, desk: Desk) -> None:
        """Whatever happens from here on, nobody will think that nothing was sent."""
        subscription = await desk.subscribe()
        seen: list[Record] = []

        async def look() -> None:
            seen.extend(await desk.history(subscription))

        desk.postbox.plan = [look]
        await desk.work()
        (during,) = seen
        assert (during.state, during.number) == ("sending", 1)
        assert [receipt.message_id for receipt in during.receipts] == [None]
        after = await desk.latest(subscription)
        assert after.state == "sent"
        assert [receipt.message_id for receipt in after.receipts] == [1_000]

    async def test_what_is_sent_is_what_was_settled(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        await desk.work()
        record = await desk.latest(subscription)
        (message,) = desk.postbox.there
        content = await desk.ledger.content(record)
        assert content is not None
        assert (message.place, content.parts) == (PLACE, (message.letter.part,))
        assert record.receipts[0].nonce == message.letter.nonce
        assert record.edition == content.edition == desk.library.edition.number
        assert "No. 1" in message.letter.imprint
        assert "late" not in message.letter.imprint
        assert Sheet.from_json(message.letter.part).blocks
        known = await desk.current(subscription)
        assert (known.memory, known.number, known.next_run_at) == (content.memory.name, 1, EIGHT + A_DAY)

    async def test_every_message_has_a_name_of_its_own(self, desk: Desk) -> None:
        await desk.with_much_to_tell()
        await desk.subscribe()
        await desk.work()
        nonces = [letter.nonce for letter in desk.postbox.letters]
        assert len(nonces) >= 3
        assert len(set(nonces)) == len(nonces)

    async def test_with_nothing_new_nothing_is_sent_and_the_next_run_is_planned(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        await desk.work()
        await desk.later(A_DAY)
        assert len(desk.postbox.there) == 1
        assert [record.state for record in await desk.history(subscription)] == ["nothing-new", "sent"]
        assert (await desk.current(subscription)).next_run_at == EIGHT + 2 * A_DAY
        assert (await desk.current(subscription)).number == 1

    async def test_who_wants_it_gets_one_even_then(self, desk: Desk) -> None:
        subscription = await desk.subscribe(options=Options(even_if_empty=True))
        await desk.work()
        await desk.later(A_DAY)
        assert [record.state for record in await desk.history(subscription)] == ["sent", "sent"]
        assert "No. 2" in desk.postbox.letters[1].imprint

    async def test_what_was_ordered_comes_also_while_paused_and_moves_nothing(self, desk: Desk) -> None:
        subscription = await desk.subscribe(EIGHT + A_DAY)
        await desk.ledger.pause(subscription)
        await desk.ledger.order(subscription, ORDERED)
        await desk.work()
        assert (await desk.latest(subscription)).state == "sent"
        known = await desk.current(subscription)
        assert (known.standing, known.next_run_at, known.number) == ("paused", None, 1)

    async def test_what_was_owed_when_it_was_paused_is_missed(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        changed = await desk.ledger.change(subscription, subscription, EIGHT + A_DAY, Occurrence("k", EIGHT))
        assert changed
        await desk.ledger.pause(changed)
        await desk.work()
        assert (await desk.latest(subscription)).state == "missed"
        assert desk.postbox.asked == []

    async def test_a_digest_deleted_while_it_is_being_sent_ends_quietly(self, desk: Desk) -> None:
        subscription, other = await desk.subscribe(), await desk.subscribe()

        async def delete() -> None:
            await desk.ledger.delete(PLACE.guild_id, subscription.id)

        desk.postbox.plan = [delete]
        await desk.work()
        assert await desk.history(subscription) == []
        assert (await desk.latest(other)).state == "sent"


class TestLateness:
    @pytest.mark.parametrize(("minutes", "label"), [(4, None), (40, "40 min late"), (120, "2 hr")])
    async def test_within_the_grace_it_comes_with_its_lateness(
        self, desk: Desk, minutes: int, label: str | None
    ) -> None:
        subscription = await desk.subscribe()
        await desk.later(minutes * MINUTE)
        assert (await desk.latest(subscription)).state == "sent"
        (letter,) = desk.postbox.letters
        assert (label in letter.imprint) if label else ("late" not in letter.imprint)
        assert await desk.told() == []

    async def test_past_it_it_is_missed_and_told_and_the_next_brings_its_items(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        await desk.later(121 * MINUTE)
        record = await desk.latest(subscription)
        assert (record.state, desk.postbox.asked) == ("missed", [])
        assert [notice.kind for notice in await desk.told()] == ["missed"]
        assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY
        await desk.later(A_DAY - 121 * MINUTE)
        assert (await desk.latest(subscription)).state == "sent"
        assert "ada" in str(desk.postbox.letters[0].part)
        assert [notice.kind for notice in await desk.told()] == ["recovered"]

    @pytest.mark.parametrize(("minutes", "state"), [(30, "sent"), (31, "missed")])
    async def test_an_admin_may_have_chosen_another_grace(self, desk: Desk, minutes: int, state: str) -> None:
        subscription = await desk.subscribe(options=Options(grace=30))
        await desk.later(minutes * MINUTE)
        assert (await desk.latest(subscription)).state == state

    async def test_what_was_put_off_says_how_late_it_came_in_the_end(self, desk: Desk) -> None:
        await desk.subscribe()
        desk.postbox.plan = [Later(1800, "Discord asks to wait")]
        await desk.work()
        await desk.later(40 * MINUTE)
        assert "40 min late" in desk.postbox.there[0].letter.imprint


class TestInterruptions:
    """The process dies with a message on its way."""

    @pytest.mark.parametrize("fate", [HANGS, ARRIVES_AND_HANGS], ids=["on its way", "arrived"])
    async def test_soon_after_the_same_letter_goes_out_again(self, desk: Desk, fate: Lost) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [fate]
        await desk.work_until_killed()
        desk.write("zoe")
        await desk.work()
        first, second = desk.postbox.letters
        assert first == second, "a newer edition changes nothing in it"
        assert desk.postbox.kinds == ["send", "send"]
        assert len(desk.postbox.there) == 1
        assert (await desk.latest(subscription)).receipts[0].message_id == desk.postbox.there[0].posted.message_id
        assert (await desk.current(subscription)).number == 1

    @pytest.mark.parametrize("fate", [HANGS, ARRIVES_AND_HANGS], ids=["on its way", "arrived"])
    async def test_later_the_channel_is_looked_at_first(self, desk: Desk, fate: Lost) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [fate]
        await desk.work_until_killed()
        await desk.later(10 * MINUTE)
        assert desk.postbox.kinds == (["send", "find"] if fate.arrives else ["send", "find", "send"])
        assert len(desk.postbox.there) == 1
        record = await desk.latest(subscription)
        assert (record.state, record.receipts[0].message_id) == ("sent", 1_000)

    async def test_a_clock_set_back_makes_no_nonce_fresh(self, desk: Desk) -> None:
        await desk.subscribe()
        desk.postbox.plan = [ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        desk.clock.set_to(EIGHT - timedelta(hours=2))
        await desk.work()
        assert desk.postbox.kinds == ["send", "find"]
        assert len(desk.postbox.there) == 1

    async def test_where_nothing_can_be_read_nobody_knows_and_the_admin_is_asked(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [HANGS]
        await desk.work_until_killed()
        desk.postbox.is_readable = False
        await desk.later(10 * MINUTE)
        record = await desk.latest(subscription)
        assert (record.state, len(desk.postbox.letters)) == ("uncertain", 1)
        assert record.reason
        assert [notice.kind for notice in await desk.told()] == ["uncertain"]
        assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY

    async def test_but_not_as_long_as_the_server_is_only_away(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        desk.postbox.away = {PLACE.guild_id}
        await desk.later(10 * MINUTE)
        assert (await desk.latest(subscription)).state == "sending"
        desk.postbox.away = set()
        await desk.later(10 * MINUTE)
        assert (await desk.latest(subscription)).state == "sent"
        assert len(desk.postbox.there) == 1

    async def test_in_the_middle_the_same_parts_go_on(self, desk: Desk) -> None:
        subscription = await desk.with_much_to_tell()
        desk.postbox.plan = [None, ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        desk.write("zoe", name="Zoe")
        await desk.work()
        letters = desk.postbox.letters
        assert letters[1] == letters[2]
        content = await desk.ledger.content(await desk.latest(subscription))
        assert content is not None
        assert [message.letter.part for message in desk.postbox.there] == list(content.parts)
        assert len(content.parts) >= 2
        assert (await desk.latest(subscription)).state == "sent"

    async def test_what_was_found_too_late_is_still_counted(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        await desk.later(timedelta(hours=5))
        assert (await desk.latest(subscription)).state == "sent"
        assert await desk.told() == []

    async def test_what_did_not_arrive_in_time_has_failed(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [HANGS]
        await desk.work_until_killed()
        await desk.later(timedelta(hours=5))
        assert (await desk.latest(subscription)).state == "failed"
        assert desk.postbox.there == []
        assert [notice.kind for notice in await desk.told()] == ["failed"]


class TestForum:
    """It knows no nonces: whatever is asked twice comes twice."""

    async def test_the_first_part_opens_a_post_which_the_others_continue(self, desk: Desk) -> None:
        await desk.with_much_to_tell(place=FORUM, options=Options(tags=(5,), title="No. {number}"))
        await desk.work()
        first, *others = desk.postbox.there
        assert (first.place, first.letter.title, first.letter.tags) == (FORUM, "No. 2", (5,))
        assert others
        thread = Place(guild_id=1, channel_id=first.posted.channel_id, kind="thread")
        assert {(each.place, each.letter.title, each.letter.tags) for each in others} == {(thread, "", ())}

    @pytest.mark.parametrize("fate", [HANGS, ARRIVES_AND_HANGS], ids=["on its way", "arrived"])
    async def test_only_its_history_says_what_has_come(self, desk: Desk, fate: Lost) -> None:
        await desk.subscribe(place=FORUM)
        desk.postbox.plan = [fate]
        await desk.work_until_killed()
        await desk.work()
        assert desk.postbox.kinds == (["send", "find"] if fate.arrives else ["send", "find", "send"])
        assert len(desk.postbox.there) == 1

    async def test_what_was_on_its_way_a_moment_ago_may_not_show_yet(self, desk: Desk) -> None:
        subscription = await desk.subscribe(place=FORUM)
        desk.postbox.plan = [ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        desk.clock.set_to(EIGHT + SETTLING - SECOND)
        await desk.ledger.leave_chair(1)
        await desk.work()
        assert desk.postbox.kinds == ["send"]
        await desk.later(MINUTE)
        assert desk.postbox.kinds == ["send", "find"]
        assert (await desk.latest(subscription)).state == "sent"

    async def test_a_part_that_follows_is_sent_again_by_its_nonce(self, desk: Desk) -> None:
        await desk.with_much_to_tell(place=FORUM)
        desk.postbox.plan = [None, ARRIVES_AND_HANGS]
        await desk.work_until_killed()
        await desk.work()
        assert "find" not in desk.postbox.kinds
        nonces = [message.letter.nonce for message in desk.postbox.there]
        assert len(nonces) == len(set(nonces))


class TestObstacles:
    async def test_a_channel_that_cannot_be_posted_in_is_tried_again_before_it_is_suspended(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.blocked = {7: GONE}
        await desk.work()
        record = await desk.latest(subscription)
        assert (record.state, record.receipts, record.retry_at) == ("claimed", (), EIGHT + CONFIRMATION)
        assert (await desk.current(subscription)).standing == "active"
        await desk.later(CONFIRMATION - SECOND)
        assert len(desk.postbox.asked) == 1
        assert await desk.told() == []
        await desk.later(SECOND)
        record, known = await desk.latest(subscription), await desk.current(subscription)
        assert (record.state, record.reason) == ("failed", str(GONE))
        assert (known.standing, known.trouble, known.next_run_at) == ("suspended", "no-channel", None)
        (notice,) = await desk.told()
        assert (notice.kind, notice.reason) == ("suspended", "no-channel")

    async def test_given_back_in_between_it_is_sent(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.blocked = {7: GONE}
        await desk.work()
        desk.postbox.blocked = {}
        await desk.later(CONFIRMATION)
        known = await desk.current(subscription)
        assert ((await desk.latest(subscription)).state, known.standing, known.doubted_at) == ("sent", "active", None)
        assert await desk.told() == []

    async def test_a_server_that_is_away_is_no_reason(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.blocked, desk.postbox.away = {7: GONE}, {1}
        for _ in range(5):
            await desk.later(20 * MINUTE)
        known = await desk.current(subscription)
        assert (known.standing, known.doubted_at) == ("active", None)
        desk.postbox.blocked, desk.postbox.away = {}, set()
        await desk.later(15 * MINUTE)
        assert (await desk.latest(subscription)).state == "sent"

    async def test_of_one_that_is_paused_an_admin_learns_that_what_they_ordered_failed(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        await desk.ledger.pause(subscription)
        await desk.ledger.order(subscription, ORDERED)
        desk.postbox.blocked = {7: GONE}
        await desk.work()
        await desk.later(CONFIRMATION)
        assert (await desk.current(subscription)).standing == "paused"
        assert [notice.kind for notice in await desk.told()] == ["failed"]

    async def test_when_discord_asks_to_wait_it_waits(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Later(600, "Discord asks to wait")]
        await desk.work()
        record = await desk.latest(subscription)
        assert (record.state, record.receipts, record.reason) == ("claimed", (), "Discord asks to wait")
        assert record.retry_at == EIGHT + timedelta(seconds=600)
        await desk.later(timedelta(seconds=600))
        assert (await desk.latest(subscription)).state == "sent"

    @pytest.mark.parametrize("arrives", [True, False])
    async def test_without_an_answer_the_same_letter_goes_out_again_soon(self, desk: Desk, *, arrives: bool) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Lost(UNSURE, arrives=arrives)]
        await desk.work()
        record = await desk.latest(subscription)
        assert (record.state, len(record.receipts), record.reason) == ("sending", 1, str(UNSURE))
        await desk.later(MINUTE)
        assert (await desk.latest(subscription)).state == "sent"
        assert len(desk.postbox.there) == 1
        assert desk.postbox.letters[0] == desk.postbox.letters[1]

    async def test_what_may_have_come_is_not_struck_off_by_a_later_no(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Lost(UNSURE, arrives=True), Later(300, "Discord asks to wait")]
        await desk.work()
        await desk.later(MINUTE)
        assert len((await desk.latest(subscription)).receipts) == 1
        await desk.later(6 * MINUTE)
        assert desk.postbox.kinds == ["send", "send", "find"]
        assert len(desk.postbox.there) == 1

    async def test_what_discord_will_never_take_has_failed_and_the_next_brings_its_items(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Refused("Discord refused the message")]
        await desk.work()
        record = await desk.latest(subscription)
        assert (record.state, record.reason) == ("failed", "Discord refused the message")
        assert [notice.kind for notice in await desk.told()] == ["failed"]
        await desk.later(A_DAY)
        assert "ada" in str(desk.postbox.there[0].letter.part)
        assert [notice.kind for notice in await desk.told()] == ["recovered"]
        desk.write("zoe")
        await desk.later(A_DAY)
        assert (await desk.latest(subscription)).state == "sent"
        assert await desk.told() == [], "that all is well again is told once"

    async def test_a_refusal_in_the_middle_leaves_the_cards_for_next_time(self, desk: Desk) -> None:
        subscription = await desk.with_much_to_tell()
        subscription_before = await desk.current(subscription)
        desk.postbox.plan = [None, Refused("Discord refused the message")]
        await desk.work()
        record = await desk.latest(subscription)
        assert (record.state, [receipt.message_id for receipt in record.receipts]) == ("failed", [1_000])
        assert (await desk.current(subscription)).memory == subscription_before.memory

    async def test_a_token_that_discord_refuses_stops_everything_for_a_while(self, desk: Desk) -> None:
        subscriptions = [await desk.subscribe() for _ in range(3)]
        desk.postbox.plan = [Unauthorized("Discord does not take the bot's token any more")] * 3
        await desk.work()
        assert not await desk.courier.sit_down()
        desk.clock.set_to(EIGHT - timedelta(hours=2))
        desk.clock.seconds += 599
        assert not await desk.courier.sit_down()
        desk.clock.set_to(EIGHT + 10 * MINUTE)
        desk.clock.seconds += 1
        desk.postbox.is_readable = False  # nothing has to be looked for: it certainly did not arrive
        await desk.work()
        assert [(await desk.latest(each)).state for each in subscriptions] == ["sent"] * 3
        assert len(desk.postbox.there) == 3

    async def test_a_mistake_of_our_own_is_put_off_and_costs_nobody_else_theirs(self, desk: Desk) -> None:
        subscriptions = [await desk.subscribe() for _ in range(3)]
        desk.postbox.plan = [RuntimeError("a mistake of ours")]
        await desk.work()
        states = [(await desk.latest(each)).state for each in subscriptions]
        assert sorted(states) == ["sending", "sent", "sent"]
        await desk.later(MINUTE)
        assert [(await desk.latest(each)).state for each in subscriptions] == ["sent"] * 3
        assert len(desk.postbox.there) == 3

    async def test_what_is_tried_in_vain_too_often_is_given_up_and_told(self, desk: Desk) -> None:
        """It would keep all later ones back, and nobody would know."""
        subscription = await desk.with_much_to_tell()
        desk.postbox.plan = [None, *[RuntimeError("a mistake of ours")] * (TRIES + 1)]
        await desk.work()
        for _ in range(TRIES):
            await desk.later(MINUTE)
        record = await desk.latest(subscription)
        assert record.state == "failed"
        assert "a mistake of ours" in (record.reason or "")
        assert [notice.kind for notice in await desk.told()] == ["failed"]
        desk.postbox.plan = []
        await desk.later(A_DAY)
        assert (await desk.latest(subscription)).state == "sent"


class TestOrdersBeside:
    async def test_an_order_and_what_was_put_off_do_not_tell_the_same_twice(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Later(600, "Discord asks to wait")]
        await desk.work()
        await desk.ledger.order(subscription, ORDERED)
        await desk.work()
        assert len(desk.postbox.there) == 1
        await desk.later(600 * SECOND)
        states = {record.occurrence.key: record.state for record in await desk.history(subscription)}
        assert states == {ORDERED.key: "sent", "2026-11-22T08:00": "nothing-new"}
        assert len(desk.postbox.there) == 1

    async def test_with_more_to_tell_the_second_has_the_next_number(self, desk: Desk) -> None:
        subscription = await desk.subscribe()
        desk.postbox.plan = [Later(600, "Discord asks to wait")]
        await desk.work()
        await desk.ledger.order(subscription, ORDERED)
        await desk.work()
        desk.write("zoe")
        await desk.later(600 * SECOND)
        assert ["No. 1" in each.letter.imprint for each in desk.postbox.there] == [True, False]
        assert "No. 2" in desk.postbox.there[1].letter.imprint


async def test_a_courier_that_slept_too_long_sends_nothing_more(desk: Desk) -> None:
    """By then another may have taken over."""
    subscription = await desk.with_much_to_tell()

    async def sleep() -> None:
        desk.clock.advance(MINUTE)

    desk.postbox.plan = [sleep]
    await desk.work()
    assert len(desk.postbox.letters) == 1
    assert (await desk.latest(subscription)).state == "sending"
    await desk.work()
    assert (await desk.latest(subscription)).state == "sent"
    nonces = [message.letter.nonce for message in desk.postbox.there]
    assert len(nonces) == len(set(nonces))


@pytest.mark.parametrize("error", [Unreachable("no-permission", "no"), Refused("no"), Later(1, "no"), UNSURE])
async def test_one_channel_never_holds_up_another(desk: Desk, error: Any) -> None:
    stuck = await desk.subscribe(place=Place(guild_id=1, channel_id=8))
    desk.postbox.blocked = {8: error}
    others = [await desk.subscribe() for _ in range(5)]
    await asyncio.wait_for(desk.work(), 60)
    assert {(await desk.latest(each)).state for each in others} == {"sent"}
    assert (await desk.latest(stuck)).state != "sent"

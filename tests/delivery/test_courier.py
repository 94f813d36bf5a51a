"""What the courier writes down before, while and after it sends."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.courier import LEASE
from bot.digests.ports import Record
from bot.errors import Refused
from bot.presentation.sheet import Sheet
from tests.delivery.support import Desk, open_desk
from tests.world.support import A_DAY, EIGHT, write_card


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path) as opened:
        opened.clock.set(EIGHT)
        yield opened


async def test_the_attempt_is_on_record_before_the_message_leaves(desk: Desk) -> None:
    """Whatever happens from here on, nobody will think that nothing was sent."""
    subscription = await desk.subscribe()
    seen: list[Record] = []

    async def look() -> None:
        seen.extend(await desk.history(subscription))

    desk.postbox.before = lambda _number: look()
    await desk.courier.deliver(subscription)
    (during,) = seen
    assert during.state == "sending"
    assert [receipt.message_id for receipt in during.receipts] == [None]
    (after,) = await desk.history(subscription)
    assert after.state == "sent"
    assert [receipt.message_id for receipt in after.receipts] == [1_001]


async def test_what_is_sent_is_what_was_frozen(desk: Desk) -> None:
    subscription = await desk.subscribe()
    await desk.courier.deliver(subscription)
    (record,) = await desk.history(subscription)
    ((channel, part, nonce),) = desk.postbox.sent
    assert channel == 7
    assert record.parts == (part,)
    assert record.receipts[0].nonce == nonce
    assert record.edition == desk.library.edition.number
    assert Sheet.from_json(part).blocks


async def test_every_message_has_a_name_of_its_own(tmp_path: Path) -> None:
    async with open_desk(tmp_path, limit=10) as desk:
        summary = "*" * 490
        for number in range(10):
            write_card(desk.briefings, "person", f"p-{number}", summary={"fr": summary, "en": summary})
        desk.reload()
        subscriptions = [await desk.subscribe(), await desk.subscribe()]
        desk.clock.set(EIGHT)
        for subscription in subscriptions:
            await desk.courier.deliver(subscription)
        nonces = [nonce for _, _, nonce in desk.postbox.sent]
        assert len(nonces) > 4
        assert len(set(nonces)) == len(nonces)
        assert all(1 <= len(nonce) <= 25 for nonce in nonces)


async def test_a_refusal_in_the_middle_leaves_the_cards_for_next_time(tmp_path: Path) -> None:
    def refuse_the_second(number: int) -> None:
        if number == 1:
            raise Refused("Missing Access (code 50001)")

    async with open_desk(tmp_path, limit=10) as desk:
        summary = "*" * 490
        for number in range(10):
            write_card(desk.briefings, "person", f"p-{number}", summary={"fr": summary, "en": summary})
        desk.reload()
        subscription = await desk.subscribe()
        desk.postbox.before = refuse_the_second
        desk.clock.set(EIGHT)
        await desk.courier.deliver(subscription)
        (record,) = await desk.history(subscription)
        assert record.state == "failed"
        assert record.reason == "Missing Access (code 50001)"
        assert [receipt.message_id for receipt in record.receipts] == [1_001, None]
        assert await desk.ledger.seen_by(subscription.id) == {}

        desk.postbox.before = lambda _number: None
        desk.clock.set(EIGHT + A_DAY)
        await desk.courier.deliver(await desk.current(subscription))
        assert (await desk.history(subscription))[0].state == "sent"
        assert {"ada", "bob", "cid"} <= (await desk.ledger.seen_by(subscription.id)).keys()


async def test_an_open_outcome_ends_as_uncertain_and_is_never_sent_again(desk: Desk) -> None:
    def cut(_number: int) -> None:
        raise ConnectionResetError("the line went dead")

    subscription = await desk.subscribe()
    desk.postbox.before = cut
    with pytest.raises(ConnectionResetError):
        await desk.courier.deliver(subscription)
    desk.postbox.before = lambda _number: None

    await desk.courier.give_up_interrupted()
    await desk.courier.deliver(subscription)
    assert desk.postbox.sent == [], "its lease still runs: perhaps another courier is at it"

    desk.clock.advance(LEASE + timedelta(seconds=1))
    await desk.courier.give_up_interrupted()
    await desk.courier.deliver(subscription)
    assert desk.postbox.sent == []
    (record,) = await desk.history(subscription)
    assert record.state == "uncertain"
    assert record.reason
    assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY


async def test_a_digest_deleted_while_it_is_being_sent_ends_quietly(desk: Desk) -> None:
    subscription = await desk.subscribe()

    async def delete() -> None:
        await desk.ledger.delete(subscription.guild_id, subscription.id)

    desk.postbox.before = lambda _number: delete()
    await desk.courier.deliver(subscription)
    assert await desk.ledger.get(subscription.id) is None
    assert await desk.history(subscription) == []


async def test_with_nothing_new_nothing_is_sent_and_the_next_run_is_planned(desk: Desk) -> None:
    subscription = await desk.subscribe()
    await desk.courier.deliver(subscription)
    desk.clock.set(EIGHT + A_DAY)
    await desk.courier.deliver(await desk.current(subscription))
    assert len(desk.postbox.sent) == 1
    assert [record.state for record in await desk.history(subscription)] == ["nothing-new", "sent"]
    assert (await desk.current(subscription)).next_run_at == EIGHT + 2 * A_DAY


async def test_an_occurrence_that_has_ended_is_only_planned_anew(desk: Desk) -> None:
    """A restored backup may say that something is due which was delivered long ago."""
    subscription = await desk.subscribe()
    await desk.courier.deliver(subscription)
    stale = await desk.current(subscription)
    async with desk.ledger._writing() as connection:
        from bot.storage.subscriptions import set_next_run

        await set_next_run(connection, subscription.id, EIGHT)
    assert (await desk.current(subscription)).next_run_at == EIGHT
    await desk.courier.deliver(await desk.current(subscription))
    assert len(desk.postbox.sent) == 1
    assert (await desk.current(subscription)).next_run_at == stale.next_run_at


@pytest.mark.parametrize(("minutes", "state"), [(0, "sent"), (120, "sent"), (121, "missed")])
async def test_the_grace_decides_between_late_and_missed(desk: Desk, minutes: int, state: Any) -> None:
    subscription = await desk.subscribe()
    desk.clock.set(EIGHT + timedelta(minutes=minutes))
    await desk.courier.deliver(subscription)
    (record,) = await desk.history(subscription)
    assert record.state == state
    assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY

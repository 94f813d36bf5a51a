"""The scheduler: when it looks, what one failure may not take with it, and how it stops."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StorageError
from tests.delivery.support import Desk
from tests.world.support import A_DAY, EIGHT


@pytest.mark.parametrize("error", [StorageError("away"), RuntimeError("nobody thought of it")], ids=repr)
async def test_an_error_costs_a_look_not_the_scheduler(
    desk: Desk, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.subscribe()

    async def fail(*_arguments: Any) -> Any:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(desk.ledger, "due", fail)
        await desk.scheduler.wake()
    assert desk.postbox.there == []
    await desk.scheduler.wake()
    assert len(desk.postbox.there) == 1


async def test_the_next_look_is_when_something_is_due_and_a_minute_later_at_most(desk: Desk) -> None:
    await desk.subscribe(EIGHT + timedelta(seconds=40))
    assert await desk.scheduler._looked() == EIGHT + timedelta(seconds=40)
    desk.clock.advance(timedelta(seconds=40))
    assert await desk.scheduler._looked() == desk.clock() + timedelta(minutes=1)
    assert len(desk.postbox.there) == 1


async def test_what_cannot_be_taken_up_yet_does_not_keep_it_looking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def due(*_arguments: Any) -> Any:
        return EIGHT - A_DAY

    monkeypatch.setattr(desk.ledger, "next_due_at", due)
    assert await desk.scheduler._looked() > desk.clock()


async def test_while_another_has_the_chair_it_stands_by(desk: Desk) -> None:
    await desk.subscribe()
    assert await desk.ledger.take_chair("another", 20)
    look = await desk.scheduler._looked()
    assert desk.clock() < look <= desk.clock() + timedelta(seconds=20)
    assert desk.postbox.asked == []
    desk.clock.advance(timedelta(seconds=20))
    await desk.scheduler.wake()
    assert len(desk.postbox.there) == 1


async def test_it_wakes_by_itself_and_when_it_is_asked_to_look_again(desk: Desk) -> None:
    arrived = [asyncio.Event(), asyncio.Event()]

    async def note() -> None:
        arrived[len(desk.postbox.there)].set()

    desk.postbox.plan = [note, note]
    await desk.subscribe()
    desk.scheduler.start()
    await asyncio.wait_for(arrived[0].wait(), 30)
    await desk.subscribe()
    desk.scheduler.replan()
    await asyncio.wait_for(arrived[1].wait(), 30)
    await desk.scheduler.stop()


async def test_when_it_stops_no_delivery_goes_on_behind_its_back(desk: Desk) -> None:
    """The database is closed next: whatever still used it would wait for an answer for ever."""
    started = asyncio.Event()

    async def wait() -> None:
        started.set()
        await asyncio.Event().wait()

    subscription = await desk.subscribe()
    desk.postbox.plan = [wait]
    before = asyncio.all_tasks()
    desk.scheduler.start()
    await asyncio.wait_for(started.wait(), 30)
    await desk.scheduler.stop()
    assert asyncio.all_tasks() <= before
    desk.restart()
    await desk.work()
    assert (await desk.latest(subscription)).state == "sent"

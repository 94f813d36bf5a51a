"""The scheduler: what one failure may not take with it, and how it stops."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.scheduler import DigestScheduler
from bot.delivery.sender import DiscordSender
from bot.errors import StorageError
from bot.storage.ledger import SqlLedger
from tests.delivery.support import open_desk
from tests.world.support import A_DAY, EIGHT, MORNING, House


class Unreliable(SqlLedger):
    """A ledger whose database is away now and then."""

    away = False

    async def due(self, *arguments: Any, **more: Any) -> Any:
        if self.away:
            raise StorageError("cannot use the database: it is away")
        return await super().due(*arguments, **more)


async def test_a_database_that_is_away_costs_a_look_not_the_scheduler(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.subscribe()
        desk.clock.set(EIGHT)
        ledger = Unreliable(desk.ledger._engine, desk.clock)
        scheduler = DigestScheduler(ledger, desk.courier, desk.clock)
        ledger.away = True
        await scheduler.wake()
        assert desk.postbox.sent == []
        ledger.away = False
        await scheduler.wake()
        assert len(desk.postbox.sent) == 1


async def test_one_digest_that_breaks_does_not_cost_the_others_theirs(tmp_path: Path) -> None:
    def break_the_first(number: int) -> None:
        if number == 0 and not broken:
            broken.append(True)
            raise RuntimeError("a mistake of ours")

    broken: list[bool] = []
    async with open_desk(tmp_path) as desk:
        for channel in (1, 2, 3):
            await desk.subscribe(channel_id=channel)
        desk.clock.set(EIGHT)
        desk.postbox.before = break_the_first
        scheduler = DigestScheduler(desk.ledger, desk.courier, desk.clock)
        await scheduler.wake()
        assert [channel for channel, _, _ in desk.postbox.sent] == [2, 3]


async def test_the_longest_due_comes_first(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        late = await desk.subscribe(channel_id=1)
        later = await desk.subscribe(channel_id=2)
        await desk.ledger.reschedule(late, EIGHT - timedelta(minutes=1))
        assert late.id < later.id
        desk.clock.set(EIGHT)
        await DigestScheduler(desk.ledger, desk.courier, desk.clock).wake()
        assert [channel for channel, _, _ in desk.postbox.sent] == [1, 2]


async def test_when_the_bot_stops_no_delivery_goes_on_behind_its_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is closed next: whatever still used it would wait for an answer for ever."""
    under_way = asyncio.Event()

    async def send_slowly(*_arguments: Any) -> int:
        under_way.set()
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(DiscordSender, "send", send_slowly)
    # APScheduler goes by the machine's clock: the hour must have passed there too.
    house.clock.set(MORNING - 700 * A_DAY)
    await house.order()
    before = asyncio.all_tasks()
    async with house.app.background():
        house.clock.set(EIGHT - 700 * A_DAY)
        await asyncio.wait_for(under_way.wait(), 30)
    going_on = asyncio.all_tasks() - before
    if going_on:
        await asyncio.wait(going_on, timeout=5)  # so that the test ends, whatever it finds
    assert not going_on, "leaving must wait for what is under way"


async def test_stopping_before_the_connection_was_made_is_fine(house: House) -> None:
    house.app.client.connected.clear()
    async with house.app.background():
        pass
    assert house.posts() == []

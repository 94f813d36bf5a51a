"""The courier: what it owes after an absence, and what becomes of what it has in hand when the ledger fails."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from bot.delivery.seat import LEASE, RENEWAL
from bot.digests.cadence import Cadence, CronCadence, parse_time
from bot.digests.subscription import Options
from bot.errors import ClaimLost, StorageError
from bot.storage.tables import subscriptions
from tests.delivery.support import Desk, open_desk
from tests.world.support import A_DAY, EIGHT

MINUTE = timedelta(minutes=1)
ALWAYS = Options(even_if_empty=True)


async def states(desk: Desk) -> set[str]:
    return {(await desk.latest(each)).state for each in await desk.ledger.subscriptions_of(1)}


async def test_after_days_away_the_latest_comes_and_those_before_are_on_record(desk: Desk) -> None:
    subscription = await desk.subscribe()
    await desk.later(3 * A_DAY)
    records = await desk.history(subscription)
    assert [record.state for record in records] == ["sent", "missed", "missed", "missed"]
    assert records[0].occurrence.key == "2026-11-25T08:00"
    assert len(desk.postbox.there) == 1


async def test_after_a_long_time_away_no_more_than_fifty_are_put_on_record(desk: Desk) -> None:
    subscription = await desk.subscribe(cadence=CronCadence(cron="*/15 * * * *", zone="UTC"))
    await desk.later(A_DAY)
    records = await desk.history(subscription)
    assert (records[0].state, records[0].occurrence.at) == ("sent", EIGHT + A_DAY)
    assert [record.state for record in records[1:]] == ["missed"] * 50
    assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY + 15 * MINUTE


async def test_what_is_on_record_already_is_only_planned_anew(desk: Desk) -> None:
    """As when the time zone database was changed, or by hand: the next run points at what was sent."""
    subscription = await desk.subscribe()
    await desk.work()
    async with desk.ledger._writing() as connection:
        milliseconds = int(EIGHT.timestamp() * 1000)
        await connection.execute(text(f"UPDATE subscription SET next_run_at = {milliseconds}"))  # noqa: S608
    await desk.work()
    assert len(desk.postbox.there) == 1
    assert (await desk.current(subscription)).next_run_at == EIGHT + A_DAY


async def test_more_than_fit_in_hand_at_once_all_come(desk: Desk) -> None:
    for _ in range(150):
        await desk.subscribe()
    await desk.work()
    assert len(desk.postbox.there) == 150
    assert await states(desk) == {"sent"}


class TestChair:
    async def test_only_one_of_two_works(self, desk: Desk) -> None:
        first = desk.courier
        assert await first.sit_down()
        desk.restart()
        assert not await desk.courier.sit_down()
        await first.leave()
        assert await desk.courier.sit_down()

    async def test_renewed_in_time_it_is_kept(self, desk: Desk) -> None:
        assert await desk.courier.sit_down()
        token = desk.courier.token
        for _ in range(10):
            desk.clock.advance(timedelta(seconds=RENEWAL))
            await desk.courier.stay()
        assert await desk.courier.sit_down()
        assert desk.courier.token == token

    async def test_renewed_too_late_it_is_taken_anew(self, desk: Desk) -> None:
        """In between deliveries may have been left to others, which nobody would take up but a new courier."""
        assert await desk.courier.sit_down()
        token = desk.courier.token
        assert token is not None
        desk.clock.advance(timedelta(seconds=LEASE + 1))
        assert not desk.seat.holds(token)
        await desk.courier.stay()
        assert desk.courier.token is None
        assert await desk.courier.sit_down()
        assert desk.courier.token == token + 1

    async def test_taken_by_another_it_is_given_up(self, desk: Desk) -> None:
        assert await desk.courier.sit_down()
        desk.clock.advance(timedelta(seconds=LEASE))
        assert await desk.ledger.take_chair("another", LEASE)
        await desk.courier.stay()
        assert desk.courier.token is None
        assert not await desk.courier.sit_down()


class TestLedgerFails:
    @pytest.mark.parametrize("when", [0, 1, 2, 3])
    async def test_locked_in_the_middle_nothing_is_lost_or_doubled(self, tmp_path: Path, when: int) -> None:
        async with open_desk(tmp_path, patience=0) as desk:
            for _ in range(4):
                await desk.subscribe()
            locks: list[sqlite3.Connection] = []

            async def lock() -> None:
                other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
                while not other.in_transaction:  # our own write may be under way
                    try:
                        other.execute("BEGIN IMMEDIATE")
                    except sqlite3.OperationalError:
                        await asyncio.sleep(0)
                locks.append(other)

            desk.postbox.plan = [*[None] * when, lock]
            with pytest.raises(StorageError, match="database is locked"):
                await desk.work()
            assert desk.courier.token is None
            assert not desk.courier._under_way
            for each in locks:
                each.close()
            await desk.later(MINUTE)
            assert await states(desk) == {"sent"}
            assert len(desk.postbox.there) == 4

    async def test_with_a_full_disk_too(self, desk: Desk) -> None:
        for _ in range(60):
            await desk.subscribe()

        async def limit(pages: int) -> None:
            async with desk.ledger._engine.connect() as connection:
                await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        desk.postbox.plan = [lambda: limit(1)]  # as many as there are
        with pytest.raises(StorageError, match="make room on the disk"):
            await desk.work()
        await limit(1_000_000)
        await desk.later(MINUTE)
        assert await states(desk) == {"sent"}
        assert len(desk.postbox.there) == 60

    async def test_a_failure_while_it_looks_for_more_is_not_overlooked(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its digest would stay in hand, and nobody would take it up."""
        failed, due = asyncio.Event(), desk.ledger.due
        subscriptions = [await desk.subscribe() for _ in range(2)]

        class Dispatcher:
            async def deliver(self, claim: Any) -> None:
                if claim.subscription.id == subscriptions[0].id:
                    return await desk.dispatcher.deliver(claim)
                await looking.wait()
                failed.set()
                raise StorageError("cannot use the database: away")

        looking = asyncio.Event()

        async def look(*arguments: Any) -> Any:
            found = await due(*arguments)
            if not found:
                looking.set()
                await failed.wait()
                await asyncio.sleep(0)
            return found

        monkeypatch.setattr(desk.ledger, "due", look)
        assert await desk.courier.sit_down()
        with pytest.raises(StorageError):
            await desk.courier.work(Dispatcher())
        monkeypatch.undo()
        await desk.work()
        assert await states(desk) == {"sent"}

    async def test_the_chair_lost_while_claiming_ends_the_work(self, desk: Desk) -> None:
        await desk.subscribe()
        assert await desk.courier.sit_down()
        desk.clock.now += timedelta(seconds=LEASE)
        assert await desk.ledger.take_chair("another", LEASE)
        with pytest.raises(ClaimLost):
            await desk.courier.work(desk.dispatcher)
        assert desk.courier.token is None
        assert desk.postbox.asked == []


async def test_leaving_in_the_middle_leaves_all_to_the_next(desk: Desk) -> None:
    subscription = await desk.subscribe()
    started = asyncio.Event()

    async def wait() -> None:
        started.set()
        await asyncio.Event().wait()

    desk.postbox.plan = [wait]
    working = asyncio.create_task(desk.work())
    await started.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await desk.courier.leave()
    assert not desk.courier._under_way
    desk.restart()
    await desk.work()
    assert (await desk.latest(subscription)).state == "sent"
    assert len(desk.postbox.there) == 1


class TestStepping:
    """A day of minutes around each change of the clocks, with the ledger and all: each occurrence comes once."""

    @pytest.mark.parametrize(
        ("zone", "at", "start", "keys"),
        [
            ("Europe/Paris", "2:30", "2026-03-28T00:00", ["2026-03-28T02:30", "2026-03-29T02:30"]),
            ("Europe/Paris", "2:30", "2026-10-24T00:00", ["2026-10-24T02:30", "2026-10-25T02:30"]),
            ("America/New_York", "2:30", "2026-03-07T05:00", ["2026-03-07T02:30", "2026-03-08T02:30"]),
            ("America/New_York", "1:30", "2026-10-31T05:00", ["2026-10-31T01:30", "2026-11-01T01:30"]),
            ("Australia/Lord_Howe", "2:15", "2026-10-02T13:00", ["2026-10-03T02:15", "2026-10-04T02:15"]),
            ("Australia/Lord_Howe", "1:45", "2026-04-03T13:00", ["2026-04-04T01:45", "2026-04-05T01:45"]),
            ("UTC", "8:00", "2028-02-28T07:00", ["2028-02-28T08:00", "2028-02-29T08:00"]),
        ],
    )
    @pytest.mark.parametrize("set_back", [False, True])
    async def test_each_comes_once(
        self, desk: Desk, zone: str, at: str, start: str, keys: list[str], *, set_back: bool
    ) -> None:
        began = EIGHT.fromisoformat(f"{start}+00:00")
        desk.clock.set_to(began)
        cadence = Cadence(name="daily", time=parse_time(at), zone=zone)
        subscription = await desk.subscribe(
            cadence.next_after(began).at, cadence=cadence, created_at=began, options=ALWAYS
        )
        second = cadence.upcoming(began, 2)[1].at
        while desk.clock.now < began + timedelta(hours=40):
            desk.clock.set_to(desk.clock.now + timedelta(minutes=15))
            await desk.work()
            if set_back and desk.clock.now >= second:
                set_back = False
                desk.clock.set_to(desk.clock.now - timedelta(hours=2))
        records = await desk.history(subscription)
        assert sorted(record.occurrence.key for record in records) == keys
        assert {record.state for record in records} == {"sent"}
        assert len(desk.postbox.there) == 2


async def test_a_schedule_that_cannot_be_read_costs_nobody_else_theirs(desk: Desk) -> None:
    lost, other = await desk.subscribe(), await desk.subscribe()
    schedule = {**lost.cadence.to_json(), "zone": "Europe/Gone"}
    statement = update(subscriptions).where(subscriptions.c.id == lost.id).values(schedule=schedule)
    async with desk.ledger._writing() as connection:
        await connection.execute(statement)
    with capture_logs() as logs:
        await desk.work()
    assert [each["subscription"] for each in logs if each["log_level"] == "error"] == [lost.id]
    assert [each.state for each in await desk.history(other)] == ["sent"]
    assert await desk.history(lost) == []
    aside = await desk.current(lost)
    assert (aside.standing, aside.trouble, aside.next_run_at) == ("suspended", "no-schedule", None)
    assert [(each.kind, each.reason) for each in await desk.told()] == [("suspended", "no-schedule")]
    # Its admin mends it.
    changed = await desk.ledger.change(aside, replace(aside, cadence=lost.cadence), None, None)
    assert changed
    assert await desk.ledger.resume(changed, desk.clock())
    await desk.work()
    assert [each.state for each in await desk.history(lost)] == ["sent"]

"""The move from the ledger of leases to that of couriers: nothing that was stored is lost on the way."""

import json
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.storage
from bot.digests.cadence import Cadence
from bot.digests.memory import Memory
from bot.digests.subscription import Options
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import NOW, POSTED, TOMORROW, Clock, begun, current, due, new_subscription, seated

MIGRATIONS = Path(bot.storage.__file__).with_name("migrations")
DAY = timedelta(days=1)
CADENCES = {
    1: Cadence(name="daily", time=time(8), zone="Europe/Paris"),
    2: Cadence(name="weekdays", time=time(23, 59), zone="UTC"),
    3: Cadence(name="weekly", time=time(8, 30), zone="Australia/Lord_Howe", weekday=0),
    5: Cadence(name="monthly", time=time(8), zone="Europe/Paris", day=0),
}


def stamp(days: float = 0) -> int:
    return int((NOW + days * DAY).timestamp() * 1000)


def rows_of_old() -> dict[str, list[dict[str, Any]]]:
    subscriptions = [
        {
            "id": number,
            "guild_id": 10**18 + number,
            "channel_id": 2 * 10**18 + number,
            "cadence": cadence.name,
            "time": cadence.time.isoformat("minutes"),
            "zone": cadence.zone,
            "weekday": cadence.weekday,
            "day": cadence.day,
            "topics": json.dumps(["openai", "intérêts"] if number == 1 else []),
            "language": "fr",
            "created_by": 3 * 10**18,
            "created_at": stamp(-9),
            "next_run_at": stamp(),
        }
        for number, cadence in CADENCES.items()
    ]
    occurrences = [
        occurrence(1, 1, -2, "sent"),
        occurrence(2, 1, -1, "sent"),
        occurrence(3, 2, -1, "failed", reason="Missing Access"),
        occurrence(4, 2, 0, "sending", finished=False),
        occurrence(6, 3, 0, "claimed", finished=False),
        occurrence(7, 5, -1, "nothing-new"),
    ]
    receipts = [
        {"occurrence_id": 1, "part": 0, "nonce": "n-1-0", "attempted_at": stamp(-2), "message_id": 71, "sent_at": 9},
        {"occurrence_id": 1, "part": 1, "nonce": "n-1-1", "attempted_at": stamp(-2), "message_id": 72, "sent_at": 9},
        {"occurrence_id": 2, "part": 0, "nonce": "n-2-0", "attempted_at": stamp(-1), "message_id": 73, "sent_at": 9},
        {"occurrence_id": 4, "part": 0, "nonce": "n-4-0", "attempted_at": stamp(), "message_id": None, "sent_at": None},
    ]
    seen = [
        {"subscription_id": owner, "card_id": card, "updated": updated}
        for owner in (1, 3)
        for card, updated in (("zoe", "2026-11-21"), ("ada", "2026-11-20"))
    ]
    return {"subscription": subscriptions, "occurrence": occurrences, "receipt": receipts, "seen": seen}


def occurrence(
    number: int, owner: int, days: float, state: str, *, reason: str | None = None, finished: bool = True
) -> dict[str, Any]:
    return {
        "id": number,
        "subscription_id": owner,
        "key": f"{(NOW + days * DAY).date()}T08:00",
        "due_at": stamp(days),
        "state": state,
        "token": 1,
        "claimed_at": stamp(days),
        "lease_until": None if finished or state == "sending" else stamp(days),
        "edition": "4f2a91c",
        "content": json.dumps([{"blocks": []}]),
        "reason": reason,
        "finished_at": stamp(days) if finished else None,
    }


def to_revision_two(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0002")


async def fill(engine: AsyncEngine, rows: dict[str, list[dict[str, Any]]]) -> None:
    on_postgresql = engine.dialect.name == "postgresql"
    async with engine.begin() as connection:
        await connection.run_sync(to_revision_two)
        for table, each in rows.items():
            if not each:
                continue
            json_columns = {"topics", "content"} if on_postgresql else set()
            values = [f"CAST(:{name} AS json)" if name in json_columns else f":{name}" for name in each[0]]
            insert = f"INSERT INTO {table} ({', '.join(each[0])}) VALUES ({', '.join(values)})"  # noqa: S608
            await connection.execute(text(insert), each)
        # One was deleted since: its id is the highest that was ever given out.
        last = (
            "SELECT setval('subscription_id_seq', 40)"
            if on_postgresql
            else "UPDATE sqlite_sequence SET seq = 40 WHERE name = 'subscription'"
        )
        await connection.execute(text(last))
        await connection.execute(text("INSERT INTO setting (key, value) VALUES ('commands', 'abc')"))


@pytest.fixture
async def moved(database_url: str, clock: Clock) -> Any:
    engine = await open_database(database_url)
    await fill(engine, rows_of_old())
    await migrate(engine)
    yield SqlLedger(engine, clock)
    await engine.dispose()


async def test_subscriptions_are_what_they_were(moved: SqlLedger) -> None:
    for number, cadence in CADENCES.items():
        subscription = await current(moved, number)
        assert (subscription.cadence, subscription.language) == (cadence, "fr")
        assert (subscription.place.guild_id, subscription.place.channel_id) == (10**18 + number, 2 * 10**18 + number)
        assert (subscription.place.kind, subscription.options) == ("text", Options())
        assert (subscription.created_by, subscription.created_at) == (3 * 10**18, NOW - 9 * DAY)
        assert (subscription.next_run_at, subscription.since) == (NOW, NOW - 9 * DAY)
        assert (subscription.standing, subscription.revision, subscription.told) == ("active", 0, None)
    assert (await current(moved, 1)).topics == ("openai", "intérêts")
    assert await moved.setting("commands") == "abc"


async def test_what_they_have_received_is_known(moved: SqlLedger) -> None:
    known = Memory({"ada": "2026-11-20", "zoe": "2026-11-21"})
    assert (await current(moved, 1)).memory == (await current(moved, 3)).memory == known.name
    assert await moved.memory(known.name) == known
    assert (await current(moved, 2)).memory is None
    assert [(await current(moved, number)).number for number in CADENCES] == [2, 0, 0, 0]


async def test_the_history_is_there(moved: SqlLedger) -> None:
    latest, first = await moved.history(1, 9)
    assert (first.state, first.occurrence.key, first.occurrence.at) == ("sent", "2026-11-20T08:00", NOW - 2 * DAY)
    assert [(each.nonce, each.message_id, each.channel_id) for each in first.receipts] == [
        ("n-1-0", 71, 2 * 10**18 + 1),
        ("n-1-1", 72, 2 * 10**18 + 1),
    ]
    assert [each.message_id for each in latest.receipts] == [73]
    assert [each.state for each in await moved.history(5, 9)] == ["nothing-new"]


async def test_what_was_cut_off_may_have_arrived_and_is_not_sent_again(moved: SqlLedger) -> None:
    cut_off, failed = await moved.history(2, 9)
    assert (failed.state, failed.reason) == ("failed", "Missing Access")
    assert (cut_off.state, cut_off.finished_at) == ("uncertain", NOW)
    assert cut_off.reason
    token = await seated(moved)
    assert await moved.take_up(token, TOMORROW, 10) == ()
    assert await moved.claim(token, [due(await current(moved, 2))], NOW) == ()


async def test_what_was_only_claimed_is_claimed_again(moved: SqlLedger) -> None:
    assert await moved.history(3, 9) == ()
    (claim,) = await moved.claim(await seated(moved), [due(await current(moved, 3))], NOW)
    await begun(moved, claim)
    await moved.complete(claim, 0, POSTED, TOMORROW, publish=False)


async def test_ids_go_on_counting(moved: SqlLedger) -> None:
    """Also past one that was deleted: nonces are made of them."""
    assert (await moved.add(new_subscription(), NOW)).id == 41
    claims = await moved.claim(await seated(moved), [due(await current(moved, 3))], NOW)
    assert [claim.id for claim in claims] == [8]


async def test_an_empty_database_moves_too(database_url: str) -> None:
    engine = await open_database(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(to_revision_two)
    await migrate(engine)
    assert (await SqlLedger(engine).add(new_subscription(), NOW)).id == 1
    await engine.dispose()

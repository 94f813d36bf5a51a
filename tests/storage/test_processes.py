"""Several processes on one database."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.ledger import SqlLedger
from tests.storage import claimant
from tests.storage.support import NOW, added, claimed

ROOT = Path(__file__).parents[2]

# A database in memory belongs to one process.
shared = pytest.mark.parametrize("database_url", ["sqlite-file", "postgresql"], indirect=True)


async def start(url: str) -> Process:
    """Start a claimant and wait until it has opened the database."""
    command = [sys.executable, "-m", claimant.__name__, url]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert process.stdout
    if await process.stdout.readline() != b"ready\n":
        pytest.fail((await process.communicate())[1].decode())
    return process


async def finish(process: Process) -> list[int]:
    """Let a claimant go, and return what it has claimed."""
    output, errors = await process.communicate(b"go\n")
    assert process.returncode == 0, errors.decode()
    return [int(line) for line in output.split()]


@shared
async def test_each_occurrence_is_claimed_by_one_of_them(ledger: SqlLedger, database_url: str) -> None:
    subscriptions = [await added(ledger) for _ in range(40)]
    processes = [await start(database_url) for _ in range(2)]
    taken = await asyncio.gather(*(finish(process) for process in processes))
    assert sorted(chain.from_iterable(taken)) == [subscription.id for subscription in subscriptions]
    assert await ledger.due(NOW, 100) == ()


@shared
async def test_of_those_that_start_together_one_makes_the_tables(database_url: str) -> None:
    """And the others wait for it, rather than making them again."""
    processes = [await start(database_url) for _ in range(2)]
    assert await asyncio.gather(*(finish(process) for process in processes)) == [[], []]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_takeover_waits_for_an_attempt_that_is_being_recorded(ledger: SqlLedger, engine: AsyncEngine) -> None:
    """PostgreSQL would otherwise judge by the row as it was before: two would hold one delivery."""
    claim = await claimed(ledger)
    async with engine.connect() as recording:
        await recording.exec_driver_sql("UPDATE occurrence SET state = 'sending'")
        later = NOW + 2 * claim.lease
        takeover = asyncio.create_task(ledger.claim(claim.subscription, claim.occurrence, later, claim.lease))
        await until_somebody_waits(engine)
        await recording.commit()
        assert await takeover is None


async def until_somebody_waits(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        while not (await connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
            await asyncio.sleep(0.01)

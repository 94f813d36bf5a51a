"""Several processes on one database."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from itertools import chain
from pathlib import Path

import pytest

from bot.storage.ledger import SqlLedger
from tests.storage import claimant
from tests.storage.support import NOW, added

ROOT = Path(__file__).parents[2]

# A database in memory belongs to one process.
shared = pytest.mark.parametrize("database_url", ["sqlite-file", "postgresql"], indirect=True)


async def start(url: str, name: str) -> Process:
    """Start a claimant and wait until it has opened the database."""
    command = [sys.executable, "-m", claimant.__name__, url, name]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert process.stdout
    if await process.stdout.readline() != b"ready\n":
        pytest.fail((await process.communicate())[1].decode())
    return process


async def finish(process: Process) -> list[int]:
    """Let a claimant go, and return what it has delivered."""
    output, errors = await process.communicate(b"go\n")
    assert process.returncode == 0, errors.decode()
    return [int(line) for line in output.split()]


@shared
async def test_each_occurrence_is_delivered_by_one_of_them(ledger: SqlLedger, database_url: str) -> None:
    subscriptions = [await added(ledger) for _ in range(40)]
    processes = [await start(database_url, name) for name in ("first", "second")]
    delivered = await asyncio.gather(*(finish(process) for process in processes))
    assert sorted(chain.from_iterable(delivered)) == [subscription.id for subscription in subscriptions]
    assert await ledger.due(NOW, 100) == ()
    for subscription in subscriptions:
        assert [record.state for record in await ledger.history(subscription.id, 9)] == ["sent"]


@shared
async def test_of_those_that_start_together_one_makes_the_tables(database_url: str) -> None:
    """And the others wait for it, rather than making them again."""
    processes = [await start(database_url, name) for name in ("first", "second")]
    assert await asyncio.gather(*(finish(process) for process in processes)) == [[], []]

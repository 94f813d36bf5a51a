"""What servers' admins chose: the same on every database."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.readers import Servers
from bot.storage.servers import SqlServers
from tests.storage.support import Clock

OURS, OTHERS = 1_111_111_111_111_111_111, 2


@pytest.fixture
def servers(engine: AsyncEngine, clock: Clock) -> SqlServers:
    return SqlServers(engine, clock)


def test_the_servers_are_what_the_commands_ask_for(servers: SqlServers) -> None:
    port: Servers = servers  # the type checker has the last word
    assert port is servers


async def test_answers_are_private_unless_somebody_chose_otherwise(servers: SqlServers) -> None:
    await servers.answer_publicly(OTHERS, publicly=True)
    assert not servers.answers_publicly(OURS)
    assert not servers.answers_publicly(None)


async def test_the_last_choice_counts_at_once_and_after_a_restart(
    servers: SqlServers, engine: AsyncEngine, clock: Clock
) -> None:
    other = SqlServers(engine, clock)
    for publicly in (True, False, True):
        await servers.answer_publicly(OURS, publicly=publicly)
        await other.load()
        assert servers.answers_publicly(OURS) is other.answers_publicly(OURS) is publicly
        assert not other.answers_publicly(OTHERS)

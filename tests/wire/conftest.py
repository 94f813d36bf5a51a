"""A loopback Discord for each test, and unmodified discord.py connected to it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import discord
import pytest

from tests.wire.loopback import TOKEN, LoopbackDiscord, loopback_discord


@pytest.fixture
async def wire() -> AsyncIterator[LoopbackDiscord]:
    # The path of a Unix socket has room for some hundred bytes, and pytest's folders may be deeper.
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        async with loopback_discord(Path(folder)) as loopback:
            yield loopback
            assert (await loopback.order("health"))["violations"] == [], "what was sent is not what Discord describes"


class Client(discord.AutoShardedClient):
    """discord.py as it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            connector=aiohttp.UnixConnector(str(path)),
            guild_ready_timeout=0.1,
            chunk_guilds_at_startup=False,
        )
        self.came = asyncio.Event()
        self.resumes = 0

    async def on_ready(self) -> None:
        self.came.set()

    async def on_shard_resumed(self, _shard: int) -> None:
        self.resumes += 1
        self.came.set()


@pytest.fixture
async def client(wire: LoopbackDiscord) -> AsyncIterator[Client]:
    """A client that is logged in, but has no gateway yet."""
    client = Client(wire.path)
    async with client:
        await client.login(TOKEN)
        yield client


@pytest.fixture
async def connected(client: Client) -> AsyncIterator[Client]:
    running = asyncio.create_task(client.connect())
    await asyncio.wait_for(client.came.wait(), 20)
    client.came.clear()
    yield client
    await client.close()
    await running

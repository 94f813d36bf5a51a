"""Letters to send, and what became of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord

from bot.delivery.api import Patience
from bot.delivery.sender import DiscordSender
from bot.digests.ports import Letter
from bot.digests.subscription import Place
from bot.presentation.sheet import Link, Sheet
from tests.wire.loopback import LoopbackDiscord

PART = Sheet(0x3B82C4, ("**Ada**", "An engine that weaves algebra."), (Link("Ada", "ada"),)).to_json()
OTHER = Sheet(0x3B82C4, ("**Grace**",)).to_json()

# As long as a loopback needs, and a little more than the second after which discord.py would try again by itself.
IMPATIENT = Patience(answer=1.5, pause=0.01)


def letter(nonce: str = "n", **fields: Any) -> Letter:
    return Letter(**{"part": PART, "imprint": "No 12 · edition 4f2a91c", "nonce": nonce, **fields})


async def place_in(wire: LoopbackDiscord, kind: Any = "text", flags: int = 0) -> Place:
    """Return a place in a new server."""
    number = {"text": 0, "announcement": 5, "thread": 0, "forum": 15}[kind]
    guild = await wire.order("guild", name="A", kind=number, flags=flags)
    channel = guild["channels"][0]
    if kind == "thread":
        channel = await wire.order("thread", channel=channel)
    return Place(guild_id=guild["id"], channel_id=channel, kind=kind)


async def nonces(wire: LoopbackDiscord) -> list[str | None]:
    """Return the nonces of all that the bot has posted, in order."""
    return [message["nonce"] for message in await wire.order("messages")]


def client_of(path: Path) -> discord.AutoShardedClient:
    """Return a client that connects to the loopback at ``path``."""
    return discord.AutoShardedClient(
        intents=discord.Intents(guilds=True),
        connector=aiohttp.UnixConnector(str(path)),
        guild_ready_timeout=0.1,
        chunk_guilds_at_startup=False,
        max_messages=None,
    )


@asynccontextmanager
async def sender_for(path: Path, token: str, **options: Any) -> AsyncIterator[DiscordSender]:
    """Log in without a gateway, and yield a sender."""
    async with client_of(path) as client:
        await client.login(token)
        yield DiscordSender(client, **options)

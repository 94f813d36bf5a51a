"""What a message costs once many channels have had one, and a command meanwhile: ``python -m tests.bench.sending``.

The real bot, over the real client, before a Discord in a process of its own. ``floor`` figures are those of bare
discord.py, which sends the same messages and answers a command with a constant.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from bot.bootstrap import application
from bot.client import DepecheClient
from bot.delivery.sender import DiscordSender
from bot.digests.subscription import Place
from bot.presentation.components import view_of
from bot.presentation.sheet import Sheet
from bot.settings import DEFAULT_FILE, Data, Database, load_settings
from tests.bench.handling import payload
from tests.wire.letters import PART, letter
from tests.wire.loopback import TOKEN, LoopbackDiscord, loopback_discord

CHANNELS = 15_000
_MEASURED = 1_000  # messages at the start, and at the end
_COMMANDS = 300
_AT_ONCE = 20
_UNBOUND = 1_000_000

Send = Callable[[int], Awaitable[Any]]


async def main(channels: int) -> None:
    with tempfile.TemporaryDirectory(prefix="wire-") as name:
        folder = Path(name)
        async with loopback_discord(folder) as wire, _bot(folder, wire) as client:
            await wire.order("global_limit", most=_UNBOUND)
            guild = (await wire.order("guild", name="Many", channels=channels + 4 * _MEASURED, told=False))["channels"]
            fast = DiscordSender(client, pace=_UNBOUND)

            async def ours(channel: int) -> None:
                await fast.send(Place(guild_id=1, channel_id=channel), letter(f"to {channel}"))

            figures = await _growing(ours, guild[:channels])
            figures |= await _answering(wire, client, guild[channels:])
            http = client.http
            figures["buckets"] = len(http._buckets)

            async def bare(channel: int) -> None:
                await client.get_partial_messageable(channel).send(
                    view=view_of(Sheet.from_json(PART)), nonce=str(channel)
                )

            floor = await _growing(bare, guild[:channels])
            figures |= {f"floor_{name}": value for name, value in floor.items()}
    sys.stdout.write(json.dumps(figures) + "\n")


@asynccontextmanager
async def _bot(folder: Path, wire: LoopbackDiscord) -> Any:
    settings = load_settings(DEFAULT_FILE, {})
    url = f"sqlite+aiosqlite:///{folder}/depeche.db"
    async with application(replace(settings, data=Data(folder=folder), database=Database(url=url))) as app:
        client = app.client
        client.http.connector = aiohttp.UnixConnector(str(wire.path), limit=200)
        async with client:
            await client.login(TOKEN)
            running = asyncio.create_task(client.connect())
            await asyncio.wait_for(client.connected.wait(), 60)
            yield client
            await client.close()
            await running


async def _growing(send: Send, channels: Sequence[int]) -> dict[str, float]:
    """Send to one new channel after another; milliseconds of CPU for each, at the start and at the end."""
    first = await _cost(send, channels[:_MEASURED])
    await _all(send, channels[_MEASURED:-_MEASURED])
    last = await _cost(send, channels[-_MEASURED:])
    return {"start": first, "end": last, "ratio": last / first}


async def _cost(send: Send, channels: Sequence[int]) -> float:
    began = time.process_time()
    await _all(send, channels)
    return (time.process_time() - began) / len(channels) * 1_000


async def _all(send: Send, channels: Sequence[int]) -> None:
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(channel: int) -> None:
        async with room:
            await send(channel)

    await asyncio.gather(*map(one, channels))


async def _answering(wire: LoopbackDiscord, client: DepecheClient, channels: Sequence[int]) -> dict[str, float]:
    """Ask commands while nothing is sent, and while messages go out at the usual pace to new channels."""
    await _ask(wire, 30)
    idle = await _ask(wire, _COMMANDS)
    paced, left = DiscordSender(client), iter(channels)

    async def keep_sending() -> None:
        async def one(channel: int) -> None:
            await paced.send(Place(guild_id=1, channel_id=channel), letter(f"to {channel}"))

        while batch := list(itertools.islice(left, _AT_ONCE)):
            await asyncio.gather(*map(one, batch))

    sending = asyncio.create_task(keep_sending())
    busy = await _ask(wire, _COMMANDS)
    assert not sending.done(), "the messages were sent before the commands were asked"
    sending.cancel()
    return {"idle_p50": idle["p50"], "idle_p99": idle["p99"], "busy_p50": busy["p50"], "busy_p99": busy["p99"]}


async def _ask(wire: LoopbackDiscord, times: int) -> Mapping[str, float]:
    """Ask for a card again and again, a while apart; milliseconds until Discord has the answer."""
    took = []
    for _ in range(times):
        asked = json.loads(payload("who", {"person": "Sam Altman"}))
        # In private, since the server of ``payload`` is not one that this Discord knows.
        del asked["guild_id"]
        asked |= {"user": asked.pop("member")["user"], "context": 1}
        token = (await wire.order("interaction", payload=asked))["token"]
        async with asyncio.timeout(10):
            while (answered := (await wire.order("took", token=token))) is None:
                await asyncio.sleep(0.01)
        took.append(answered * 1_000)
        await asyncio.sleep(0.02)
    return {"p50": statistics.median(took), "p99": statistics.quantiles(took, n=100)[-1]}


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else CHANNELS))

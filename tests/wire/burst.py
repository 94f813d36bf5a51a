"""How fast messages go out under Discord's enforced limits: ``python -m tests.wire.burst [MESSAGES]``.

``floor`` figures are those of bare discord.py, which is given all of them at once and left to its own ways.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.digests.subscription import Place
from bot.presentation.components import view_of
from bot.presentation.sheet import Sheet
from tests.wire.letters import PART, client_of, letter, sender_for
from tests.wire.loopback import TOKEN, LoopbackDiscord, loopback_discord

_MESSAGES = 1_500
_AT_ONCE = 100

Send = Callable[[int], Awaitable[Any]]


async def burst(wire: LoopbackDiscord, messages: int) -> Mapping[str, float]:
    """Send to so many channels that never got anything; return the messages a second, the 429s, the failures."""
    async with sender_for(wire.path, TOKEN) as sender:

        async def send(channel: int) -> None:
            await sender.send(Place(guild_id=1, channel_id=channel), letter(f"to {channel}"))

        return await _measured(wire, send, messages, _AT_ONCE)


async def free(wire: LoopbackDiscord, messages: int) -> Mapping[str, float]:
    """Do the same with bare discord.py."""
    async with client_of(wire.path) as client:
        await client.login(TOKEN)

        async def send(channel: int) -> None:
            await client.get_partial_messageable(channel).send(view=view_of(Sheet.from_json(PART)))

        return await _measured(wire, send, messages, messages)


async def _measured(wire: LoopbackDiscord, send: Send, messages: int, at_once: int) -> Mapping[str, float]:
    guild = await wire.order("guild", name="Many", channels=messages)
    room = asyncio.Semaphore(at_once)

    async def one(channel: int) -> None:
        async with room:
            await send(channel)

    began = time.monotonic()
    outcomes = await asyncio.gather(*map(one, guild["channels"]), return_exceptions=True)
    took = time.monotonic() - began
    received, tally = await wire.order("received"), await wire.order("tally")
    return {
        "messages": len(received),
        "a_second": len(received) / took,
        "429s": tally.get("POST 429", 0),
        "failures": sum(isinstance(outcome, BaseException) for outcome in outcomes),
        "doubled": sum(len(each) - 1 for each in received.values()),
    }


@asynccontextmanager
async def _new_discord() -> AsyncIterator[LoopbackDiscord]:
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        async with loopback_discord(Path(folder)) as wire:
            yield wire


async def main(messages: int) -> None:
    async with _new_discord() as wire:
        figures = dict(await burst(wire, messages))
    async with _new_discord() as wire:
        figures |= {f"floor_{name}": figure for name, figure in (await free(wire, messages)).items()}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else _MESSAGES))

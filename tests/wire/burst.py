"""How fast messages go out under Discord's enforced limits: ``python -m tests.wire.burst [MESSAGES]``."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bot.digests.subscription import Place
from tests.wire.letters import letter, sender_for
from tests.wire.loopback import TOKEN, LoopbackDiscord, loopback_discord

_AT_ONCE = 100


async def burst(wire: LoopbackDiscord, messages: int) -> Mapping[str, float]:
    """Send to so many channels that never got anything; return the messages a second, the 429s, the failures."""
    guild = await wire.order("guild", name="Many", channels=messages)
    room = asyncio.Semaphore(_AT_ONCE)
    async with sender_for(wire.path, TOKEN) as sender:

        async def send(channel: int) -> None:
            async with room:
                await sender.send(Place(guild_id=guild["id"], channel_id=channel), letter(f"to {channel}"))

        began = time.monotonic()
        outcomes = await asyncio.gather(*map(send, guild["channels"]), return_exceptions=True)
        took = time.monotonic() - began
    received, tally = await wire.order("received"), await wire.order("tally")
    return {
        "messages": len(received),
        "a second": round(messages / took, 2),
        "429s": tally.get("POST 429", 0),
        "failures": sum(outcome is not None for outcome in outcomes),
        "doubled": sum(len(each) - 1 for each in received.values()),
    }


async def main() -> None:
    messages = int(sys.argv[1]) if sys.argv[1:] else 1_500
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        async with loopback_discord(Path(folder)) as wire:
            sys.stdout.write(json.dumps(await burst(wire, messages)) + "\n")


if __name__ == "__main__":
    asyncio.run(main())

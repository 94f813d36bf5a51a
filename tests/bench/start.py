"""From nothing to ready in the simulated Discord, with the real cards. The floor is a client without commands."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import discord
import simcord

from bot.bootstrap import application
from bot.settings import DEFAULT_FILE, Data, Database, load_settings


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(
            load_settings(DEFAULT_FILE, {}),
            data=Data(folder=folder),
            database=Database(url=f"sqlite+aiosqlite:///{folder}/depeche.db"),
        )
        start = time.process_time()
        async with application(settings) as app, simcord.run(app.client, shard_count=1):
            await app.client.connected.wait()
            seconds = time.process_time() - start
    start = time.process_time()
    async with simcord.run(discord.AutoShardedClient(intents=discord.Intents.none()), shard_count=1):
        floor = time.process_time() - start
    print(json.dumps({"seconds": seconds, "floor": floor}))


if __name__ == "__main__":
    asyncio.run(main())

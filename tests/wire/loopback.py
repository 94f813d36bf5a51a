"""A test's hand on the loopback Discord: starts it, steers it, reads what it recorded."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.wire.server import TOKEN

__all__ = ["TOKEN", "LoopbackDiscord", "loopback_discord"]

ROOT = Path(__file__).parents[2]


class LoopbackDiscord:
    """The Discord that listens on the Unix socket ``path``."""

    def __init__(self, path: Path, session: aiohttp.ClientSession) -> None:
        self.path = path
        self._session = session

    async def order(self, order: str, **arguments: Any) -> Any:
        """Have something done; see the methods ``order_...`` of tests.wire.server."""
        async with self._session.post(f"http://loopback/control/{order}", json=arguments) as response:
            response.raise_for_status()
            return await response.json()


@asynccontextmanager
async def loopback_discord(folder: Path) -> AsyncIterator[LoopbackDiscord]:
    """Run a loopback Discord in a process of its own; its socket lies in ``folder``, whose path must be short."""
    path = folder / "discord.sock"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.wire.server",
        str(path),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline(), "the loopback Discord did not start"
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session:
            yield LoopbackDiscord(path, session)
    finally:
        process.terminate()
        await process.wait()

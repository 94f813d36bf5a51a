"""What work does to the event loop and to memory, and the least that its disk asks for."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

_BREATH = 0.005  # seconds
_BETWEEN_WEIGHINGS = 0.5  # seconds
_COMMITTED = 300


@dataclass
class Watch:
    """How late the event loop was at worst, in seconds, and by how much memory had grown at most."""

    worst: float = 0.0
    megabytes: float = 0.0

    @classmethod
    async def over(cls, work: Awaitable[object]) -> Watch:
        watch, process = cls(), psutil.Process()
        before = process.memory_info().rss
        task = asyncio.ensure_future(work)
        weighed = 0.0
        while not task.done():
            began = time.perf_counter()
            await asyncio.sleep(_BREATH)
            now = time.perf_counter()
            watch.worst = max(watch.worst, now - began - _BREATH)
            if now > weighed + _BETWEEN_WEIGHINGS:
                weighed = now
                watch.megabytes = max(watch.megabytes, (process.memory_info().rss - before) / 1e6)
        await task
        return watch


def commits_a_second(path: Path) -> float:
    """Return how many digests a second could do no more than commit twice: before it is sent, and after."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE note (text TEXT)"):
            connection.execute(statement)
        began = time.perf_counter()
        for _ in range(2 * _COMMITTED):
            connection.execute("INSERT INTO note VALUES ('sent')")
        return _COMMITTED / (time.perf_counter() - began)

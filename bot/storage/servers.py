"""What servers' admins chose: few rows, held in memory so that no answer waits for the database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.storage.store import Store
from bot.storage.tables import servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlServers(Store):
    """The ``Servers`` of bot.readers. ``load`` first.

    What another process stores in the same database is seen once ``load`` is called again.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock)
        self._public: set[int] = set()
        # Memory follows the database in the order of the writes.
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read what admins have chosen so far. Raises StorageError."""
        async with self._changing, self._reading() as connection:
            self._public = set(await connection.scalars(select(servers.c.id).where(servers.c.public)))

    def answers_publicly(self, guild_id: int | None) -> bool:
        return guild_id in self._public

    async def answer_publicly(self, guild_id: int, *, publicly: bool) -> None:
        upsert = self._insert(servers).values(id=guild_id, public=publicly)
        upsert = upsert.on_conflict_do_update(index_elements=["id"], set_={"public": publicly})
        async with self._changing:
            async with self._writing() as connection:
                await connection.execute(upsert)
            (self._public.add if publicly else self._public.discard)(guild_id)

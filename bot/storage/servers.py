"""What servers' admins chose: few rows, held in memory so that no answer waits for the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.storage.store import Store
from bot.storage.tables import servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlServers(Store):
    """The ``Servers`` of bot.readers. ``load`` first."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock)
        self._public: set[int] = set()

    async def load(self) -> None:
        """Read what admins chose so far."""
        async with self._reading() as connection:
            self._public = set(await connection.scalars(select(servers.c.id).where(servers.c.public)))

    def answers_publicly(self, guild_id: int | None) -> bool:
        return guild_id in self._public

    async def answer_publicly(self, guild_id: int, *, publicly: bool) -> None:
        upsert = self._insert(servers).values(id=guild_id, public=publicly)
        async with self._writing() as connection:
            await connection.execute(upsert.on_conflict_do_update(index_elements=["id"], set_={"public": publicly}))
        (self._public.add if publicly else self._public.discard)(guild_id)

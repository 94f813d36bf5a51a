"""What members chose: few rows, held in memory so that no answer waits for the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.readers import NO_PREFERENCES, Preferences
from bot.storage.store import Store
from bot.storage.tables import members

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlMembers(Store):
    """The ``Members`` of bot.readers. ``load`` first."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock)
        self._chosen: dict[int, Preferences] = {}

    async def load(self) -> None:
        """Read what members chose so far."""
        chose = members.c.language.is_not(None) | members.c.zone.is_not(None)
        async with self._reading() as connection:
            rows = await connection.execute(select(members).where(chose))
            self._chosen = {row.id: Preferences(row.language, row.zone) for row in rows}

    def preferences(self, member_id: int) -> Preferences:
        return self._chosen.get(member_id, NO_PREFERENCES)

    async def choose(self, member_id: int, preferences: Preferences) -> None:
        await self._put(member_id, language=preferences.language, zone=preferences.zone)
        self._chosen[member_id] = preferences

    async def caught_up_at(self, member_id: int) -> datetime | None:
        async with self._reading() as connection:
            at: datetime | None = await connection.scalar(
                select(members.c.caught_up_at).where(members.c.id == member_id)
            )
            return at

    async def caught_up(self, member_id: int, at: datetime) -> None:
        await self._put(member_id, caught_up_at=at)

    async def forget(self, member_id: int) -> bool:
        async with self._writing() as connection:
            found = await connection.execute(delete(members).where(members.c.id == member_id))
        self._chosen.pop(member_id, None)
        return found.rowcount > 0

    async def _put(self, member_id: int, **columns: object) -> None:
        upsert = self._insert(members).values(id=member_id, **columns)
        async with self._writing() as connection:
            await connection.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=columns))

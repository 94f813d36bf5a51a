"""What members chose: few rows, held in memory so that no answer waits for the database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from bot.readers import NO_PREFERENCES, Known, Preferences
from bot.storage.store import Store
from bot.storage.tables import members, subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.cards.text import Language

# Who has asked to be forgotten. No member of Discord has it.
_NOBODY = 0
_ROWS_AT_ONCE = 1_000


class SqlMembers(Store):
    """The ``Members`` of bot.readers. ``load`` first.

    What another process stores in the same database is seen once ``load`` is called again.
    """

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock)
        self._chosen: dict[int, Preferences] = {}
        # Memory follows the database in the order of the writes.
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read what members have chosen so far. Raises StorageError."""
        chose = members.c.language.is_not(None) | members.c.zone.is_not(None)
        wanted = select(members.c.id, members.c.language, members.c.zone).where(chose)
        chosen: dict[int, Preferences] = {}
        async with self._changing, self._reading() as connection:
            rows = await connection.stream(wanted)
            # In parts, so that nobody's answer waits for all of them.
            async for part in rows.partitions(_ROWS_AT_ONCE):
                chosen |= {member_id: Preferences(language, zone) for member_id, language, zone in part}
            self._chosen = chosen

    def preferences(self, member_id: int) -> Preferences:
        return self._chosen.get(member_id, NO_PREFERENCES)

    async def choose_language(self, member_id: int, language: Language | None) -> None:
        await self._choose(member_id, {"language": language})

    async def choose_zone(self, member_id: int, zone: str | None) -> None:
        await self._choose(member_id, {"zone": zone})

    async def known(self, member_id: int) -> Known:
        async with self._reading() as connection:
            return await _known(connection, member_id)

    async def caught_up_at(self, member_id: int) -> datetime | None:
        async with self._reading() as connection:
            at: datetime | None = await connection.scalar(
                select(members.c.caught_up_at).where(members.c.id == member_id)
            )
            return at

    async def caught_up(self, member_id: int, at: datetime, *, stranger: bool) -> None:
        forward = members.c.caught_up_at.is_(None) | (members.c.caught_up_at < at)
        async with self._writing() as connection:
            if stranger:
                upsert = self._insert(members).values(id=member_id, caught_up_at=at)
                await connection.execute(
                    upsert.on_conflict_do_update(index_elements=["id"], set_={"caught_up_at": at}, where=forward)
                )
            else:
                its_row = update(members).where(members.c.id == member_id, forward)
                await connection.execute(its_row.values(caught_up_at=at))

    async def forget(self, member_id: int) -> Known:
        async with self._changing:
            async with self._writing() as connection:
                known = await _known(connection, member_id)
                await connection.execute(delete(members).where(members.c.id == member_id))
                # A digest belongs to its server, and goes on.
                theirs = subscriptions.c.created_by == member_id
                await connection.execute(update(subscriptions).where(theirs).values(created_by=_NOBODY))
            self._chosen.pop(member_id, None)
        return known

    async def _choose(self, member_id: int, choice: dict[str, str | None]) -> None:
        upsert = self._insert(members).values(id=member_id, **choice)
        upsert = upsert.on_conflict_do_update(index_elements=["id"], set_=choice)
        async with self._changing:
            async with self._writing() as connection:
                row = (await connection.execute(upsert.returning(members))).one()
                if _says_nothing(row):
                    await connection.execute(delete(members).where(members.c.id == member_id))
            self._chosen[member_id] = Preferences(row.language, row.zone)
            if self._chosen[member_id] == NO_PREFERENCES:
                del self._chosen[member_id]


async def _known(connection: AsyncConnection, member_id: int) -> Known:
    row = (await connection.execute(select(members).where(members.c.id == member_id))).one_or_none()
    digests = select(func.count()).select_from(subscriptions).where(subscriptions.c.created_by == member_id)
    created = await connection.scalar(digests) or 0
    if row is None:
        return Known(digests=created)
    return Known(Preferences(row.language, row.zone), row.caught_up_at, created)


def _says_nothing(row: Row[Any]) -> bool:
    return row.language is None and row.zone is None and row.caught_up_at is None

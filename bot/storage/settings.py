"""Small things to remember from one start to the next, such as which commands Discord was last told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.storage.store import Store
from bot.storage.tables import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncConnection


class Settings(Store):
    """Texts by key."""

    async def setting(self, key: str) -> str | None:
        async with self._reading() as connection:
            return await setting(connection, key)

    async def put_setting(self, key: str, value: str) -> None:
        async with self._writing() as connection:
            await put_setting(self._insert, connection, key, value)


async def setting(connection: AsyncConnection, key: str) -> str | None:
    """Return what was stored under ``key``, as part of the transaction of ``connection``."""
    value: str | None = await connection.scalar(select(settings.c.value).where(settings.c.key == key))
    return value


async def put_setting(insert: Callable[[Any], Any], connection: AsyncConnection, key: str, value: str) -> None:
    """Store ``value``, as part of the transaction of ``connection``; ``insert`` is ``Store._insert``."""
    upsert = insert(settings).values(key=key, value=value)
    await connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

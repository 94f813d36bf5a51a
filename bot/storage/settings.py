"""Small things to remember from one start to the next, such as which commands Discord was last told of."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage.store import Store
from bot.storage.tables import settings


class Settings(Store):
    """Texts by key."""

    async def setting(self, key: str) -> str | None:
        async with self._reading() as connection:
            value: str | None = await connection.scalar(select(settings.c.value).where(settings.c.key == key))
            return value

    async def put_setting(self, key: str, value: str) -> None:
        upsert = self._insert(settings).values(key=key, value=value)
        async with self._writing() as connection:
            await connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

"""Counts what was looked for in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.cards.text import fold
from bot.readers import Miss
from bot.storage.store import Store
from bot.storage.tables import misses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.schema import Kind

# One reader's slip of the finger is nobody's business; what several asked for is a card to write.
_THRESHOLD = 3
_LONGEST = 100


class SqlMisses(Store):
    """The ``Misses`` of bot.readers."""

    async def missed(self, query: str, kind: Kind | None) -> None:
        asked = fold(query)[:_LONGEST]
        if not asked:
            return
        now = self._clock()
        insert = self._insert(misses).values(query=asked, kind=kind or "", times=1, last_at=now)
        once_more = {"times": misses.c.times + 1, "last_at": now}
        async with self._writing() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["query", "kind"], set_=once_more))

    async def wanted(self, limit: int) -> Sequence[Miss]:
        often = select(misses).where(misses.c.times >= _THRESHOLD)
        async with self._reading() as connection:
            rows = await connection.execute(often.order_by(misses.c.times.desc(), misses.c.query).limit(limit))
            return [Miss(row.query, row.kind or None, row.times) for row in rows]

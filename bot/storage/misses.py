"""Counts what was looked for in vain: without a trace of whom by, not for ever, and not without bounds."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_, update

from bot.cards.text import fold
from bot.readers import Miss
from bot.storage.store import Store
from bot.storage.tables import misses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.cards.schema import Kind

# One reader's slip of the finger is nobody's business; what was asked several times is a card to write.
_THRESHOLD = 3
_LONGEST = 100  # characters
_SLIPS_ARE_KEPT = timedelta(days=30)
# Once there is a card, nobody misses it any more, and the wish fades away as well.
_WISHES_ARE_KEPT = timedelta(days=180)
# Somebody who types at random shall not fill the disk, nor have us count the rows at every word.
_MOST_ROWS = 10_000
_ROWS_FREED_AT_ONCE = 100
# A mention of somebody is typed as their id: Discord's ids have 17 digits at least.
_ID = re.compile(r"\d{15,}")


class SqlMisses(Store):
    """The ``Misses`` of bot.readers."""

    async def missed(self, query: str, kind: Kind | None) -> None:
        asked = " ".join(_ID.sub(" ", fold(query)).split())[:_LONGEST].rstrip()
        if not asked:
            return
        now = self._clock()
        this = (misses.c.query == asked) & (misses.c.kind == (kind or ""))
        once_more = {"times": misses.c.times + 1, "last_at": now}
        insert = self._insert(misses).values(query=asked, kind=kind or "", times=1, last_at=now)
        async with self._writing() as connection:
            await connection.execute(delete(misses).where(self._faded()))
            counted = await connection.execute(update(misses).where(this).values(once_more))
            if not counted.rowcount:
                await _make_room(connection)
                # Another process may have been quicker.
                await connection.execute(insert.on_conflict_do_update(index_elements=["query", "kind"], set_=once_more))

    async def wanted(self, limit: int) -> Sequence[Miss]:
        often = select(misses).where(misses.c.times >= _THRESHOLD, ~self._faded())
        often = often.order_by(misses.c.times.desc(), misses.c.query, misses.c.kind).limit(limit)
        async with self._reading() as connection:
            return [Miss(row.query, row.kind or None, row.times) for row in await connection.execute(often)]

    def _faded(self) -> ColumnElement[bool]:
        """What nobody has looked for in a long time; found through the index on ``last_at``."""
        now = self._clock()
        slip = misses.c.times < _THRESHOLD
        return (misses.c.last_at < now - _SLIPS_ARE_KEPT) & (slip | (misses.c.last_at < now - _WISHES_ARE_KEPT))


async def _make_room(connection: AsyncConnection) -> None:
    """Let go of what was looked for least, and longest ago, when there are too many."""
    if (await connection.scalar(select(func.count()).select_from(misses)) or 0) < _MOST_ROWS:
        return
    key = (misses.c.query, misses.c.kind)
    least = select(*key).order_by(misses.c.times, misses.c.last_at).limit(_ROWS_FREED_AT_ONCE)
    await connection.execute(delete(misses).where(tuple_(*key).in_(least)))

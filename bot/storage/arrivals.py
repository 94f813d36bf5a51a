"""Since when each card has stood as it does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, text, update

from bot.readers import NO_NEWS, Arrival, News
from bot.storage.store import Store
from bot.storage.tables import Instant, arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncConnection

# Rows, so that nobody's answer waits for all of them: this many take some milliseconds.
_AT_ONCE = 250
_SECOND = timedelta(seconds=1)
_GONE = ""  # the `updated` of a card that has left: whatever comes again is later
_LATEST = select(func.max(arrivals.c.at, type_=Instant))


class SqlArrivals(Store):
    """The ``Arrivals`` of bot.readers.

    A card that has left keeps its row, so that its instant is never given out again.
    """

    async def note(self, cards: Mapping[str, str], at: datetime) -> None:
        async with self._writing() as connection:
            await self._alone(connection)
            known = await _known(connection)
            changed = {card: updated for card, updated in cards.items() if updated > known.get(card, _GONE)}
            latest = await connection.scalar(_LATEST)
            instant = max(_up_to_the_second(at), latest + _SECOND) if latest else _up_to_the_second(at)
            came = {card for card in changed if not known.get(card)}
            left = [card for card, updated in known.items() if updated and card not in cards]
            await self._came({card: changed[card] for card in came}, instant, connection)
            await _changed({card: changed[card] for card in changed.keys() - came}, instant, connection)
            await _left(left, connection)

    async def latest(self) -> datetime | None:
        async with self._reading() as connection:
            at: datetime | None = await connection.scalar(_LATEST)
            return at

    async def between(self, since: datetime, until: datetime, limit: int) -> News:
        if since >= until:
            return NO_NEWS
        wanted = (
            select(arrivals.c.card_id, arrivals.c.came_at, arrivals.c.at, func.count().over())
            .where(arrivals.c.at > since, arrivals.c.at <= until, arrivals.c.updated != _GONE)
            .order_by(arrivals.c.at.desc(), arrivals.c.card_id)
            .limit(limit)
        )
        async with self._reading() as connection:
            rows = (await connection.execute(wanted)).all()
        count = rows[0][-1] if rows else 0
        return News(tuple(Arrival(card_id, came_at, at) for card_id, came_at, at, _ in rows), count)

    async def _alone(self, connection: AsyncConnection) -> None:
        """Let no other process note until this transaction ends, or a later instant could be seen before this one.

        In SQLite there is never more than one that writes. Those who read are not held up.
        """
        if self._engine.dialect.name == "postgresql":
            await connection.execute(text("LOCK TABLE arrival IN SHARE ROW EXCLUSIVE MODE"))

    async def _came(self, cards: Mapping[str, str], at: datetime, connection: AsyncConnection) -> None:
        if cards:
            insert = self._insert(arrivals)
            new = {name: insert.excluded[name] for name in ("updated", "came_at", "at")}
            rows = [{"card_id": card, "updated": cards[card], "came_at": at, "at": at} for card in sorted(cards)]
            await _in_parts(insert.on_conflict_do_update(index_elements=["card_id"], set_=new), rows, connection)


async def _known(connection: AsyncConnection) -> dict[str, str]:
    """Return the ``updated`` of every card that was ever noted."""
    known: dict[str, str] = {}
    rows = await connection.stream(select(arrivals.c.card_id, arrivals.c.updated))
    async for part in rows.partitions(_AT_ONCE):
        known |= {card_id: updated for card_id, updated in part}  # noqa: C416  (a Row is no pair for dict())
        await asyncio.sleep(0)
    return known


async def _in_parts(statement: Executable, rows: Sequence[Mapping[str, Any]], connection: AsyncConnection) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        await connection.execute(statement, rows[start : start + _AT_ONCE])
        await asyncio.sleep(0)


async def _changed(cards: Mapping[str, str], at: datetime, connection: AsyncConnection) -> None:
    if cards:
        its_row = update(arrivals).where(arrivals.c.card_id == bindparam("card"))
        its_row = its_row.values(updated=bindparam("new"), at=bindparam("now"))
        rows = [{"card": card, "new": cards[card], "now": at} for card in sorted(cards)]
        await _in_parts(its_row, rows, connection)


async def _left(cards: Sequence[str], connection: AsyncConnection) -> None:
    if cards:
        its_row = update(arrivals).where(arrivals.c.card_id == bindparam("card")).values(updated=_GONE)
        await _in_parts(its_row, [{"card": card} for card in cards], connection)


def _up_to_the_second(at: datetime) -> datetime:
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + _SECOND

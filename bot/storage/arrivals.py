"""Since when each card has stood as it does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, text, update

from bot.readers import Arrival
from bot.storage.store import Store
from bot.storage.tables import Instant, arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

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
            rows = await connection.execute(select(arrivals.c.card_id, arrivals.c.updated))
            known = {card_id: updated for card_id, updated in rows}  # noqa: C416  (a Row is no pair for dict())
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

    async def between(self, since: datetime, until: datetime) -> Sequence[Arrival]:
        wanted = select(arrivals.c.card_id, arrivals.c.came_at, arrivals.c.at).where(
            arrivals.c.at > since, arrivals.c.at <= until, arrivals.c.updated != _GONE
        )
        async with self._reading() as connection:
            rows = await connection.execute(wanted.order_by(arrivals.c.at.desc(), arrivals.c.card_id))
            return [Arrival(card_id, came_at, at) for card_id, came_at, at in rows]

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
            await connection.execute(insert.on_conflict_do_update(index_elements=["card_id"], set_=new), rows)


async def _changed(cards: Mapping[str, str], at: datetime, connection: AsyncConnection) -> None:
    if cards:
        its_row = update(arrivals).where(arrivals.c.card_id == bindparam("card"))
        its_row = its_row.values(updated=bindparam("new"), at=bindparam("now"))
        await connection.execute(its_row, [{"card": card, "new": cards[card], "now": at} for card in sorted(cards)])


async def _left(cards: Sequence[str], connection: AsyncConnection) -> None:
    if cards:
        its_row = update(arrivals).where(arrivals.c.card_id == bindparam("card")).values(updated=_GONE)
        await connection.execute(its_row, [{"card": card} for card in cards])


def _up_to_the_second(at: datetime) -> datetime:
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + _SECOND

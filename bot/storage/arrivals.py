"""Since when each card has stood as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.store import Store
from bot.storage.tables import arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class SqlArrivals(Store):
    """The ``Arrivals`` of bot.readers."""

    async def note(self, cards: Mapping[str, str], at: datetime) -> None:
        async with self._writing() as connection:
            known = {row.card_id: row.updated for row in await connection.execute(select(arrivals))}
            news = {card_id: updated for card_id, updated in cards.items() if known.get(card_id) != updated}
            if gone := known.keys() - cards.keys():
                await connection.execute(delete(arrivals).where(arrivals.c.card_id.in_(gone)))
            if news:
                insert = self._insert(arrivals)
                upsert = insert.on_conflict_do_update(
                    index_elements=["card_id"], set_={"updated": insert.excluded.updated, "at": insert.excluded.at}
                )
                rows = [{"card_id": card_id, "updated": updated, "at": at} for card_id, updated in news.items()]
                await connection.execute(upsert, rows)

    async def between(self, since: datetime, until: datetime) -> Sequence[str]:
        wanted = select(arrivals.c.card_id).where(arrivals.c.at > since, arrivals.c.at <= until)
        async with self._reading() as connection:
            return list(await connection.scalars(wanted.order_by(arrivals.c.at.desc(), arrivals.c.card_id)))

"""Looking back: what was delivered, what was left hanging, what a subscription has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.storage.leases import is_interrupted
from bot.storage.rows import receipt_from, record_from
from bot.storage.store import Store
from bot.storage.tables import occurrences, receipts, seen_cards

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.ports import Record


class History(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def history(self, subscription_id: int, limit: int) -> tuple[Record, ...]:
        latest = (
            select(occurrences)
            .where(occurrences.c.subscription_id == subscription_id)
            .order_by(occurrences.c.due_at.desc(), occurrences.c.id.desc())
            .limit(limit)
        )
        async with self._reading() as connection:
            return await _records(connection, latest)

    async def interrupted(self, now: datetime) -> tuple[Record, ...]:
        async with self._reading() as connection:
            return await _records(connection, select(occurrences).where(is_interrupted(now)))

    async def seen_by(self, subscription_id: int) -> dict[str, str]:
        wanted = select(seen_cards.c.card_id, seen_cards.c.updated).where(
            seen_cards.c.subscription_id == subscription_id
        )
        async with self._reading() as connection:
            return {row.card_id: row.updated for row in await connection.execute(wanted)}


async def _records(connection: AsyncConnection, wanted: Select[Any]) -> tuple[Record, ...]:
    rows = (await connection.execute(wanted)).all()
    theirs = select(receipts).where(receipts.c.occurrence_id.in_([row.id for row in rows]))
    found = (await connection.execute(theirs.order_by(receipts.c.part))).all()
    return tuple(
        record_from(row, [receipt_from(receipt) for receipt in found if receipt.occurrence_id == row.id])
        for row in rows
    )

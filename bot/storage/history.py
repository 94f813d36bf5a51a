"""Looking back: what was delivered, what it said, what a subscription has received."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bot.digests.memory import Memory
from bot.digests.records import Claim, Frozen
from bot.storage.rows import content_from, receipt_from, record_from, subscription_from
from bot.storage.store import Store
from bot.storage.tables import contents, memories, occurrences, receipts, subscriptions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.records import Content, Record

_WITH_EDITION = select(occurrences, contents.c.edition).select_from(
    occurrences.outerjoin(contents, contents.c.id == occurrences.c.content_id)
)
_WITH_MEMORY = select(contents, memories.c.state).join(memories, memories.c.name == contents.c.memory)


class History(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def history(self, subscription_id: int, limit: int) -> tuple[Record, ...]:
        latest = (
            _WITH_EDITION.where(occurrences.c.subscription_id == subscription_id)
            .order_by(occurrences.c.due_at.desc(), occurrences.c.id.desc())
            .limit(limit)
        )
        async with self._reading() as connection:
            return await _records(connection, latest)

    async def latest(self, guild_id: int) -> dict[int, Record]:
        its_own = subscriptions.c.guild_id == guild_id
        newest = (
            select(func.max(occurrences.c.id))
            .join(subscriptions, subscriptions.c.id == occurrences.c.subscription_id)
            .where(its_own)
            .group_by(occurrences.c.subscription_id)
        )
        async with self._reading() as connection:
            records = await _records(connection, _WITH_EDITION.where(occurrences.c.id.in_(newest)))
        return {record.subscription_id: record for record in records}

    async def keys_of(self, subscription_id: int) -> frozenset[str]:
        wanted = select(occurrences.c.key).where(occurrences.c.subscription_id == subscription_id)
        async with self._reading() as connection:
            return frozenset(await connection.scalars(wanted))

    async def memory(self, name: str | None) -> Memory:
        wanted = select(memories.c.state).where(memories.c.name == name)
        async with self._reading() as connection:
            state = await connection.scalar(wanted)
        return Memory.from_json(state) if state else Memory()

    async def content(self, record: Record) -> Content | None:
        its_own = select(occurrences.c.content_id).where(occurrences.c.id == record.id).scalar_subquery()
        async with self._reading() as connection:
            row = (await connection.execute(_WITH_MEMORY.where(contents.c.id == its_own))).one_or_none()
        return content_from(row, row.state) if row else None


async def claims_from(connection: AsyncConnection, token: int, ids: Collection[int]) -> tuple[Claim, ...]:
    """Return claims on occurrences, in the order of their time."""
    wanted = _WITH_EDITION.where(occurrences.c.id.in_(ids)).order_by(occurrences.c.due_at, occurrences.c.id)
    rows = (await connection.execute(wanted)).all()
    records = await _with_receipts(connection, rows)
    owners = await _by_id(
        connection, select(subscriptions).where(_is_among(subscriptions.c.id, rows, "subscription_id"))
    )
    frozen = await _by_id(connection, _WITH_MEMORY.where(_is_among(contents.c.id, rows, "content_id")))
    return tuple(
        Claim(
            token=token,
            subscription=subscription_from(owners[row.subscription_id]),
            record=record,
            frozen=_frozen(row, frozen[row.content_id]) if row.content_id else None,
        )
        for row, record in zip(rows, records, strict=True)
    )


def _frozen(row: Row[Any], content: Row[Any]) -> Frozen:
    return Frozen(content=content_from(content, content.state), number=row.number, imprint=row.imprint)


def _is_among(column: Any, rows: Sequence[Row[Any]], name: str) -> Any:
    return column.in_({getattr(row, name) for row in rows} - {None})


async def _by_id(connection: AsyncConnection, query: Select[Any]) -> dict[int, Row[Any]]:
    return {row.id: row for row in await connection.execute(query)}


async def _records(connection: AsyncConnection, wanted: Select[Any]) -> tuple[Record, ...]:
    return await _with_receipts(connection, (await connection.execute(wanted)).all())


async def _with_receipts(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> tuple[Record, ...]:
    if not rows:
        return ()
    theirs = select(receipts).where(receipts.c.occurrence_id.in_([row.id for row in rows]))
    found = await connection.execute(theirs.order_by(receipts.c.occurrence_id, receipts.c.part))
    grouped = {
        owner: [receipt_from(receipt) for receipt in group]
        for owner, group in groupby(found, key=lambda receipt: receipt.occurrence_id)
    }
    return tuple(record_from(row, grouped.get(row.id, ())) for row in rows)

"""The ledger's housekeeping: what has long been over is deleted, in small pieces that hold nobody up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, or_, select

from bot.storage.store import Store
from bot.storage.tables import contents, memories, occurrences, subscriptions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement


class Housekeeping(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def tidy(self, before: datetime, limit: int) -> int:
        deleted = await self._tidy(occurrences.c.id, _is_over(before), limit)
        if deleted < limit:
            deleted += await self._tidy(contents.c.id, _is_unsaid(before), limit - deleted)
        if deleted < limit:
            deleted += await self._tidy(memories.c.name, _is_forgotten(), limit - deleted)
        return deleted

    async def _tidy(self, key: Column[Any], useless: ColumnElement[bool], limit: int) -> int:
        """Look first and delete then, so that nobody who writes has to wait while it looks."""
        async with self._reading() as connection:
            found = list(await connection.scalars(select(key).where(useless).order_by(key).limit(limit)))
        if not found:
            return 0
        async with self._writing() as connection:
            # Asked again: somebody may have come to need it.
            return (await connection.execute(delete(key.table).where(key.in_(found), useless))).rowcount


def _is_over(before: datetime) -> ColumnElement[bool]:
    """Say that it ended long ago, and that it is neither a subscription's latest nor one that could come again.

    What its schedule has named since counts, not what admins asked for: whoever changes a schedule asks whether the
    last time that it named was met. And no schedule names what was before the next run that is planned.
    """
    later = occurrences.alias()
    has_come_since = exists().where(
        later.c.subscription_id == occurrences.c.subscription_id,
        ~later.c.manual,
        or_(
            later.c.due_at > occurrences.c.due_at,
            and_(later.c.due_at == occurrences.c.due_at, later.c.id > occurrences.c.id),
        ),
    )
    comes_again = exists().where(
        subscriptions.c.id == occurrences.c.subscription_id, subscriptions.c.next_run_at <= occurrences.c.due_at
    )
    ended = and_(occurrences.c.due_at < before, occurrences.c.finished_at < before)
    return and_(occurrences.c.id < _first_to_stay(before), ended, has_come_since, ~comes_again)


def _first_to_stay(before: datetime) -> ColumnElement[int]:
    """Return the first id that is too new for it: ids only grow, so that nobody has to look at those after it."""
    new, every = occurrences.alias(), occurrences.alias()
    is_new = or_(new.c.due_at >= before, new.c.finished_at >= before, new.c.finished_at.is_(None))
    first = select(new.c.id).where(is_new).order_by(new.c.id).limit(1).scalar_subquery()
    return func.coalesce(first, select(func.max(every.c.id) + 1).scalar_subquery())


def _is_unsaid(before: datetime) -> ColumnElement[bool]:
    said = exists().where(occurrences.c.content_id == contents.c.id)
    return and_(contents.c.created_at < before, ~said)


def _is_forgotten() -> ColumnElement[bool]:
    known = exists().where(subscriptions.c.memory == memories.c.name)
    brought = exists().where(contents.c.memory == memories.c.name)
    return and_(~known, ~brought)

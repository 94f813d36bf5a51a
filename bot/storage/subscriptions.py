"""The ledger's book of subscriptions, and which of them are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, delete, exists, func, select, update

from bot.storage.leases import is_abandoned, is_open
from bot.storage.rows import columns_of, subscription_from
from bot.storage.store import Store
from bot.storage.tables import Instant, occurrences, subscriptions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.subscription import NewSubscription, Subscription

# Asked at every wake, so these are built once: that is a third of what the answer costs.
_NOW = bindparam("now", type_=Instant)
_OPEN = exists().where(occurrences.c.subscription_id == subscriptions.c.id, is_open())
_BY_TIME = (subscriptions.c.next_run_at, subscriptions.c.id)
_DUE = (
    select(subscriptions)
    .where(subscriptions.c.next_run_at <= _NOW, ~_OPEN.where(~is_abandoned(_NOW)))
    .order_by(*_BY_TIME)
    .limit(bindparam("limit", type_=Integer))
)
_NEXT_RUN = select(subscriptions.c.next_run_at).where(~_OPEN).order_by(*_BY_TIME).limit(1).subquery()
_NEXT = select(_NEXT_RUN).union_all(select(func.min(occurrences.c.lease_until)).where(is_open()))


class Subscriptions(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def add(self, new: NewSubscription, next_run_at: datetime) -> Subscription:
        row = columns_of(new) | {"next_run_at": next_run_at}
        async with self._writing() as connection:
            added = await connection.execute(subscriptions.insert().values(row).returning(subscriptions))
            return subscription_from(added.one())

    async def get(self, subscription_id: int) -> Subscription | None:
        wanted = select(subscriptions).where(subscriptions.c.id == subscription_id)
        async with self._reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return subscription_from(row) if row else None

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        wanted = select(subscriptions).where(subscriptions.c.guild_id == guild_id).order_by(subscriptions.c.id)
        async with self._reading() as connection:
            return tuple(subscription_from(row) for row in await connection.execute(wanted))

    async def delete(self, guild_id: int, subscription_id: int) -> bool:
        theirs = (subscriptions.c.id == subscription_id) & (subscriptions.c.guild_id == guild_id)
        async with self._writing() as connection:
            return (await connection.execute(delete(subscriptions).where(theirs))).rowcount > 0

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        async with self._reading() as connection:
            found = await connection.execute(_DUE, {"now": now, "limit": limit})
            return tuple(subscription_from(row) for row in found)

    async def next_due_at(self) -> datetime | None:
        async with self._reading() as connection:
            return min(filter(None, await connection.scalars(_NEXT)), default=None)

    async def reschedule(self, subscription: Subscription, next_run_at: datetime) -> bool:
        in_hand = select(occurrences.c.id).where(occurrences.c.subscription_id == subscription.id, is_open())
        async with self._writing() as connection:
            planned = await lock(connection, subscription.id)
            if planned != subscription.next_run_at or await connection.scalar(in_hand) is not None:
                return False
            await set_next_run(connection, subscription.id, next_run_at)
            return True


async def lock(connection: AsyncConnection, subscription_id: int) -> datetime | None:
    """Hold others off a subscription until the transaction ends; return its next run, None if it is gone."""
    its_row = select(subscriptions.c.next_run_at).where(subscriptions.c.id == subscription_id)
    return await connection.scalar(its_row.with_for_update())


async def set_next_run(connection: AsyncConnection, subscription_id: int, next_run_at: datetime) -> None:
    """Plan the next run, as part of the transaction of ``connection``."""
    its_row = subscriptions.c.id == subscription_id
    await connection.execute(update(subscriptions).where(its_row).values(next_run_at=next_run_at))

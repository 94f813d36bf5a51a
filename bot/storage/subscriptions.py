"""The ledger's book of subscriptions: what admins set up, change and stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from bot.storage.rows import columns_of, subscription_from
from bot.storage.store import Store
from bot.storage.tables import occurrences, subscriptions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.occurrences import Occurrence
    from bot.digests.subscription import NewSubscription, Subscription

_WELL: dict[str, Any] = {"standing": "active", "trouble": None, "doubted_at": None}
# In the place of what an admin was told: whatever goes wrong next is news, and so is that nothing does.
_RESUMED = "resumed"


class Subscriptions(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def add(self, new: NewSubscription, next_run_at: datetime) -> Subscription:
        first = {"next_run_at": next_run_at, "since": new.created_at, "number": 0, "revision": 0}
        row = columns_of(new) | first | _WELL
        async with self._writing() as connection:
            added = await connection.execute(subscriptions.insert().values(row).returning(subscriptions))
            return subscription_from(added.one())

    async def get(self, subscription_id: int) -> Subscription | None:
        found = await self._found(subscriptions.c.id == subscription_id)
        return found[0] if found else None

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        return await self._found(subscriptions.c.guild_id == guild_id)

    async def declared(self) -> tuple[Subscription, ...]:
        return await self._found(subscriptions.c.declared.is_not(None))

    async def suspended(self, after: int, limit: int) -> tuple[Subscription, ...]:
        """Return suspended subscriptions with an id above ``after``, by id."""
        wanted = (subscriptions.c.standing == "suspended") & (subscriptions.c.id > after)
        return await self._found(wanted, limit)

    async def change(
        self, subscription: Subscription, new: NewSubscription, next_run_at: datetime | None, owed: Occurrence | None
    ) -> Subscription | None:
        columns = columns_of(new) | {"next_run_at": next_run_at, "since": self._clock()}
        changed = self._as_it_was(subscription).values(columns | {"revision": subscription.revision + 1})
        async with self._writing() as connection:
            row = (await connection.execute(changed.returning(subscriptions))).one_or_none()
            if row is None:
                return None
            if owed:
                await connection.execute(ordered(self._insert(occurrences), subscription.id, owed, manual=False))
            return subscription_from(row)

    async def pause(self, subscription: Subscription) -> bool:
        paused = self._as_it_was(subscription).values(standing="paused", next_run_at=None)
        return await self._did(paused.values(revision=subscription.revision + 1))

    async def resume(self, subscription: Subscription, next_run_at: datetime, *, unasked: bool = False) -> bool:
        resumed = self._as_it_was(subscription).where(subscriptions.c.standing != "active")
        known = subscription.told if unasked or not subscription.told else _RESUMED
        columns = {**_WELL, "told": known, "next_run_at": next_run_at, "revision": subscription.revision + 1}
        return await self._did(resumed.values(columns))

    async def set_aside(self, subscription: Subscription) -> bool:
        planned = self._as_it_was(subscription).where(subscriptions.c.next_run_at.is_not(None))
        columns = {"standing": "suspended", "trouble": subscription.trouble, "next_run_at": None}
        return await self._did(planned.values(**columns, revision=subscription.revision + 1))

    async def delete(self, guild_id: int, subscription_id: int) -> bool:
        theirs = (subscriptions.c.id == subscription_id) & (subscriptions.c.guild_id == guild_id)
        return await self._did(delete(subscriptions).where(theirs))

    async def order(self, subscription: Subscription, occurrence: Occurrence) -> bool:
        async with self._writing() as connection:
            if await lock(connection, subscription.id) is None:
                return False
            order = ordered(self._insert(occurrences), subscription.id, occurrence, manual=True)
            return (await connection.execute(order)).rowcount > 0

    def _as_it_was(self, subscription: Subscription) -> Any:
        unchanged = subscriptions.c.revision == subscription.revision
        return update(subscriptions).where(subscriptions.c.id == subscription.id, unchanged)

    async def _found(self, wanted: ColumnElement[bool], limit: int | None = None) -> tuple[Subscription, ...]:
        query = select(subscriptions).where(wanted).order_by(subscriptions.c.id).limit(limit)
        async with self._reading() as connection:
            return tuple(subscription_from(row) for row in await connection.execute(query))

    async def _did(self, statement: Any) -> bool:
        async with self._writing() as connection:
            return (await connection.execute(statement)).rowcount > 0


def ordered(
    insert: sqlite.Insert | postgresql.Insert, subscription_id: int, occurrence: Occurrence, *, manual: bool
) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT that makes an occurrence due; it does nothing where that one is on record already."""
    row = {"subscription_id": subscription_id, "key": occurrence.key, "due_at": occurrence.at, "manual": manual}
    return insert.values(**row, state="due", token=0, tries=0, retry_at=occurrence.at).on_conflict_do_nothing()


async def lock(connection: AsyncConnection, subscription_id: int) -> int | None:
    """Hold others off a subscription until the transaction ends; None when it is gone."""
    its_row = select(subscriptions.c.id).where(subscriptions.c.id == subscription_id).with_for_update()
    found: int | None = await connection.scalar(its_row)
    return found


async def hold(connection: AsyncConnection, subscription_id: int) -> None:
    """Do the same where it is needed: on SQLite, a transaction that writes holds off all others from its beginning."""
    if connection.dialect.name != "sqlite":
        await lock(connection, subscription_id)

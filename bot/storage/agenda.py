"""The ledger's agenda: which subscriptions are due, which occurrences are to be taken up, when there is work next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, exists, func, literal, select, union_all, update

from bot.storage.chair import require_chair
from bot.storage.history import claims_from
from bot.storage.rows import subscription_from
from bot.storage.store import Store
from bot.storage.tables import Instant, amendments, notices, occurrences, receipts, subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.occurrences import Occurrence
    from bot.digests.records import Claim, Due
    from bot.digests.subscription import Subscription

# Asked at every wake, so these are built once: that is a third of what the answer costs.
_NOW = bindparam("now", type_=Instant)
_OPEN = exists().where(occurrences.c.subscription_id == subscriptions.c.id, occurrences.c.finished_at.is_(None))
_BY_TIME = (subscriptions.c.next_run_at, subscriptions.c.id)
_DUE = (
    select(subscriptions)
    .where(subscriptions.c.next_run_at <= _NOW, ~_OPEN)
    .order_by(*_BY_TIME)
    .limit(bindparam("limit", type_=Integer))
)
_NEXT_RUN = select(subscriptions.c.next_run_at).where(subscriptions.c.next_run_at.is_not(None), ~_OPEN)
_NEXT_RUN = _NEXT_RUN.order_by(*_BY_TIME).limit(1)
_NEXT = union_all(
    select(_NEXT_RUN.subquery()),
    *(
        select(func.min(moment)).where(moment.is_not(None))
        for moment in (occurrences.c.retry_at, receipts.c.publish_at, amendments.c.at, notices.c.tell_at)
    ),
)

_MISSED = "the next one came due before anybody could send it"


class Agenda(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        async with self._reading() as connection:
            found = await connection.execute(_DUE, {"now": now, "limit": limit})
            return tuple(subscription_from(row) for row in found)

    async def next_due_at(self) -> datetime | None:
        async with self._reading() as connection:
            return min(filter(None, await connection.scalars(_NEXT)), default=None)

    async def claim(self, token: int, wanted: Sequence[Due], now: datetime) -> tuple[Claim, ...]:
        if not wanted:
            return ()
        async with self._writing() as connection:
            await require_chair(connection, token)
            unchanged = await _still_the_same(connection, [due.subscription for due in wanted])
            theirs = [due for due in wanted if due.subscription.id in unchanged]
            skipped = [_row(due.subscription, each) for due in theirs for each in due.skipped]
            for row in skipped:
                row |= {"state": "missed", "finished_at": now, "reason": _MISSED}
            await self._record(connection, skipped)
            claimed = [_row(due.subscription, due.occurrence) | {"token": token, "claimed_at": now} for due in theirs]
            ids = await self._record(connection, claimed)
            return await claims_from(connection, token, ids)

    async def reschedule(self, subscription: Subscription, next_run_at: datetime) -> None:
        as_it_was = (subscriptions.c.next_run_at == subscription.next_run_at) & (
            subscriptions.c.revision == subscription.revision
        )
        moved = update(subscriptions).where(subscriptions.c.id == subscription.id, as_it_was, ~_OPEN)
        async with self._writing() as connection:
            await connection.execute(moved.values(next_run_at=next_run_at))

    async def take_up(self, token: int, now: datetime, limit: int) -> tuple[Claim, ...]:
        waiting = (
            select(occurrences.c.id, occurrences.c.subscription_id)
            .where(occurrences.c.retry_at <= now, ~_another_comes_first())
            .order_by(occurrences.c.retry_at, occurrences.c.id)
            .limit(limit)
        )
        async with self._writing() as connection:
            await require_chair(connection, token)
            # One at a time for each subscription: what the first brings is known to the second.
            ids = list(
                {row.subscription_id: row.id for row in reversed((await connection.execute(waiting)).all())}.values()
            )
            if not ids:
                return ()
            taken = update(occurrences).where(occurrences.c.id.in_(ids))
            first_claimed = func.coalesce(occurrences.c.claimed_at, literal(now, Instant))
            again = {"token": token, "retry_at": None, "claimed_at": first_claimed}
            await connection.execute(taken.values(again))
            due = taken.where(occurrences.c.state == "due").values(state="claimed")
            await connection.execute(due)
            return await claims_from(connection, token, ids)

    async def _record(self, connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert occurrences, and return the ids of those that were not on record."""
        if not rows:
            return []
        new = self._insert(occurrences).values(rows).on_conflict_do_nothing().returning(occurrences.c.id)
        return list(await connection.scalars(new))


def _row(subscription: Subscription, occurrence: Occurrence) -> dict[str, Any]:
    named = {"subscription_id": subscription.id, "key": occurrence.key, "due_at": occurrence.at}
    return {**named, "manual": False, "state": "claimed", "token": 0, "tries": 0}


def _another_comes_first() -> Any:
    """Say whether another one of the subscription is in hand, or may have arrived: what it brings is not new then."""
    other = occurrences.alias()
    may_have_come = (other.c.state == "sending") & (occurrences.c.state != "sending")
    return exists().where(
        other.c.subscription_id == occurrences.c.subscription_id,
        other.c.id != occurrences.c.id,
        other.c.finished_at.is_(None),
        other.c.retry_at.is_(None) | may_have_come,
    )


async def _still_the_same(connection: AsyncConnection, wanted: Iterable[Subscription]) -> set[int]:
    """Lock subscriptions, and return the ids of those that nobody has changed, paused or deleted since."""
    planned = {each.id: (each.revision, each.next_run_at) for each in wanted}
    columns = (subscriptions.c.id, subscriptions.c.revision, subscriptions.c.next_run_at)
    query = select(*columns).where(subscriptions.c.id.in_(planned)).order_by(subscriptions.c.id).with_for_update()
    return {row.id for row in await connection.execute(query) if planned[row.id] == (row.revision, row.next_run_at)}

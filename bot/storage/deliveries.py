"""The ledger's book of deliveries: what is frozen, what was attempted, what has arrived, how it ended.

Transactions that touch both lock the subscription before the occurrence, so that two of them never wait for
each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import case, delete, exists, func, literal, select, update

from bot.digests.delivery import OUTCOMES
from bot.storage.store import Store
from bot.storage.subscriptions import hold
from bot.storage.tables import Instant, contents, memories, occurrences, receipts, subscriptions
from bot.storage.transitions import advance, held_by, refuse

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.delivery import Outcome, State
    from bot.digests.ports import Posted
    from bot.digests.records import Claim, Content, Frozen
    from bot.digests.troubles import Trouble


# What a digest says may be settled anew as long as nothing can have arrived.
_UNTRIED: frozenset[State] = frozenset({"claimed"})


class Deliveries(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def begin(self, claim: Claim, frozen: Frozen, nonce: str) -> None:
        async with self._writing() as connection:
            stored = select(contents.c.id).where(contents.c.hash == frozen.content.name).scalar_subquery()
            columns = {"content_id": stored, "number": frozen.number, "imprint": frozen.imprint}
            if await advance(connection, claim, "sending", _UNTRIED, **columns) is None:
                content_id = await self._keep(connection, frozen.content)
                settled = update(occurrences).where(occurrences.c.id == claim.id)
                await connection.execute(settled.values(content_id=content_id))
            await connection.execute(self._attempt(claim, 0, nonce))

    async def attempting(self, claim: Claim, part: int, nonce: str) -> None:
        async with self._writing() as connection:
            parts = await _parts_of(connection, await advance(connection, claim, "sending"))
            if part not in range(parts):
                raise ValueError(f"{claim.occurrence.key} has {parts} frozen parts, so there is no part {part}")
            await connection.execute(self._attempt(claim, part, nonce))

    def _attempt(self, claim: Claim, part: int, nonce: str) -> Any:
        row = {"occurrence_id": claim.id, "part": part, "nonce": nonce, "attempted_at": self._clock()}
        # A second attempt is the same one again: Discord counts the nonce's minutes from the first.
        return self._insert(receipts).values(**row, publish_tries=0).on_conflict_do_nothing()

    async def withdraw(self, claim: Claim, part: int) -> None:
        vain = delete(receipts).where(receipts.c.occurrence_id == claim.id, receipts.c.part == part)
        left = exists().where(receipts.c.occurrence_id == claim.id)
        async with self._writing() as connection:
            await advance(connection, claim, "sending")
            await connection.execute(vain.where(receipts.c.message_id.is_(None)))
            # With nothing attempted, it is as if it had only been claimed.
            untried = update(occurrences).where(occurrences.c.id == claim.id, ~left)
            await connection.execute(untried.values(state="claimed"))

    async def sent(self, claim: Claim, part: int, posted: Posted, *, publish: bool) -> None:
        async with self._writing() as connection:
            await advance(connection, claim, "sending")
            await self._confirm(connection, claim, part, posted, publish=publish)

    async def complete(
        self, claim: Claim, part: int, posted: Posted, next_run_at: datetime | None, *, publish: bool
    ) -> None:
        async with self._writing() as connection:
            await hold(connection, claim.subscription.id)
            content_id = await self._end(connection, claim, "sent", None)
            await self._confirm(connection, claim, part, posted, publish=publish)
            if not await _remember(connection, claim, content_id, next_run_at):
                await _refuse_unconfirmed(connection, claim, content_id)

    async def finish(
        self, claim: Claim, state: Outcome, next_run_at: datetime | None, reason: str | None = None
    ) -> None:
        if state not in OUTCOMES or state == "sent":
            raise ValueError(f"{state} is not the end of a delivery that nothing confirms")
        async with self._writing() as connection:
            await hold(connection, claim.subscription.id)
            await self._end(connection, claim, state, reason)
            if next_run_at:
                its_own = update(subscriptions).where(subscriptions.c.id == claim.subscription.id)
                await connection.execute(its_own.values(next_run_at=_planned(claim, next_run_at)))

    async def _confirm(
        self, connection: AsyncConnection, claim: Claim, part: int, posted: Posted, *, publish: bool
    ) -> None:
        now = self._clock()
        confirmed = update(receipts).where(receipts.c.occurrence_id == claim.id, receipts.c.part == part)
        arrived = {"message_id": posted.message_id, "channel_id": posted.channel_id, "sent_at": now}
        confirmed = confirmed.values({**arrived, **({"publish_at": now} if publish else {})})
        if not (await connection.execute(confirmed)).rowcount:
            raise ValueError(f"no attempt at part {part} of {claim.occurrence.key} is on record")

    async def put_off(self, claim: Claim, until: datetime, reason: str) -> None:
        later = update(occurrences).where(held_by(claim))
        later = later.values(retry_at=until, tries=occurrences.c.tries + 1, reason=reason)
        async with self._writing() as connection:
            if not (await connection.execute(later)).rowcount:
                await refuse(connection, claim)

    async def doubt(self, claim: Claim, now: datetime) -> datetime:
        since = func.coalesce(subscriptions.c.doubted_at, literal(now, Instant))
        doubted = update(subscriptions).where(subscriptions.c.id == claim.subscription.id).values(doubted_at=since)
        async with self._writing() as connection:
            first: datetime | None = await connection.scalar(doubted.returning(subscriptions.c.doubted_at))
            return first or now

    async def suspend(self, claim: Claim, trouble: Trouble, reason: str) -> None:
        columns = {"standing": "suspended", "trouble": trouble, "next_run_at": None}
        its_own = update(subscriptions).where(subscriptions.c.id == claim.subscription.id)
        # An admin's pause stands.
        active = its_own.where(subscriptions.c.standing == "active")
        async with self._writing() as connection:
            await hold(connection, claim.subscription.id)
            await self._end(connection, claim, "failed", reason)
            await connection.execute(active.values(**columns, revision=subscriptions.c.revision + 1))

    async def _end(self, connection: AsyncConnection, claim: Claim, state: Outcome, reason: str | None) -> int | None:
        return await advance(connection, claim, state, finished_at=self._clock(), retry_at=None, reason=reason)

    async def _keep(self, connection: AsyncConnection, content: Content) -> int:
        """Store a content and its memory, unless they are there, and return its id.

        The content first: from then on whoever tidies up sees that the memory is needed, or waits.
        """
        name = content.name
        row = {"hash": name, "edition": content.edition, "memory": content.memory.name, "created_at": self._clock()}
        said = {"parts": [dict(part) for part in content.parts], "cards": [list(ids) for ids in content.cards]}
        await connection.execute(self._insert(contents).values(**row, **said).on_conflict_do_nothing())
        state = {"name": content.memory.name, "state": content.memory.to_json()}
        await connection.execute(self._insert(memories).values(state).on_conflict_do_nothing())
        kept: int = (await connection.execute(select(contents.c.id).where(contents.c.hash == name))).scalar_one()
        return kept


async def _parts_of(connection: AsyncConnection, content_id: int | None) -> int:
    return int(await connection.scalar(select(_parts(content_id))) or 0)


def _planned(claim: Claim, next_run_at: datetime) -> ColumnElement[datetime]:
    """Return the next run after ``claim``, unless an admin has planned another one since, or none."""
    owed = subscriptions.c.next_run_at <= claim.occurrence.at
    return case((owed, literal(next_run_at, Instant)), else_=subscriptions.c.next_run_at)


def _confirmed(claim: Claim) -> Any:
    return select(func.count(receipts.c.message_id)).where(receipts.c.occurrence_id == claim.id).scalar_subquery()


def _parts(content_id: int | None) -> Any:
    return select(func.json_array_length(contents.c.parts)).where(contents.c.id == content_id).scalar_subquery()


async def _remember(
    connection: AsyncConnection, claim: Claim, content_id: int | None, next_run_at: datetime | None
) -> bool:
    """The subscription knows what it has received, its channel is a good one, and its next run is planned.

    False, and none of that, while a receipt is lacking: only receipts make a digest sent, not the end of a loop.
    """
    memory = select(contents.c.memory).where(contents.c.id == content_id).scalar_subquery()
    number = select(occurrences.c.number).where(occurrences.c.id == claim.id).scalar_subquery()
    known = {"memory": memory, "number": number, "doubted_at": None}
    planned = {"next_run_at": _planned(claim, next_run_at)} if next_run_at else {}
    its_own = update(subscriptions).where(subscriptions.c.id == claim.subscription.id)
    complete = its_own.where(_confirmed(claim) == _parts(content_id))
    return (await connection.execute(complete.values({**known, **planned}))).rowcount > 0


async def _refuse_unconfirmed(connection: AsyncConnection, claim: Claim, content_id: int | None) -> NoReturn:
    count, parts = (await connection.execute(select(_confirmed(claim), _parts(content_id)))).one()
    raise ValueError(f"only {count} of {parts} parts of {claim.occurrence.key} are confirmed")

"""The ledger's book of deliveries: who holds an occurrence, what was attempted, what has arrived.

Transactions that touch both lock the subscription before the occurrence, so that two of them never wait for
each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import func, select, update

from bot.digests.delivery import OUTCOMES, PREVIOUS, check_transition
from bot.digests.ports import Claim
from bot.errors import ClaimLost
from bot.storage.leases import is_abandoned, is_interrupted, is_open
from bot.storage.store import Store
from bot.storage.subscriptions import lock, set_next_run
from bot.storage.tables import occurrences, receipts, seen_cards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.delivery import Outcome, State
    from bot.digests.occurrences import Occurrence
    from bot.digests.ports import Part, Record
    from bot.digests.subscription import Subscription


class Deliveries(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def claim(
        self, subscription: Subscription, occurrence: Occurrence, now: datetime, lease: timedelta
    ) -> Claim | None:
        its_own = occurrences.c.subscription_id == subscription.id
        same = occurrences.c.key == occurrence.key
        # Locked, so that an attempt that is being recorded right now is waited for, and then respected.
        in_the_way = select(same, is_abandoned(now)).where(its_own, is_open() | same).with_for_update()
        async with self._writing() as connection:
            if await lock(connection, subscription.id) is None:
                return None
            found = (await connection.execute(in_the_way)).all()
            if not all(abandoned for _, abandoned in found):
                return None
            if not all(is_same for is_same, _ in found):
                overtaken = {"state": "missed", "lease_until": None, "finished_at": now}
                others = update(occurrences).where(its_own, is_open(), ~same)
                await connection.execute(others.values(reason="the next one came due first", **overtaken))
            taken = await self._take(connection, subscription.id, occurrence, now, now + lease)
        return Claim(id=taken.id, subscription=subscription, occurrence=occurrence, token=taken.token, lease=lease)

    async def freeze(self, claim: Claim, edition_number: str, parts: Sequence[Part]) -> None:
        content = [dict(part) for part in parts]
        async with self._writing() as connection:
            await self._advance(connection, claim, "claimed", edition=edition_number, content=content)

    async def attempting(self, claim: Claim, part: int, nonce: str) -> None:
        row = {"occurrence_id": claim.id, "part": part, "nonce": nonce, "attempted_at": self._clock()}
        async with self._writing() as connection:
            parts = await self._advance(connection, claim, "sending")
            if part not in range(parts):
                raise ValueError(f"{claim.occurrence.key} has {parts} frozen parts, so there is no part {part}")
            # A second attempt is the same one again: Discord counts the nonce's minutes from the first.
            await connection.execute(self._insert(receipts).values(row).on_conflict_do_nothing())

    async def sent(self, claim: Claim, part: int, message_id: int) -> None:
        its_receipt = (receipts.c.occurrence_id == claim.id) & (receipts.c.part == part)
        confirmed = update(receipts).where(its_receipt).values(message_id=message_id, sent_at=self._clock())
        async with self._writing() as connection:
            await self._advance(connection, claim, "sending")
            if not (await connection.execute(confirmed)).rowcount:
                raise ValueError(f"no attempt at part {part} of {claim.occurrence.key} is on record")

    async def finish(
        self,
        claim: Claim,
        state: Outcome,
        next_run_at: datetime,
        seen: Mapping[str, str],
        reason: str | None = None,
    ) -> None:
        if state not in OUTCOMES:
            raise ValueError(f"{state} is not the end of a delivery")
        async with self._writing() as connection:
            await set_next_run(connection, claim.subscription.id, next_run_at)
            ended = {"lease_until": None, "finished_at": self._clock(), "reason": reason}
            parts = await self._advance(connection, claim, state, **ended)
            if state == "sent":
                await _require_receipts(connection, claim, parts)
            await self._remember(connection, claim.subscription.id, seen)

    async def mark_uncertain(self, record: Record, next_run_at: datetime, reason: str) -> bool:
        now = self._clock()
        end = (
            update(occurrences)
            .where(occurrences.c.id == record.id, occurrences.c.token == record.token, is_interrupted(now))
            .values(state="uncertain", lease_until=None, finished_at=now, reason=reason)
        )
        async with self._writing() as connection:
            await lock(connection, record.subscription_id)
            if not (await connection.execute(end)).rowcount:
                return False
            await set_next_run(connection, record.subscription_id, next_run_at)
            return True

    async def _take(
        self,
        connection: AsyncConnection,
        subscription_id: int,
        occurrence: Occurrence,
        now: datetime,
        until: datetime,
    ) -> Any:
        lease = {"claimed_at": now, "lease_until": until}
        first = self._insert(occurrences).values(
            subscription_id=subscription_id,
            key=occurrence.key,
            due_at=occurrence.at,
            state="claimed",
            token=1,
            **lease,
        )
        taken = first.on_conflict_do_update(
            index_elements=["subscription_id", "key"], set_={"token": occurrences.c.token + 1, **lease}
        )
        return (await connection.execute(taken.returning(occurrences.c.id, occurrences.c.token))).one()

    async def _advance(self, connection: AsyncConnection, claim: Claim, state: State, **columns: Any) -> int:
        """Move what ``claim`` still holds to ``state``, renew its lease, return how many parts it has."""
        held = (
            update(occurrences)
            .where(_held_by(claim), occurrences.c.state.in_(PREVIOUS[state]))
            .values({"state": state, "lease_until": self._clock() + claim.lease, **columns})
            .returning(func.coalesce(func.json_array_length(occurrences.c.content), 0))
        )
        parts = (await connection.execute(held)).scalar_one_or_none()
        if parts is None:
            await _refuse(connection, claim, state)
        return int(parts)

    async def _remember(self, connection: AsyncConnection, subscription_id: int, seen: Mapping[str, str]) -> None:
        if not seen:
            return
        upsert = self._insert(seen_cards)
        upsert = upsert.on_conflict_do_update(
            index_elements=["subscription_id", "card_id"], set_={"updated": upsert.excluded.updated}
        )
        rows = [
            {"subscription_id": subscription_id, "card_id": card_id, "updated": updated}
            for card_id, updated in seen.items()
        ]
        await connection.execute(upsert, rows)


def _held_by(claim: Claim) -> ColumnElement[bool]:
    return (occurrences.c.id == claim.id) & (occurrences.c.token == claim.token) & is_open()


async def _require_receipts(connection: AsyncConnection, claim: Claim, parts: int) -> None:
    """Only receipts make a digest sent: not the end of a loop."""
    confirmed = select(func.count(receipts.c.message_id)).where(receipts.c.occurrence_id == claim.id)
    count = await connection.scalar(confirmed)
    if count != parts:
        raise ValueError(f"only {count} of {parts} parts of {claim.occurrence.key} are confirmed")


async def _refuse(connection: AsyncConnection, claim: Claim, state: State) -> NoReturn:
    held = select(occurrences.c.state).where(_held_by(claim))
    current = await connection.scalar(held)
    if current is not None:
        check_transition(current, state)
    raise ClaimLost(f"{claim.occurrence.key} of digest {claim.subscription.id} is no longer ours to deliver")

"""From one state of a delivery to the next: only by who holds it, and only as ``bot.digests.delivery`` allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import select, update

from bot.digests.delivery import PREVIOUS, check_transition
from bot.errors import ClaimLost
from bot.storage.tables import occurrences

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.digests.delivery import State
    from bot.digests.records import Claim


def held_by(claim: Claim) -> ColumnElement[bool]:
    """Say that no later courier has come, and that the occurrence has not ended."""
    return (occurrences.c.id == claim.id) & (occurrences.c.token == claim.token) & occurrences.c.finished_at.is_(None)


async def advance(
    connection: AsyncConnection, claim: Claim, state: State, previous: AbstractSet[State] | None = None, **columns: Any
) -> int | None:
    """Move what ``claim`` still holds to ``state``, and return the id of its content.

    Raises ClaimLost, and ValueError where ``state`` may not come next, or not after anything but ``previous``.
    """
    held = (
        update(occurrences)
        .where(held_by(claim), occurrences.c.state.in_(previous or PREVIOUS[state]))
        .values({"state": state, **columns})
        .returning(occurrences.c.content_id)
    )
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        await refuse(connection, claim, state)
    content_id: int | None = row.content_id
    return content_id


async def refuse(connection: AsyncConnection, claim: Claim, state: State | None = None) -> NoReturn:
    """Say why nothing was changed: ClaimLost, or ValueError where ``state`` may not come next."""
    current = await connection.scalar(select(occurrences.c.state).where(held_by(claim)))
    if current is not None and state is not None:
        check_transition(current, state)
        raise ValueError(f"{claim.occurrence.key} is {current}: what it says cannot be changed any more")
    raise ClaimLost(f"{claim.occurrence.key} of digest {claim.subscription.id} is no longer ours to deliver")

"""Which process is the courier: one at a time, for as long as it says that it is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from bot.errors import ClaimLost
from bot.storage.store import Store
from bot.storage.tables import chairs, occurrences

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_COURIER = "courier"
_ITS_ROW = chairs.c.name == _COURIER


class Chair(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def take_chair(self, holder: str, seconds: float) -> int | None:
        now = self._clock()
        lasting = timedelta(seconds=seconds)
        # A lease that runs longer than anybody takes one was taken before the clock was set back.
        free = or_(chairs.c.holder == holder, chairs.c.until <= now, chairs.c.until > now + 2 * lasting)
        its_own = {"token": chairs.c.token + 1, "holder": holder, "since": now, "until": now + lasting}
        taken = update(chairs).where(_ITS_ROW, free).values(its_own)
        nobody = {"name": _COURIER, "holder": "", "token": 0, "since": now, "until": now}
        first = self._insert(chairs).values(nobody).on_conflict_do_nothing()
        async with self._writing() as connection:
            await connection.execute(first)
            token: int | None = await connection.scalar(taken.returning(chairs.c.token))
            if token is None:
                return None
            # What earlier couriers had in hand is free, and out of their hands.
            in_hand = occurrences.c.finished_at.is_(None) & occurrences.c.retry_at.is_(None)
            await connection.execute(update(occurrences).where(in_hand).values(retry_at=now, token=token))
            return token

    async def keep_chair(self, token: int, seconds: float) -> bool:
        until = self._clock() + timedelta(seconds=seconds)
        kept = update(chairs).where(_ITS_ROW, chairs.c.token == token).values(until=until)
        async with self._writing() as connection:
            return (await connection.execute(kept)).rowcount > 0

    async def leave_chair(self, token: int) -> None:
        left = update(chairs).where(_ITS_ROW, chairs.c.token == token).values(until=self._clock())
        async with self._writing() as connection:
            await connection.execute(left)


async def require_chair(connection: AsyncConnection, token: int) -> None:
    """Hold the chair with ``token`` until the transaction ends. Raises ClaimLost when somebody else has it."""
    its_token = select(chairs.c.token).where(_ITS_ROW).with_for_update(read=True)
    if await connection.scalar(its_token) != token:
        raise ClaimLost("another process has become the courier")

"""The ledger's book of what is beside the digests: publishing them, correcting them, telling their admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from bot.digests.ports import Posted
from bot.digests.publishing import Publication
from bot.storage.rows import notice_from
from bot.storage.store import Store
from bot.storage.subscriptions import lock
from bot.storage.tables import notices, occurrences, receipts, subscriptions

if TYPE_CHECKING:
    from datetime import datetime

    from bot.digests.notices import Notice


class Mail(Store):
    """See ``bot.digests.ports.Ledger``."""

    async def unpublished(self, now: datetime, limit: int) -> tuple[Publication, ...]:
        wanted = (
            select(receipts, occurrences.c.subscription_id, occurrences.c.key)
            .join(occurrences, occurrences.c.id == receipts.c.occurrence_id)
            .where(receipts.c.publish_at <= now)
            .order_by(receipts.c.publish_at)
            .limit(limit)
        )
        async with self._reading() as connection:
            return tuple(_publication_from(row) for row in await connection.execute(wanted))

    async def published(self, publication: Publication) -> None:
        await self._note(publication, publish_at=None, published_at=self._clock(), publish_reason=None)

    async def unpublishable(self, publication: Publication, reason: str, again_at: datetime | None) -> None:
        tries = receipts.c.publish_tries + 1
        await self._note(publication, publish_at=again_at, publish_tries=tries, publish_reason=reason)

    async def _note(self, publication: Publication, **columns: Any) -> None:
        its_own = (receipts.c.occurrence_id == publication.occurrence_id) & (receipts.c.part == publication.part)
        async with self._writing() as connection:
            await connection.execute(update(receipts).where(its_own).values(columns))

    async def tell(self, notice: Notice) -> bool:
        news = notice.topic
        row = {name: getattr(notice, name) for name in ("subscription_id", "kind", "reason", "key", "at")}
        its_own = subscriptions.c.id == notice.subscription_id
        async with self._writing() as connection:
            if await lock(connection, notice.subscription_id) is None:
                return False
            last = await connection.scalar(select(subscriptions.c.told).where(its_own))
            # That all is well again is told only to who was told that it was not.
            if news == last or (notice.kind == "recovered" and last is None):
                return False
            now_told = None if notice.kind == "recovered" else news
            await connection.execute(update(subscriptions).where(its_own).values(told=now_told))
            await connection.execute(notices.insert().values(**row, tries=0, tell_at=notice.at))
            return True

    async def untold(self, now: datetime, limit: int) -> tuple[Notice, ...]:
        wanted = select(notices).where(notices.c.tell_at <= now).order_by(notices.c.tell_at, notices.c.id).limit(limit)
        async with self._reading() as connection:
            return tuple(notice_from(row) for row in await connection.execute(wanted))

    async def told(self, notice: Notice, again_at: datetime | None = None) -> None:
        columns = {"tell_at": again_at, "tries": notice.tries + (again_at is not None)}
        async with self._writing() as connection:
            await connection.execute(update(notices).where(notices.c.id == notice.id).values(columns))


def _publication_from(row: Any) -> Publication:
    return Publication(
        subscription_id=row.subscription_id,
        occurrence_id=row.occurrence_id,
        key=row.key,
        part=row.part,
        posted=Posted(row.message_id, row.channel_id),
        tries=row.publish_tries,
        sent_at=row.sent_at,
    )

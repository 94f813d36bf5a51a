"""The errand that publishes: digests in announcement channels are passed on to their followers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.digests.notices import Notice, NoticeKind, is_about_publishing
from bot.digests.ports import Ledger, Sender
from bot.digests.publishing import Publication
from bot.errors import Later, Unauthorized, Undelivered, Unsure

log = structlog.get_logger(__name__)

_BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Publishes what has come due. To publish something twice does nothing."""

    ledger: Ledger
    sender: Sender
    clock: Callable[[], datetime]

    async def run(self) -> int:
        """Publish what is due, at most a batch; return how much there was. May raise StorageError and Unauthorized."""
        publications = await self.ledger.unpublished(self.clock(), _BATCH)
        for publication in publications:
            try:
                await self.sender.publish(publication.posted)
            except Later as later:
                await self._later(publication, timedelta(seconds=later.seconds), str(later))
            except Unsure as doubt:
                await self._later(publication, timedelta(), str(doubt))
            except Unauthorized:
                raise
            except Undelivered as obstacle:
                if await self._is_away(publication):
                    await self._later(publication, timedelta(), str(obstacle))
                else:
                    await self._give_up(publication, str(obstacle))
            else:
                await self.ledger.published(publication)
                await self._tell_of_recovery(publication)
                log.info("digest published", subscription=publication.subscription_id, due=publication.key)
        return len(publications)

    async def _is_away(self, publication: Publication) -> bool:
        """Say whether its server is away for now, so that no refusal means anything."""
        subscription = await self.ledger.get(publication.subscription_id)
        return subscription is not None and self.sender.is_away(subscription.place.guild_id)

    async def _later(self, publication: Publication, wait: timedelta, reason: str) -> None:
        again = publication.again_at(self.clock(), wait)
        if again is None:
            await self._give_up(publication, reason)
        else:
            await self.ledger.unpublishable(publication, reason, again)

    async def _give_up(self, publication: Publication, reason: str) -> None:
        await self.ledger.unpublishable(publication, reason, None)
        log.warning(
            "digest not published", subscription=publication.subscription_id, due=publication.key, reason=reason
        )
        await self._note(publication, "unpublished", reason)

    async def _tell_of_recovery(self, publication: Publication) -> None:
        subscription = await self.ledger.get(publication.subscription_id)
        if subscription and subscription.told and is_about_publishing(subscription.told):
            await self._note(publication, "recovered", "")

    async def _note(self, publication: Publication, kind: NoticeKind, reason: str) -> None:
        subscription_id, key = publication.subscription_id, publication.key
        await self.ledger.tell(
            Notice(subscription_id=subscription_id, kind=kind, reason=reason, key=key, at=self.clock())
        )

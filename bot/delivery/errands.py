"""What is done beside the digests: publishing them, showing corrections in them, telling their admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.cards.corrections import corrections_since
from bot.cards.library import Edition, Library
from bot.delivery.publishing import Publisher
from bot.digests.amendments import Amendment
from bot.digests.notices import Notice
from bot.digests.ports import Ledger, Letter, Posted, Sender
from bot.digests.records import Part
from bot.digests.subscription import Subscription
from bot.digests.troubles import Trouble
from bot.errors import Later, StorageError, Unauthorized, Undelivered, Unreachable, Unsure
from bot.presentation.digests.corrections import corrected
from bot.presentation.digests.notices import notice_sheet
from bot.presentation.localizer import Localizers

log = structlog.get_logger(__name__)

_BATCH = 20
# An admin who cannot be told in three hours finds it in /digest status.
_NOTICE_TRIES = 6
_NOTICE_PAUSE = timedelta(minutes=3)
_NOTICE_SOON = timedelta(seconds=30)
# Whether these are over can be seen without trying.
_SEEN_FROM_HERE: frozenset[Trouble] = frozenset({"no-channel", "no-access", "no-permission", "thread-closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Runs what has come due. Each may be run again: none of them posts anything twice.

    ``newsroom`` is the id of its channel, 0 for none.
    """

    ledger: Ledger
    sender: Sender
    library: Library
    localizers: Localizers
    clock: Callable[[], datetime]
    newsroom: int = 0

    async def run(self) -> None:
        """Run all errands that are due. May raise StorageError and Unauthorized."""
        while await self._publisher.run() + await self._amend() + await self._tell():
            pass

    @property
    def _publisher(self) -> Publisher:
        return Publisher(ledger=self.ledger, sender=self.sender, clock=self.clock)

    async def note_corrections(self, edition: Edition) -> None:
        """Plan to show corrections that ``edition`` brings in what told of their cards; later, if it cannot be now."""
        current = {(each.card_id, each.key) for each in corrections_since(edition, date.min)}
        try:
            await self.ledger.note_corrections(current)
        except StorageError as error:
            log.warning("corrections cannot be noted; trying again soon", reason=str(error))

    async def reconsider(self) -> int:
        """Resume subscriptions whose channel can be posted in again, as far as is known; return how many."""
        resumed, last = 0, 0
        while suspended := await self.ledger.suspended(last, _BATCH):
            for subscription in suspended:
                last = subscription.id
                if subscription.trouble in _SEEN_FROM_HERE and self.sender.welcomes(subscription.place):
                    following = subscription.cadence.next_after(self.clock()).at
                    resumed += await self.ledger.resume(subscription, following, unasked=True)
        return resumed

    async def _amend(self) -> int:
        amendments = await self.ledger.unmade(self.clock(), _BATCH)
        for amendment in amendments:
            if amendment.posted is None and not amendment.is_open:
                await self.ledger.amended(amendment)
            elif amendment.posted is None:
                await self.ledger.amended(amendment, amendment.again_at(self.clock()))
            else:
                await self._edit(amendment, amendment.posted)
        return len(amendments)

    async def _edit(self, amendment: Amendment, posted: Posted) -> None:
        wanted = set(amendment.corrections)
        every = corrections_since(self.library.edition, date.min)
        notes = [each for each in every if (each.card_id, each.key) in wanted]
        # One that is missing was taken back since; or another process has a newer edition than this one, for now.
        again = amendment.again_at(self.clock()) if len(notes) < len(wanted) else None
        part = corrected(amendment.part, notes, self.localizers[amendment.language])
        letter = Letter(part=part, imprint=amendment.imprint, nonce=amendment.nonce)
        try:
            if notes:
                await self.sender.edit(posted, letter)
        except (Later, Unsure):
            await self.ledger.amended(amendment, amendment.again_at(self.clock()))
        except Unauthorized:
            raise
        except Undelivered as obstacle:
            await self.ledger.amended(amendment)
            log.warning("digest not corrected", message=posted.message_id, reason=str(obstacle))
        else:
            await self.ledger.amended(amendment, again)
            log.info("digest corrected", message=posted.message_id, corrections=len(notes))

    async def _tell(self) -> int:
        notices = await self.ledger.untold(self.clock(), _BATCH)
        for notice in notices:
            subscription = await self.ledger.get(notice.subscription_id)
            if subscription is None:
                continue
            sheet = notice_sheet(notice, subscription, self.localizers[subscription.language])
            try:
                await self._notify(subscription, sheet.to_json(), f"notice-{notice.id}")
            except (Later, Unsure) as obstacle:
                await self.ledger.told(notice, self._tell_again_at(notice, obstacle))
            except Unauthorized:
                raise
            except Undelivered as obstacle:
                await self.ledger.told(notice)
                log.warning(
                    "nobody could be told", subscription=subscription.id, kind=notice.kind, reason=str(obstacle)
                )
            else:
                await self.ledger.told(notice)
        return len(notices)

    async def _notify(self, subscription: Subscription, part: Part, nonce: str) -> None:
        """Tell a subscription's admin, or the newsroom where no member made it: one that is declared in a file."""
        fallback, member = subscription.options.fallback_id, subscription.created_by
        if member:
            await self.sender.notify(fallback, member, part, nonce)
            return
        obstacle = Unreachable("no-channel", "It has no fallback channel, and the newsroom has no channel.")
        for channel in filter(None, (fallback, self.newsroom)):
            try:
                await self.sender.notify(channel, 0, part, nonce)
            except Unreachable as error:
                obstacle = error
            else:
                return
        raise obstacle

    def _tell_again_at(self, notice: Notice, obstacle: Undelivered) -> datetime | None:
        if notice.tries >= _NOTICE_TRIES:
            return None
        # At first soon: within Discord's window for nonces, so that nobody is told twice.
        pause = _NOTICE_SOON if notice.tries == 0 else _NOTICE_PAUSE * 2**notice.tries
        asked = timedelta(seconds=obstacle.seconds) if isinstance(obstacle, Later) else timedelta()
        return self.clock() + max(pause, asked)

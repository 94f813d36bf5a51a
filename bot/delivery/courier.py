"""Delivers one digest: claims its occurrence, freezes what it says, sends it, writes down what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.cards.library import Library
from bot.digests.delivery import decide, nonce
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Claim, Ledger, Part, Sender
from bot.digests.selection import Selection, select
from bot.digests.subscription import Subscription
from bot.errors import ClaimLost, Refused
from bot.presentation.digests import digest_sheets
from bot.presentation.localizer import Localizers

log = structlog.get_logger(__name__)

# Long enough for the slowest delivery of a few messages, retries included; after it, the occurrence counts
# as interrupted.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``grace`` is how late a digest may still be sent, ``limit`` how many cards one shows."""

    grace: timedelta
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Sends what is due. A digest whose outcome is unknown is never sent again: it ends as ``uncertain``."""

    ledger: Ledger
    sender: Sender
    library: Library
    localizers: Localizers
    clock: Callable[[], datetime]
    rules: Rules

    async def deliver(self, subscription: Subscription) -> None:
        """Deliver the latest occurrence that is due. May raise StorageError, and what Discord's client raises."""
        now = self.clock()
        occurrence = subscription.cadence.last_until(now)
        next_run = subscription.cadence.next_after(now).at
        claim = await self.ledger.claim(subscription, occurrence, now, LEASE)
        if claim is None:
            await self.ledger.reschedule(subscription, next_run)
            return
        if decide(occurrence.at, now, self.rules.grace) == "missed":
            await self.ledger.finish(claim, "missed", next_run, {}, "the bot was not running in time")
            log.warning("digest missed", subscription=subscription.id, due=occurrence.key)
            return
        try:
            await self._send(claim, next_run)
        except ClaimLost:
            # Another courier took it over, or an admin has just deleted the subscription.
            log.info("digest left to others", subscription=subscription.id, due=occurrence.key)

    async def give_up_interrupted(self) -> None:
        """End what was cut off in the middle of sending: it may have arrived, so it is not sent again."""
        now = self.clock()
        for record in await self.ledger.interrupted(now):
            subscription = await self.ledger.get(record.subscription_id)
            if subscription is not None:
                reason = "sending was cut off; the message may or may not have arrived"
                await self.ledger.mark_uncertain(record, subscription.cadence.next_after(now).at, reason)
                log.warning("digest uncertain", subscription=subscription.id, due=record.occurrence.key)

    async def _send(self, claim: Claim, next_run: datetime) -> None:
        subscription, occurrence = claim.subscription, claim.occurrence
        selection = await self._selection(subscription, occurrence)
        if selection.nothing_new:
            await self.ledger.finish(claim, "nothing-new", next_run, {})
            log.info("digest has nothing new", subscription=subscription.id, due=occurrence.key)
            return
        parts = self._parts(selection, subscription, occurrence)
        await self.ledger.freeze(claim, selection.number, parts)
        try:
            await self._send_parts(claim, parts)
        except Refused as refusal:
            await self.ledger.finish(claim, "failed", next_run, {}, str(refusal))
            log.warning("digest refused", subscription=subscription.id, due=occurrence.key, reason=str(refusal))
            return
        await self.ledger.finish(claim, "sent", next_run, selection.seen)
        log.info("digest sent", subscription=subscription.id, due=occurrence.key, messages=len(parts))

    async def _selection(self, subscription: Subscription, occurrence: Occurrence) -> Selection:
        seen: Mapping[str, str] = await self.ledger.seen_by(subscription.id)
        today = occurrence.at.astimezone(ZoneInfo(subscription.cadence.zone)).date()
        return select(self.library.edition, subscription.topics, seen, today, limit=self.rules.limit)

    def _parts(self, selection: Selection, subscription: Subscription, occurrence: Occurrence) -> list[Part]:
        localizer = self.localizers[subscription.language]
        sheets = digest_sheets(selection, occurrence.at, subscription.cadence, self.library.edition, localizer)
        return [sheet.to_json() for sheet in sheets]

    async def _send_parts(self, claim: Claim, parts: list[Part]) -> None:
        subscription = claim.subscription
        for number, part in enumerate(parts):
            name = nonce(subscription.id, claim.occurrence.key, number)
            await self.ledger.attempting(claim, number, name)
            message_id = await self.sender.send(subscription.channel_id, part, name)
            await self.ledger.sent(claim, number, message_id)

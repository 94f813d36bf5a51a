"""Delivers one digest: freezes what it says, sends it part by part, writes down what is known at each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.delivery.composing import Composer
from bot.digests.delivery import Outcome, decide, nonce
from bot.digests.notices import Notice, NoticeKind, is_about_publishing
from bot.digests.ports import Ledger, Letter, Posted, Sender
from bot.digests.records import Claim, Content, Frozen, Question, Receipt
from bot.digests.retrying import CONFIRMATION, SETTLING, TRIES, is_fresh, is_settling, pause
from bot.digests.subscription import Place
from bot.errors import ClaimLost, Later, Refused, Unauthorized, Unreachable, Unreadable, Unsure
from bot.presentation.digests.imprints import WORTH_SAYING, imprint
from bot.presentation.digests.subscriptions import post_title
from bot.presentation.localizer import Localizers

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Delivers what it has a claim on. ``grace`` is how late a digest may be where its admin has not said.

    ``holds`` says whether this process may still send: its chair may have gone to another while it slept.
    """

    ledger: Ledger
    sender: Sender
    composer: Composer
    localizers: Localizers
    clock: Callable[[], datetime]
    random: Random
    grace: timedelta
    holds: Callable[[int], bool]

    async def deliver(self, claim: Claim) -> None:
        """Bring one occurrence as far as it goes now. May raise ClaimLost, StorageError and Unauthorized."""
        if await self._is_given_up(claim):
            return
        frozen = await self._frozen(claim)
        if frozen is None:
            await self._end(claim, "nothing-new")
            return
        try:
            await self._send_parts(claim, frozen)
        except Unreadable as unreadable:
            if self.sender.is_away(claim.subscription.place.guild_id):
                await self._put_off(claim, timedelta(), str(unreadable))
                return
            await self._end(claim, "uncertain", str(unreadable))
            await self._tell(claim, "uncertain", str(unreadable))
        except Refused as refusal:
            await self._end(claim, "failed", str(refusal))
            await self._tell(claim, "failed", str(refusal))
        except Unreachable as obstacle:
            await self._doubt(claim, obstacle)
        except Later as later:
            await self._put_off(claim, timedelta(seconds=later.seconds), str(later))
        except Unsure as doubt:
            await self._put_off(claim, timedelta(), str(doubt))
        else:
            log.info("digest sent", **_named(claim), messages=len(frozen.content.parts))
            if claim.subscription.told and not is_about_publishing(claim.subscription.told):
                await self._tell(claim, "recovered", "")

    async def _is_given_up(self, claim: Claim) -> bool:
        """End what was tried in vain often enough, or comes too late to be sent at all."""
        if claim.record.tries >= TRIES:
            reason = claim.record.reason or "it was tried too often"
            await self._end(claim, "failed", reason)
            await self._tell(claim, "failed", reason)
            return True
        return not claim.record.receipts and await self._comes_too_late(claim)

    async def _comes_too_late(self, claim: Claim) -> bool:
        subscription = claim.subscription
        if claim.record.manual:
            return False
        if subscription.standing != "active":
            await self._end(claim, "missed", f"the subscription is {subscription.standing}")
            return True
        if self._decision(claim) == "send":
            return False
        reason = claim.record.reason or "the bot was not running in time"
        await self._end(claim, "missed", reason)
        await self._tell(claim, "missed", reason)
        return True

    def _decision(self, claim: Claim) -> str:
        own = claim.subscription.options.grace
        grace = self.grace if own is None else timedelta(minutes=own)
        return decide(claim.occurrence.at, self.clock(), grace)

    async def _frozen(self, claim: Claim) -> Frozen | None:
        """Return what a digest says. Once an attempt is on record nothing in it changes."""
        if claim.frozen and claim.record.receipts:
            return claim.frozen
        number = claim.subscription.number + 1
        if claim.frozen and claim.frozen.number == number:
            content: Content | None = claim.frozen.content
        else:  # nothing is settled, or another digest has come first and told of some of it
            question = Question.of(claim.subscription, claim.occurrence.at, claim.subscription.memory)
            content = await self.composer.compose(question)
        if content is None:
            return None
        late = self.clock() - claim.occurrence.at
        localizer = self.localizers[claim.subscription.language]
        line = imprint(number, content.edition, late if late >= WORTH_SAYING else None, localizer)
        return Frozen(content=content, number=number, imprint=line)

    async def _send_parts(self, claim: Claim, frozen: Frozen) -> None:
        place = claim.subscription.place
        receipts = {receipt.part: receipt for receipt in claim.record.receipts}
        for part in range(len(frozen.content.parts)):
            receipt = receipts.get(part)
            posted = _posted(receipt) if receipt else None
            if posted is None:
                posted = await self._arrived(claim, frozen, part, place, receipt)
                await self._confirm(claim, frozen, part, posted)
            if part == 0 and place.kind == "forum":
                # The first part opens a post, which the others continue.
                place = Place(guild_id=place.guild_id, channel_id=posted.channel_id, kind="thread")

    async def _confirm(self, claim: Claim, frozen: Frozen, part: int, posted: Posted) -> None:
        subscription = claim.subscription
        publish = subscription.options.publish and subscription.place.kind == "announcement"
        if part + 1 < len(frozen.content.parts):
            await self.ledger.sent(claim, part, posted, publish=publish)
        else:
            await self.ledger.complete(claim, part, posted, _following(claim), publish=publish)

    async def _arrived(self, claim: Claim, frozen: Frozen, part: int, place: Place, receipt: Receipt | None) -> Posted:
        """Return where a part stands, and see to it that it stands there."""
        letter = self._letter(claim, frozen, part)
        may_have_come = False
        if receipt:
            # A forum knows no nonces: there, only its posts say what has come.
            may_have_come = place.kind != "forum" and is_fresh(receipt.attempted_at, self.clock())
            if place.kind == "forum" and is_settling(receipt.attempted_at, self.clock()):
                raise Later(SETTLING.total_seconds(), "What was posted in the forum may not show yet")
            posted = None if may_have_come else await self._looked_for(claim, letter, place, receipt)
            if posted:
                return posted
        await self._about_to_send(claim, frozen, part, letter, receipt)
        try:
            return await self.sender.send(place, letter)
        except (Refused, Unreachable, Later, Unauthorized):
            if not may_have_come:
                await self.ledger.withdraw(claim, part)
            raise

    async def _about_to_send(
        self, claim: Claim, frozen: Frozen, part: int, letter: Letter, receipt: Receipt | None
    ) -> None:
        if not self.holds(claim.token):
            raise ClaimLost("another process may be the courier by now")
        if part == 0 and receipt is None:
            await self.ledger.begin(claim, frozen, letter.nonce)
        else:
            await self.ledger.attempting(claim, part, letter.nonce)
        if not self.holds(claim.token):
            raise ClaimLost("another process may be the courier by now")

    async def _looked_for(self, claim: Claim, letter: Letter, place: Place, receipt: Receipt) -> Posted | None:
        """Look for a part that may have arrived; when it has not, the attempt is struck off the record."""
        found = await self.sender.find(place, letter, receipt.attempted_at)
        if found is None:
            await self.ledger.withdraw(claim, receipt.part)
            if receipt.part == 0 and not claim.record.manual and self._decision(claim) == "missed":
                raise Refused(claim.record.reason or "Discord could not be reached in time")
        return found

    def _letter(self, claim: Claim, frozen: Frozen, part: int) -> Letter:
        subscription = claim.subscription
        is_post = subscription.place.kind == "forum" and part == 0
        localizer = self.localizers[subscription.language]
        return Letter(
            part=frozen.content.parts[part],
            imprint=frozen.imprint,
            nonce=nonce(subscription.id, claim.occurrence.key, part),
            title=post_title(subscription, frozen.number, claim.occurrence, localizer) if is_post else "",
            tags=subscription.options.tags if is_post else (),
        )

    async def _doubt(self, claim: Claim, obstacle: Unreachable) -> None:
        """Try a channel that cannot be posted in once more, some time later, before giving it up."""
        now = self.clock()
        if self.sender.is_away(claim.subscription.place.guild_id):
            await self._put_off(claim, timedelta(), str(obstacle))
            return
        since = await self.ledger.doubt(claim, now)
        if now - since < CONFIRMATION:
            await self.ledger.put_off(claim, since + CONFIRMATION, str(obstacle))
            log.info("digest put off", **_named(claim), reason=str(obstacle))
            return
        await self.ledger.suspend(claim, obstacle.trouble, str(obstacle))
        log.warning("subscription suspended", **_named(claim), reason=str(obstacle))
        if claim.subscription.standing == "active":
            await self._tell(claim, "suspended", obstacle.trouble)
        else:  # as it was before: only what an admin asked for did not come
            await self._tell(claim, "failed", str(obstacle))

    async def _put_off(self, claim: Claim, least: timedelta, reason: str) -> None:
        wait = max(least, pause(claim.record.tries, self.random.random()))
        await self.ledger.put_off(claim, self.clock() + wait, reason)
        log.info("digest put off", **_named(claim), reason=reason)

    async def _end(self, claim: Claim, state: Outcome, reason: str | None = None) -> None:
        await self.ledger.finish(claim, state, _following(claim), reason)
        if state == "nothing-new":
            log.info("digest has nothing new", **_named(claim))
        else:
            log.warning("digest not sent", **_named(claim), state=state, reason=reason)

    async def _tell(self, claim: Claim, kind: NoticeKind, reason: str) -> None:
        notice = Notice(
            subscription_id=claim.subscription.id,
            kind=kind,
            reason=reason,
            key=claim.occurrence.key,
            at=self.clock(),
        )
        await self.ledger.tell(notice)


def _named(claim: Claim) -> dict[str, object]:
    return {"subscription": claim.subscription.id, "due": claim.occurrence.key}


def _posted(receipt: Receipt) -> Posted | None:
    if receipt.message_id is None or receipt.channel_id is None:
        return None
    return Posted(receipt.message_id, receipt.channel_id)


def _following(claim: Claim) -> datetime | None:
    """Return the next run after a claim; what an admin asked for beyond the schedule moves nothing."""
    return None if claim.record.manual else claim.subscription.cadence.next_after(claim.occurrence.at).at

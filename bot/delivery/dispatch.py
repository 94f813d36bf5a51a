"""Delivers one digest: freezes what it says, sends it part by part, writes down what is known at each step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.composing import Composer
from bot.delivery.outcomes import OBSTACLES, Outcomes, following
from bot.digests.delivery import decide, nonce
from bot.digests.ports import Ledger, Letter, Posted, Sender
from bot.digests.records import Claim, Content, Frozen, Question, Receipt
from bot.digests.retrying import SETTLING, TRIES, is_fresh, is_settling
from bot.digests.subscription import Place
from bot.errors import ClaimLost, Later, Refused, Unauthorized, Unreachable
from bot.presentation.digests.imprints import WORTH_SAYING, imprint
from bot.presentation.digests.subscriptions import post_title
from bot.presentation.localizer import Localizers


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Delivers what it has a claim on. ``grace`` is how late a digest may be where its admin has not said.

    ``holds`` says whether this process may still send: its chair may have gone to another while it slept.
    """

    ledger: Ledger
    sender: Sender
    composer: Composer
    outcomes: Outcomes
    localizers: Localizers
    clock: Callable[[], datetime]
    grace: timedelta
    holds: Callable[[int], bool]

    async def deliver(self, claim: Claim) -> None:
        """Bring one occurrence as far as it goes now. May raise ClaimLost, StorageError and Unauthorized."""
        if await self._is_given_up(claim):
            return
        frozen = await self._settled(claim)
        if frozen is None:
            await self.outcomes.end(claim, "nothing-new")
            return
        try:
            await self._send_parts(claim, frozen)
        except OBSTACLES as obstacle:
            await self.outcomes.failed(claim, obstacle)
        else:
            await self.outcomes.succeeded(claim, len(frozen.content.parts))

    async def _is_given_up(self, claim: Claim) -> bool:
        """End what was tried in vain often enough, or comes too late to be sent at all."""
        if claim.record.tries >= TRIES:
            await self.outcomes.end_and_tell(claim, "failed", claim.record.reason or "it was tried too often")
            return True
        return not claim.record.receipts and await self._comes_too_late(claim)

    async def _comes_too_late(self, claim: Claim) -> bool:
        subscription = claim.subscription
        if claim.record.manual:
            return False
        if subscription.standing != "active":
            await self.outcomes.end(claim, "missed", f"the subscription is {subscription.standing}")
            return True
        if self._decision(claim) == "send":
            return False
        reason = claim.record.reason or "the bot was not running in time"
        await self.outcomes.end_and_tell(claim, "missed", reason)
        return True

    def _decision(self, claim: Claim) -> str:
        own = claim.subscription.options.grace
        grace = self.grace if own is None else timedelta(minutes=own)
        return decide(claim.occurrence.at, self.clock(), grace)

    async def _settled(self, claim: Claim) -> Frozen | None:
        """Return what a digest says, its first attempt on record. From there on nothing in it changes."""
        if claim.frozen and claim.record.receipts:
            return claim.frozen
        while frozen := await self._frozen(claim):
            async with self._leave_to_send(claim):
                await self.ledger.begin(claim, frozen, self._letter(claim, frozen, 0).nonce)
            if self._will_be_corrected(claim, frozen):
                return frozen
            await self.ledger.withdraw(claim, 0)
        return None

    async def _frozen(self, claim: Claim) -> Frozen | None:
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

    def _will_be_corrected(self, claim: Claim, frozen: Frozen) -> bool:
        """Say whether every correction that the content lacks is noted when it is on record already.

        An edition is served first and its corrections are noted then. Of an edition that came while the digest was
        composed, they may have been noted before, and would never be shown in it.
        """
        was_on_record = claim.frozen is not None and claim.frozen.content is frozen.content
        return was_on_record or self.composer.is_served(frozen.content.edition)

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
            await self.ledger.complete(claim, part, posted, following(claim), publish=publish)

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
        if part or receipt:  # the first attempt is on record since the content is
            async with self._leave_to_send(claim):
                await self.ledger.attempting(claim, part, letter.nonce)
        try:
            return await self.sender.send(place, letter)
        except (Refused, Unreachable, Later, Unauthorized):
            if not may_have_come:
                await self.ledger.withdraw(claim, part)
            raise

    @asynccontextmanager
    async def _leave_to_send(self, claim: Claim) -> AsyncIterator[None]:
        """See to it that this process is the courier before an attempt is put on record, and still is after that."""
        self._require_chair(claim)
        yield
        self._require_chair(claim)

    def _require_chair(self, claim: Claim) -> None:
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


def _posted(receipt: Receipt) -> Posted | None:
    if receipt.message_id is None or receipt.channel_id is None:
        return None
    return Posted(receipt.message_id, receipt.channel_id)

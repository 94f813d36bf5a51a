"""What becomes of a digest that was not sent: it is tried again later, or ends, and then its admin is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

import structlog

from bot.digests.delivery import Outcome
from bot.digests.notices import Notice, NoticeKind, is_about_publishing
from bot.digests.ports import Ledger, Sender
from bot.digests.records import Claim
from bot.digests.retrying import CONFIRMATION, pause
from bot.errors import Later, Refused, Unreachable, Unreadable, Unsure

log = structlog.get_logger(__name__)

# The ends that an admin hears of.
TellingOutcome = Literal["failed", "missed", "uncertain"]

# What a delivery that does not succeed may raise, and ``Outcomes.failed`` deals with.
Obstacle = Unreadable | Refused | Unreachable | Later | Unsure
OBSTACLES = (Unreadable, Refused, Unreachable, Later, Unsure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Writes down how deliveries end, or when they go on. Every method may raise ClaimLost and StorageError.

    ``random`` spreads what is tried again.
    """

    ledger: Ledger
    sender: Sender
    clock: Callable[[], datetime]
    random: Random

    async def failed(self, claim: Claim, obstacle: Obstacle) -> None:
        """Go on later where that may help, and end it where it cannot."""
        match obstacle:
            case Unreadable():
                await self._cannot_look(claim, str(obstacle))
            case Refused():
                await self.end_and_tell(claim, "failed", str(obstacle))
            case Unreachable():
                await self._doubt(claim, obstacle)
            case Later():
                await self._put_off(claim, timedelta(seconds=obstacle.seconds), str(obstacle))
            case Unsure():
                await self._put_off(claim, timedelta(), str(obstacle))

    async def succeeded(self, claim: Claim, messages: int) -> None:
        """Tell an admin who knows of something wrong that it is well again."""
        log.info("digest sent", **_named(claim), messages=messages)
        if claim.subscription.told and not is_about_publishing(claim.subscription.told):
            await self._tell(claim, "recovered", "")

    async def end_and_tell(self, claim: Claim, state: TellingOutcome, reason: str) -> None:
        """End a digest unsent, and have its admin told."""
        await self.end(claim, state, reason)
        await self._tell(claim, state, reason)

    async def end(self, claim: Claim, state: Outcome, reason: str | None = None) -> None:
        """End a digest unsent, and plan the next run."""
        await self.ledger.finish(claim, state, following(claim), reason)
        if state == "nothing-new":
            log.info("digest has nothing new", **_named(claim))
        else:
            log.warning("digest not sent", **_named(claim), state=state, reason=reason)

    async def _cannot_look(self, claim: Claim, reason: str) -> None:
        if self._is_away(claim):
            await self._put_off(claim, timedelta(), reason)
        else:
            await self.end_and_tell(claim, "uncertain", reason)

    async def _doubt(self, claim: Claim, obstacle: Unreachable) -> None:
        """Try a channel that cannot be posted in once more, some time later, before giving it up."""
        if self._is_away(claim):
            await self._put_off(claim, timedelta(), str(obstacle))
            return
        now = self.clock()
        since = await self.ledger.doubt(claim, now)
        if now - since < CONFIRMATION:
            await self._put_off_until(claim, since + CONFIRMATION, str(obstacle))
        else:
            await self._suspend(claim, obstacle)

    async def _suspend(self, claim: Claim, obstacle: Unreachable) -> None:
        await self.ledger.suspend(claim, obstacle.trouble, str(obstacle))
        log.warning("subscription suspended", **_named(claim), reason=str(obstacle))
        if claim.subscription.standing == "active":
            await self._tell(claim, "suspended", obstacle.trouble)
        else:  # as it was before: only what an admin asked for did not come
            await self._tell(claim, "failed", str(obstacle))

    async def _put_off(self, claim: Claim, least: timedelta, reason: str) -> None:
        wait = max(least, pause(claim.record.tries, self.random.random()))
        await self._put_off_until(claim, self.clock() + wait, reason)

    async def _put_off_until(self, claim: Claim, until: datetime, reason: str) -> None:
        await self.ledger.put_off(claim, until, reason)
        log.info("digest put off", **_named(claim), reason=reason)

    async def _tell(self, claim: Claim, kind: NoticeKind, reason: str) -> None:
        subscription_id, key = claim.subscription.id, claim.occurrence.key
        await self.ledger.tell(
            Notice(subscription_id=subscription_id, kind=kind, reason=reason, key=key, at=self.clock())
        )

    def _is_away(self, claim: Claim) -> bool:
        return self.sender.is_away(claim.subscription.place.guild_id)


def following(claim: Claim) -> datetime | None:
    """Return the next run after a claim; what an admin asked for beyond the schedule moves nothing."""
    return None if claim.record.manual else claim.subscription.cadence.next_after(claim.occurrence.at).at


def _named(claim: Claim) -> dict[str, object]:
    return {"subscription": claim.subscription.id, "due": claim.occurrence.key}

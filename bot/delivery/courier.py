"""The courier: one process at a time, which sends all that is due, many digests at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.delivery.seat import Seat
from bot.digests.notices import Notice
from bot.digests.owing import owed
from bot.digests.ports import Ledger
from bot.digests.records import Claim
from bot.digests.subscription import Subscription
from bot.errors import ClaimLost, DepecheError, StorageError, Unauthorized

log = structlog.get_logger(__name__)

# Who stops a bot waits for it, though not for long: Docker ten seconds.
_FAREWELL = 6.0  # seconds
# Enough that slow answers do not keep the pace down; each holds a few kilobytes.
_AT_ONCE = 64
_BATCH = 50
# To look for more costs as much for one as for many.
_WORTH_A_LOOK = 16
# A bot whose token Discord refuses tries again after this time, in case it was given back.
_REFUSED_PAUSE = timedelta(minutes=10)
_AFTER_ERRORS = timedelta(minutes=1)
# While some are under way it looks so often whether there is more.
_LOOKING = 1.0  # seconds


class Delivers(Protocol):
    """What becomes of one claim; see ``bot.delivery.dispatch``."""

    async def deliver(self, claim: Claim) -> None: ...


class Courier:
    """Delivers while this process has the chair, which is its ``seat``."""

    def __init__(self, ledger: Ledger, seat: Seat, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._seat = seat
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def token(self) -> int | None:
        """The number of this courier; None while another process is the courier, or none."""
        return self._seat.token

    async def sit_down(self) -> bool:
        """Become the courier, or stay it. False while another process is.

        May raise StorageError, and SendingForbidden when the database is not this bot's.
        """
        if self._seat.is_barred:
            return False
        if self._seat.holds(self._seat.token):
            return True
        await self.idle()
        return await self._seat.take()

    async def stay(self) -> None:
        """Renew the lease. May raise StorageError."""
        await self._seat.stay()

    async def leave(self) -> None:
        """Finish what is under way, if it does not take long, and let others begin. May raise StorageError."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_FAREWELL)
        for task in self._under_way:
            task.cancel()
        await self.idle()
        await self._seat.leave()

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        under_way = tuple(self._under_way)
        await asyncio.gather(*under_way, return_exceptions=True)
        self._under_way.difference_update(under_way)

    async def work(self, dispatcher: Delivers) -> None:
        """Deliver all that is due, until nothing is.

        May raise StorageError, ClaimLost and SendingForbidden: then nothing is under way any more.
        """
        began = False
        try:
            while (token := self._seat.token) is not None:
                claims = await self._claims(token, _AT_ONCE - len(self._under_way))
                if claims and not began:
                    began = True
                    await self._seat.count_on()
                self._under_way.update(asyncio.create_task(self._deliver(dispatcher, claim)) for claim in claims)
                if not self._under_way:
                    if began:
                        await self._seat.count_on()
                    return
                await self._some_done()
        except Exception:
            # What was claimed meanwhile is taken up by whoever takes the chair next.
            self._seat.abandon()
            await self.idle()
            raise

    async def _some_done(self) -> None:
        done, self._under_way = await asyncio.wait(
            self._under_way, timeout=_LOOKING, return_when=asyncio.FIRST_COMPLETED
        )
        for error in [task.exception() for task in done if not task.cancelled()]:
            if error:
                raise error

    async def _claims(self, token: int, room: int) -> tuple[Claim, ...]:
        if room < _WORTH_A_LOOK:
            return ()
        now, room = self._clock(), min(room, _BATCH)
        taken_up = await self._ledger.take_up(token, now, room)
        if len(taken_up) == room:
            return taken_up
        claimed = await self._newly_claimed(token, now, room - len(taken_up))
        return taken_up + claimed

    async def _newly_claimed(self, token: int, now: datetime, room: int) -> tuple[Claim, ...]:
        waiting = await self._ledger.due(now, room)
        for each in waiting:
            if each.standing != "active":
                await self._set_aside(each, now)
        due = [owed(each, now) for each in waiting if each.standing == "active"]
        claimed = await self._ledger.claim(token, due, now)
        in_hand = {claim.subscription.id for claim in claimed}
        for subscription in (each.subscription for each in due if each.subscription.id not in in_hand):
            # On record already: the clock was set back. Whatever else was changed meanwhile stands.
            await self._ledger.reschedule(subscription, subscription.cadence.next_after(now).at)
        return claimed

    async def _set_aside(self, subscription: Subscription, now: datetime) -> None:
        """Suspend what nobody can tell the time of, so that it does not come due again and again."""
        if await self._ledger.set_aside(subscription):
            log.error("subscription suspended: its schedule cannot be read", subscription=subscription.id)
            await self._ledger.tell(
                Notice(subscription_id=subscription.id, kind="suspended", reason="no-schedule", key="", at=now)
            )

    async def _deliver(self, dispatcher: Delivers, claim: Claim) -> None:
        """Deliver one digest. One channel's failure must not cost the others theirs."""
        named = {"subscription": claim.subscription.id, "due": claim.occurrence.key}
        try:
            await dispatcher.deliver(claim)
        except ClaimLost:
            # Another courier took it over, or an admin has just deleted the subscription.
            log.info("digest left to others", **named)
        except Unauthorized as refusal:
            self._seat.abandon(_REFUSED_PAUSE.total_seconds())
            log.critical("Discord refuses the bot's token; nothing is sent", reason=str(refusal))
            await self._put_off(claim, _REFUSED_PAUSE, str(refusal))
        except StorageError:
            raise
        except Exception as error:
            log.exception("digest not delivered", **named)
            reason = str(error) if isinstance(error, DepecheError) else f"an error of the bot's own: {error!r}"
            await self._put_off(claim, _AFTER_ERRORS, reason)

    async def _put_off(self, claim: Claim, wait: timedelta, reason: str) -> None:
        with suppress(ClaimLost):
            await self._ledger.put_off(claim, self._clock() + wait, reason)

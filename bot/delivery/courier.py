"""The courier: one process at a time, which sends all that is due, many digests at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.delivery.binding import Binding
from bot.digests.owing import owed
from bot.digests.ports import Ledger
from bot.digests.records import Claim
from bot.errors import ClaimLost, DepecheError, SendingForbidden, StorageError, Unauthorized

log = structlog.get_logger(__name__)

# A courier that has not been heard of for so long counts as gone.
LEASE = 20.0  # seconds
RENEWAL = LEASE / 4
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
    """Delivers while it has the chair.

    ``name`` tells this process from others; ``elapsed`` gives seconds that never go back; ``application`` gives the
    id of the application that is logged in.
    """

    def __init__(  # noqa: PLR0913  (what it works with)
        self,
        ledger: Ledger,
        binding: Binding,
        *,
        name: str,
        application: Callable[[], int],
        clock: Callable[[], datetime],
        elapsed: Callable[[], float],
    ) -> None:
        self._ledger = ledger
        self._binding = binding
        self._name = name
        self._application = application
        self._clock = clock
        self._elapsed = elapsed
        self._token: int | None = None
        self._until = 0.0
        self._not_before = 0.0
        self._under_way: set[asyncio.Task[None]] = set()

    def holds(self, token: int) -> bool:
        """Say whether the chair is surely still that of ``token``: its lease has not run out unnoticed."""
        return token == self._token and self._elapsed() < self._until

    @property
    def token(self) -> int | None:
        """The number of this courier; None while another process is the courier, or none."""
        return self._token

    async def sit_down(self) -> bool:
        """Become the courier, or stay it. False while another process is.

        May raise StorageError, and SendingForbidden when the database is not this bot's.
        """
        if self._elapsed() < self._not_before:
            return False
        if self._token is not None and self._elapsed() < self._until:
            return True
        await self.idle()
        await self._binding.check(self._application())
        began = self._elapsed()
        token = await self._ledger.take_chair(self._name, LEASE)
        if token is None:
            return False
        try:
            await self._binding.bind(self._application())
            await self._binding.advance()
        except (SendingForbidden, StorageError):
            await self._ledger.leave_chair(token)
            raise
        self._token, self._until = token, began + LEASE
        log.info("courier began", token=token)
        return True

    async def stay(self) -> None:
        """Renew the lease. May raise StorageError."""
        if (token := self._token) is None:
            return
        began = self._elapsed()
        kept = await self._ledger.keep_chair(token, LEASE)
        if kept and self.holds(token):
            self._until = began + LEASE
        elif token == self._token:
            # Renewed too late, it was out of our hands for a while, and deliveries may have been left at that. Whoever
            # takes the chair anew takes them up.
            log.warning("the courier's chair was lost", token=token, kept=kept)
            self._token = None

    async def leave(self) -> None:
        """Finish what is under way, if it does not take long, and let others begin. May raise StorageError."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_FAREWELL)
        for task in self._under_way:
            task.cancel()
        await self.idle()
        if self._token is not None:
            token, self._token = self._token, None
            await self._ledger.leave_chair(token)

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
            while self._token is not None:
                claims = await self._claims(self._token, _AT_ONCE - len(self._under_way))
                if claims and not began:
                    began = True
                    await self._binding.advance()
                self._under_way.update(asyncio.create_task(self._deliver(dispatcher, claim)) for claim in claims)
                if not self._under_way:
                    if began:
                        await self._binding.advance()
                    return
                await self._some_done()
        except Exception:
            # What was claimed meanwhile is taken up by whoever takes the chair next.
            self._token = None
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
        due = [owed(each, now) for each in await self._ledger.due(now, room - len(taken_up))]
        claimed = await self._ledger.claim(token, due, now)
        in_hand = {claim.subscription.id for claim in claimed}
        for each in due:
            if each.subscription.id not in in_hand:
                # On record already: the clock was set back. Whatever else was changed meanwhile stands.
                following = each.subscription.cadence.next_after(now).at
                await self._ledger.reschedule(each.subscription, following)
        return taken_up + claimed

    async def _deliver(self, dispatcher: Delivers, claim: Claim) -> None:
        """Deliver one digest. One channel's failure must not cost the others theirs."""
        named = {"subscription": claim.subscription.id, "due": claim.occurrence.key}
        try:
            await dispatcher.deliver(claim)
        except ClaimLost:
            # Another courier took it over, or an admin has just deleted the subscription.
            log.info("digest left to others", **named)
        except Unauthorized as refusal:
            self._token, self._not_before = None, self._elapsed() + _REFUSED_PAUSE.total_seconds()
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

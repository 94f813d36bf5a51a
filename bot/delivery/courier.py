"""The courier: one process at a time, which sends all that is due, many digests at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Protocol

import structlog

from bot.delivery.binding import Binding
from bot.digests.ports import Ledger
from bot.digests.records import Claim, Due
from bot.digests.subscription import Subscription
from bot.errors import ClaimLost, DepecheError, SendingForbidden, StorageError, Unauthorized

log = structlog.get_logger(__name__)

# A courier that has not been heard of for so long counts as gone.
LEASE = 20.0  # seconds
RENEWAL = LEASE / 4
# Enough that slow answers do not keep the pace down; each holds a few kilobytes.
_AT_ONCE = 64
_BATCH = 50
# Of a courier that was away for long, the latest occurrence is sent; so many before it are put on record as missed.
_SKIPPED = 50
_MOMENT = timedelta(seconds=1)
# A bot whose token Discord refuses tries again after this time, in case it was given back.
_REFUSED_PAUSE = timedelta(minutes=10)


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
        self._not_before: datetime | None = None
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
        if self._not_before and self._clock() < self._not_before:
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
            self._binding.note(token)
        except SendingForbidden:
            await self._ledger.leave_chair(token)
            raise
        self._token, self._until = token, began + LEASE
        log.info("courier began", token=token)
        return True

    async def stay(self) -> None:
        """Renew the lease. May raise StorageError."""
        if self._token is None:
            return
        began = self._elapsed()
        if await self._ledger.keep_chair(self._token, LEASE):
            self._until = began + LEASE
        else:
            log.warning("another process has become the courier", token=self._token)
            self._token = None

    async def leave(self) -> None:
        """Stop what is under way, and let others be the courier. May raise StorageError."""
        for task in self._under_way:
            task.cancel()
        await self.idle()
        if self._token is not None:
            token, self._token = self._token, None
            await self._ledger.leave_chair(token)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def work(self, dispatcher: Delivers) -> None:
        """Deliver all that is due, until nothing is. May raise StorageError: then nothing is under way any more."""
        try:
            while self._token is not None:
                claims = await self._claims(self._token, _AT_ONCE - len(self._under_way))
                for claim in claims:
                    task = asyncio.create_task(self._deliver(dispatcher, claim))
                    self._under_way.add(task)
                    task.add_done_callback(self._under_way.discard)
                if not claims and not self._under_way:
                    return
                if self._under_way:
                    await self._some_done()
        except (ClaimLost, StorageError):
            self._token = None
            await self.idle()
            raise

    async def _some_done(self) -> None:
        done, _ = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def _claims(self, token: int, room: int) -> tuple[Claim, ...]:
        if room <= 0:
            return ()
        now, room = self._clock(), min(room, _BATCH)
        taken_up = await self._ledger.take_up(token, now, room)
        if len(taken_up) == room:
            return taken_up
        due = [self._owed(each, now) for each in await self._ledger.due(now, room - len(taken_up))]
        claimed = await self._ledger.claim(token, due, now)
        in_hand = {claim.subscription.id for claim in claimed}
        for each in due:
            if each.subscription.id not in in_hand:
                # On record already: the clock was set back. Whatever else was changed meanwhile stands.
                following = each.subscription.cadence.next_after(now).at
                await self._ledger.reschedule(each.subscription, following)
        return taken_up + claimed

    def _owed(self, subscription: Subscription, now: datetime) -> Due:
        """Return what is owed since the run that was planned; just the latest when that is long ago."""
        cadence = subscription.cadence
        since = cadence.after((subscription.next_run_at or now) - _MOMENT)
        owed = list(islice(takewhile(lambda each: each.at <= now, since), _SKIPPED + 1))
        if not owed or len(owed) > _SKIPPED:
            owed.append(cadence.last_until(now))
        return Due(subscription=subscription, occurrence=owed[-1], skipped=tuple(owed[:-1][:_SKIPPED]))

    async def _deliver(self, dispatcher: Delivers, claim: Claim) -> None:
        """Deliver one digest. One channel's failure must not cost the others theirs."""
        named = {"subscription": claim.subscription.id, "due": claim.occurrence.key}
        try:
            await dispatcher.deliver(claim)
        except ClaimLost:
            # Another courier took it over, or an admin has just deleted the subscription.
            log.info("digest left to others", **named)
        except Unauthorized as refusal:
            self._not_before = self._clock() + _REFUSED_PAUSE
            log.critical("Discord refuses the bot's token; nothing is sent", reason=str(refusal))
            await self._ledger.put_off(claim, self._not_before, str(refusal))
            self._token = None
        except StorageError:
            raise
        except Exception as error:
            log.exception("digest not delivered", **named)
            reason = str(error) if isinstance(error, DepecheError) else f"an error of the bot's own: {error!r}"
            await self._ledger.put_off(claim, self._clock() + timedelta(minutes=1), reason)

"""Wakes the courier when a digest is due. The only importer of apscheduler.

A few jobs, whatever the number of subscriptions: one asks the ledger when there is work next and comes back then; the
others keep the courier's chair, run errands, look whether suspended channels can be posted in again, and tidy up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.delivery.courier import Courier, Delivers
from bot.delivery.errands import Errands
from bot.delivery.seat import LEASE, RENEWAL
from bot.delivery.tidying import tidy
from bot.digests.ports import Ledger
from bot.errors import ClaimLost, SendingForbidden, StorageError, Unauthorized

log = structlog.get_logger(__name__)

_JOB = "digests"
# A clock that was set, or a machine that slept, is noticed within this time.
_LONGEST_SLEEP = timedelta(minutes=1)
_STANDING_BY = timedelta(seconds=LEASE / 2)
_BREATH = timedelta(seconds=1)
_ERRANDS = 15  # seconds
_RECONSIDERING = 300  # seconds
_TIDYING = 3600  # seconds; once a day it is done
# By default APScheduler drops a job that is more than one second late.
_LATE_TOO: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who does the work."""

    courier: Courier
    dispatcher: Delivers
    errands: Errands


class DigestScheduler:
    """Runs between ``start`` and ``stop``. ``clock`` gives the present in UTC."""

    def __init__(self, ledger: Ledger, crew: Crew, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._crew = crew
        self._clock = clock
        self._awake = asyncio.Lock()
        self._on_errands = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._forbidden = ""
        self._asked = False
        self._scheduler: Any = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin, with a first look at once."""
        self._scheduler.start()
        self._plan(self._clock())
        regular: dict[float, Callable[[], Awaitable[None]]] = {
            RENEWAL: self._crew.courier.stay,
            _ERRANDS: self.run_errands,
            _RECONSIDERING: self._reconsider,
            _TIDYING: self._tidy,
        }
        for seconds, work in regular.items():
            self._scheduler.add_job(self._guarded, IntervalTrigger(seconds=seconds), (work,), **_LATE_TOO)

    async def stop(self) -> None:
        """Wake no more, and return once nothing is under way: the database is closed next."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # APScheduler only asks the event loop to shut it down
        under_way = tuple(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        with suppress(StorageError):
            await self._crew.courier.leave()

    def replan(self) -> None:
        """Look again now: a subscription was added, changed or deleted."""
        self._asked = True
        if self._scheduler.running:
            # In a context of its own: the timer must not carry what was bound for the command that asks.
            Context().run(self._plan, self._clock())

    async def wake(self) -> None:
        """Deliver all that is due, and plan the next look."""
        async with self._awake:
            self._asked = False
            next_look = await self._looked()
        if self._scheduler.running:
            self._plan(self._clock() if self._asked else next_look)

    async def _looked(self) -> datetime:
        courier = self._crew.courier
        try:
            if not await courier.sit_down():
                return self._clock() + _STANDING_BY
            due = await self._ledger.next_due_at()
            if due and due <= self._clock():
                await courier.work(self._crew.dispatcher)
                await self.run_errands()
                due = await self._ledger.next_due_at()
            now = self._clock()
            # What is due and yet cannot be taken up now must not keep it looking without a break.
            return min(max(due, now + _BREATH), now + _LONGEST_SLEEP) if due else now + _LONGEST_SLEEP
        except ClaimLost as loss:
            log.warning("standing by", reason=str(loss))
        except SendingForbidden as refusal:
            self._say_once(str(refusal))
        except StorageError as error:
            log.warning("the ledger cannot be used; trying again soon", reason=str(error))
        except Exception:
            log.exception("the digests that are due cannot be delivered; trying again soon")
        return self._clock() + _STANDING_BY

    async def run_errands(self) -> None:
        """Publish, correct and tell what is due, when this process is the courier."""
        if self._crew.courier.token is None or self._on_errands.locked():
            return
        async with self._on_errands:
            try:
                await self._crew.errands.run()
            except Unauthorized as refusal:
                log.critical("Discord refuses the bot's token; nothing is sent", reason=str(refusal))

    async def _reconsider(self) -> None:
        if self._crew.courier.token is not None and await self._crew.errands.reconsider():
            self.replan()

    async def _tidy(self) -> None:
        if self._crew.courier.token is not None:
            await tidy(self._ledger, self._clock())

    def _say_once(self, reason: str) -> None:
        if reason != self._forbidden:
            log.critical("no digest is sent", reason=reason)
        self._forbidden = reason

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._kept(asyncio.ensure_future(work()))
        except StorageError as error:
            log.warning("the ledger cannot be used; trying again soon", reason=str(error))
        except Exception:
            log.exception("a task beside the digests failed")

    async def _wake_until_stopped(self) -> None:
        await self._kept(asyncio.ensure_future(self.wake()))

    async def _kept(self, task: asyncio.Task[None]) -> None:
        """Await ``task``, which ``stop`` can stop."""
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        # APScheduler takes being stopped for a failure of the job, and logs it as one.
        with suppress(asyncio.CancelledError):
            await task

    def _plan(self, at: datetime) -> None:
        # APScheduler goes by the machine's clock, whatever ours shows.
        trigger = DateTrigger(datetime.now(UTC) + max(at - self._clock(), timedelta()))
        self._scheduler.add_job(
            self._wake_until_stopped, trigger, id=_JOB, replace_existing=True, max_instances=8, **_LATE_TOO
        )

"""Wakes the courier when a digest is due. The only importer of apscheduler.

One job, whatever the number of subscriptions: it asks the ledger what is due, then when to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.delivery.courier import Courier
from bot.digests.ports import Ledger
from bot.errors import StorageError

log = structlog.get_logger(__name__)

_JOB = "digests"
# A clock that was set, or a machine that slept, is noticed within this time.
_LONGEST_SLEEP = timedelta(minutes=1)
_BATCH = 100


class DigestScheduler:
    """Runs between ``start`` and ``stop``. ``clock`` gives the present in UTC."""

    def __init__(self, ledger: Ledger, courier: Courier, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._courier = courier
        self._clock = clock
        self._awake = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._scheduler: Any = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin, with a first look at once."""
        self._scheduler.start()
        self._plan(self._clock())

    async def stop(self) -> None:
        """Wake no more, and return once nothing is under way: the database is closed next."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # APScheduler only asks the event loop to shut it down
        under_way = tuple(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def replan(self) -> None:
        """Look again now: a subscription was added, changed or deleted."""
        if self._scheduler.running:
            # In a context of its own: the timer must not carry what was bound for the command that asks.
            Context().run(self._plan, self._clock())

    async def wake(self) -> None:
        """Deliver all that is due, and plan the next look."""
        async with self._awake:
            try:
                await self._deliver_due()
                next_look = await self._next_look()
            except StorageError as error:
                log.warning("the ledger cannot be used; trying again soon", reason=str(error))
                next_look = self._clock() + _LONGEST_SLEEP
        if self._scheduler.running:
            self._plan(next_look)

    async def _deliver_due(self) -> None:
        await self._courier.give_up_interrupted()
        for subscription in await self._ledger.due(self._clock(), _BATCH):
            try:
                await self._courier.deliver(subscription)
            except StorageError:
                raise
            except Exception:
                # One channel's failure must not cost the others their digest; the lease decides what becomes of it.
                log.exception("digest not delivered", subscription=subscription.id)

    async def _next_look(self) -> datetime:
        now = self._clock()
        due = await self._ledger.next_due_at()
        latest = now + _LONGEST_SLEEP
        return min(due, latest) if due else latest

    async def _wake_until_stopped(self) -> None:
        task = asyncio.create_task(self.wake())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        # APScheduler takes being stopped for a failure of the job, and logs it as one.
        with suppress(asyncio.CancelledError):
            await task

    def _plan(self, at: datetime) -> None:
        self._scheduler.add_job(
            self._wake_until_stopped,
            DateTrigger(at),
            id=_JOB,
            replace_existing=True,
            # By default APScheduler drops a job that is more than one second late.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=2,
        )

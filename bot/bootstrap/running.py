"""A bot whose parts have met, and what it does unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.cards.library import Library
from bot.client import DepecheClient
from bot.delivery.declaring import Declaring
from bot.delivery.reloader import Reloader
from bot.delivery.scheduler import DigestScheduler
from bot.delivery.sender import DiscordSender
from bot.errors import StorageError
from bot.storage.ledger import SqlLedger
from bot.storage.members import SqlMembers
from bot.storage.servers import SqlServers

log = structlog.get_logger(__name__)

# How soon this process knows what members and servers chose in another one, on the same database.
_REFRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A bot whose parts have met. ``client`` connects to Discord; ``background`` does what needs no asking.

    ``shared`` says that other processes may use the same database: what they store is read every ``refresh``.
    """

    client: DepecheClient
    sender: DiscordSender
    library: Library
    ledger: SqlLedger
    scheduler: DigestScheduler
    reloader: Reloader
    declaring: Declaring
    members: SqlMembers
    servers: SqlServers
    shared: bool
    refresh: timedelta = _REFRESH

    @asynccontextmanager
    async def background(self) -> AsyncIterator[None]:
        """Follow the briefings folder and what is chosen elsewhere, and send digests once the client is connected."""
        work = (self.reloader.run(), self._send_once_connected(), self._refresh())
        tasks = [asyncio.create_task(each) for each in work]
        for task in tasks:
            task.add_done_callback(_log_failure)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
            await self.scheduler.stop()

    async def _send_once_connected(self) -> None:
        await self.client.connected.wait()
        await self.declaring.apply()
        self.scheduler.start()

    async def _refresh(self) -> None:
        while self.shared:
            await asyncio.sleep(self.refresh.total_seconds())
            try:
                await self.load_choices()
            except StorageError:
                pass  # who needs the database says when it cannot be used; until then what was known stands
            except Exception:
                log.exception("what was chosen elsewhere cannot be read; trying again soon")

    async def load_choices(self) -> None:
        """Read what members and servers have chosen, in this process and in others. Raises StorageError."""
        await self.members.load()
        await self.servers.load()


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a background task ended", exc_info=error)

"""The only place where concrete parts meet: settings in, a bot ready to connect out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata

import structlog

from bot.cards.library import Library
from bot.client import DepecheClient
from bot.commands.services import Services
from bot.delivery.courier import Courier, Rules
from bot.delivery.editions import EditionBuilder
from bot.delivery.newsroom import Newsroom, Post, post_nowhere
from bot.delivery.reloader import Reloader, Timing
from bot.delivery.scheduler import DigestScheduler
from bot.delivery.sender import DiscordSender
from bot.errors import StorageError
from bot.presentation.gallery import Gallery
from bot.presentation.localizer import load_localizers
from bot.presentation.sheet import Sheet
from bot.settings import Settings
from bot.storage.arrivals import SqlArrivals
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from bot.storage.members import SqlMembers
from bot.storage.misses import SqlMisses
from bot.storage.servers import SqlServers
from bot.storage.store import utc_now

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Application:
    """A bot whose parts have met. ``client`` connects to Discord; ``background`` does what needs no asking."""

    client: DepecheClient
    sender: DiscordSender
    library: Library
    ledger: SqlLedger
    scheduler: DigestScheduler
    reloader: Reloader

    @asynccontextmanager
    async def background(self) -> AsyncIterator[None]:
        """Follow the briefings folder, and send digests as soon as the client is connected."""
        reloading = asyncio.create_task(self.reloader.run())
        sending = asyncio.create_task(self._send_once_connected())
        for task in (reloading, sending):
            task.add_done_callback(_log_failure)
        try:
            yield
        finally:
            for task in (reloading, sending):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
            await self.scheduler.stop()

    async def _send_once_connected(self) -> None:
        await self.client.connected.wait()
        self.scheduler.start()


@asynccontextmanager
async def application(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, post: Post | None = None
) -> AsyncIterator[Application]:
    """Put a bot together, and take it apart at the end.

    ``post`` replaces the newsroom's channel of ``settings``. Raises ContentError, StorageError.
    """
    _make_data_folder(settings)
    localizers = load_localizers()
    content = settings.content
    builder = EditionBuilder(content.folder, content.articles_dir, settings.data.folder, localizers)
    snapshot = await asyncio.to_thread(builder.snapshot)
    library = Library(await asyncio.to_thread(builder.build, snapshot))
    log.info("edition live", edition=library.edition.number, cards=len(library.edition.published))
    engine = await open_database(settings.database_url)
    try:
        await migrate(engine)
        ledger = SqlLedger(engine, clock)
        members, servers = SqlMembers(engine, clock), SqlServers(engine, clock)
        await members.load()
        await servers.load()
        services = Services(
            library=library,
            localizers=localizers,
            ledger=ledger,
            members=members,
            servers=servers,
            misses=SqlMisses(engine, clock),
            arrivals=SqlArrivals(engine, clock),
            gallery=Gallery(),
            clock=clock,
            replan=lambda: scheduler.replan(),  # noqa: PLW0108  (the scheduler comes last: it needs the client)
            version=metadata.version("depeche"),
        )
        client = DepecheClient(services, ledger)
        sender = DiscordSender(client)
        rules = Rules(grace=timedelta(minutes=settings.digests.grace), limit=settings.digests.limit)
        courier = Courier(
            ledger=ledger, sender=sender, library=library, localizers=localizers, clock=clock, rules=rules
        )
        scheduler = DigestScheduler(ledger, courier, clock)
        newsroom = Newsroom(post or _post_to(settings.newsroom.channel, sender), localizers[settings.newsroom.language])
        reloader = Reloader(
            library,
            builder,
            newsroom,
            served=snapshot.digest,
            timing=Timing(settle=content.settle, sweep=content.sweep),
        )
        yield Application(client, sender, library, ledger, scheduler, reloader)
    finally:
        await engine.dispose()


def _make_data_folder(settings: Settings) -> None:
    folder = settings.data.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StorageError(
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Give the bot's user the right to write there, or name another with DEPECHE_DATA_FOLDER."
        ) from None


def _post_to(channel_id: int, sender: DiscordSender) -> Post:
    if not channel_id:
        return post_nowhere

    async def post(sheet: Sheet) -> None:
        await sender.post(channel_id, sheet)

    return post


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a background task ended", exc_info=error)

"""The only place where concrete parts meet: settings in, a bot ready to connect out."""

from __future__ import annotations

import asyncio
import os
import platform
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from random import Random
from uuid import uuid4

import aiohttp
import structlog

from bot.cards.library import Edition, Library
from bot.client import DepecheClient
from bot.commands.services import Services
from bot.delivery.binding import Binding
from bot.delivery.composing import Composer
from bot.delivery.courier import Courier
from bot.delivery.declaring import Declaring
from bot.delivery.dispatch import Dispatcher
from bot.delivery.editions import EditionBuilder
from bot.delivery.envelopes import Illustrate
from bot.delivery.errands import Errands
from bot.delivery.newsroom import Newsroom, Post, post_nowhere
from bot.delivery.register import Register
from bot.delivery.reloader import Reloader, Timing
from bot.delivery.scheduler import Crew, DigestScheduler
from bot.delivery.sender import DiscordSender
from bot.digests.records import Part
from bot.errors import StorageError
from bot.presentation.digests.pictures import picture_in
from bot.presentation.gallery import Gallery
from bot.presentation.localizer import Localizers, load_localizers
from bot.presentation.pages import Pages
from bot.presentation.sheet import Picture, Sheet
from bot.readers import Shares
from bot.settings import Settings
from bot.storage.arrivals import SqlArrivals
from bot.storage.database import migrate, open_database, server_name
from bot.storage.ledger import SqlLedger
from bot.storage.members import SqlMembers
from bot.storage.misses import SqlMisses
from bot.storage.servers import SqlServers
from bot.storage.store import utc_now

log = structlog.get_logger(__name__)

# How soon this process knows what members and servers chose in another one, on the same database.
_REFRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
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


@asynccontextmanager
async def application(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    post: Post | None = None,
    connector: aiohttp.BaseConnector | None = None,
) -> AsyncIterator[Application]:
    """Put a bot together, and take it apart at the end.

    ``post`` replaces the newsroom's channel of ``settings``; ``connector`` leads to another Discord than the one on
    the Internet. Raises ContentError, StorageError.
    """
    _make_data_folder(settings)
    localizers = load_localizers()
    content = settings.content
    builder = EditionBuilder(content.folder, content.articles_dir, settings.data.folder, localizers)
    snapshot = await asyncio.to_thread(builder.snapshot)
    library = Library(await asyncio.to_thread(builder.build, snapshot))
    log.info("edition live", edition=library.edition.number, cards=len(library.edition.published))
    engine, gallery = await open_database(settings.database_url), Gallery()
    try:
        await migrate(engine)
        ledger = SqlLedger(engine, clock)
        members, servers, arrivals = SqlMembers(engine, clock), SqlServers(engine, clock), SqlArrivals(engine, clock)
        register, pages = Register(arrivals, clock), Pages()
        library.kept_by(pages.give_up)
        await register.note(library.edition)
        client = DepecheClient(ledger, connector)
        sender = DiscordSender(client, pace=settings.digests.pace, illustrate=_illustrator(gallery, localizers))
        composer = Composer(ledger, library, localizers, settings.digests.limit)
        grace = timedelta(minutes=settings.digests.grace)
        courier = Courier(
            ledger,
            Binding(ledger, settings.data.folder, _new_name, await server_name(engine)),
            name=_name_of_process(),
            application=lambda: client.application_id or 0,
            clock=clock,
            elapsed=time.monotonic,
        )
        dispatcher = Dispatcher(
            ledger=ledger,
            sender=sender,
            composer=composer,
            localizers=localizers,
            clock=clock,
            random=Random(),  # noqa: S311  (for waiting times)
            grace=grace,
            holds=courier.holds,
        )
        errands = Errands(
            ledger=ledger,
            sender=sender,
            library=library,
            localizers=localizers,
            clock=clock,
            newsroom=settings.newsroom.channel,
        )
        scheduler = DigestScheduler(ledger, Crew(courier=courier, dispatcher=dispatcher, errands=errands), clock)
        client.services = Services(
            library=library,
            localizers=localizers,
            ledger=ledger,
            sender=sender,
            compose=composer.compose,
            grace=grace,
            members=members,
            servers=servers,
            misses=SqlMisses(engine, clock),
            arrivals=arrivals,
            shares=Shares(clock),
            gallery=gallery,
            pages=pages,
            clock=clock,
            replan=scheduler.replan,
            version=metadata.version("depeche"),
        )

        async def note(edition: Edition) -> None:
            await register.note(edition)
            await errands.note_corrections(edition)

        await errands.note_corrections(library.edition)
        newsroom = Newsroom(post or _post_to(settings.newsroom.channel, sender), localizers[settings.newsroom.language])
        reloader = Reloader(
            library,
            builder,
            newsroom,
            served=snapshot.digest,
            timing=Timing(settle=content.settle, sweep=content.sweep),
            note=note,
        )
        shared = engine.dialect.name == "postgresql"
        declaring = Declaring(
            file=settings.digests.declared, ledger=ledger, library=library, newsroom=newsroom, clock=clock
        )
        app = Application(client, sender, library, ledger, scheduler, reloader, declaring, members, servers, shared)
        await app.load_choices()
        yield app
    finally:
        gallery.close()
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


def _new_name() -> str:
    return uuid4().hex


def _name_of_process() -> str:
    """Return a name that no other process has, and that tells an operator which one it is."""
    return f"process {os.getpid()} on {platform.node()[:30]} ({_new_name()[:8]})"


def _illustrator(gallery: Gallery, localizers: Localizers) -> Illustrate:
    async def illustrate(part: Part) -> tuple[Picture, bytes] | None:
        picture = picture_in(part, localizers)
        return (picture, await gallery.png(picture)) if picture else None

    return illustrate


def _post_to(channel_id: int, sender: DiscordSender) -> Post:
    if not channel_id:
        return post_nowhere

    async def post(sheet: Sheet) -> None:
        await sender.post(channel_id, sheet)

    return post


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a background task ended", exc_info=error)

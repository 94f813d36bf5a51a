"""Puts a bot together, and takes it apart at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from importlib import metadata

import aiohttp
import structlog

from bot.bootstrap.digests import DigestOffice, Premises
from bot.bootstrap.running import Application
from bot.bootstrap.stores import open_stores
from bot.cards.library import Edition, Library
from bot.client import DepecheClient
from bot.commands.services import Services
from bot.delivery.declaring import Declaring
from bot.delivery.editions import EditionBuilder
from bot.delivery.envelopes import Illustrate
from bot.delivery.newsroom import Newsroom, Post, post_nowhere
from bot.delivery.register import Register
from bot.delivery.reloader import Reloader, Timing
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
from bot.storage.store import utc_now

log = structlog.get_logger(__name__)


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
    localizers, content = load_localizers(), settings.content
    builder = EditionBuilder(content.folder, content.articles_dir, settings.data.folder, localizers)
    snapshot = await asyncio.to_thread(builder.snapshot)
    library = Library(await asyncio.to_thread(builder.build, snapshot))
    log.info("edition live", edition=library.edition.number, cards=len(library.edition.published))
    async with open_stores(settings.database_url, clock) as stores:
        with closing(Gallery()) as gallery:
            client = DepecheClient(stores.ledger, connector)
            premises = Premises(
                settings=settings,
                stores=stores,
                sender=DiscordSender(client, pace=settings.digests.pace, illustrate=_illustrator(gallery, localizers)),
                library=library,
                localizers=localizers,
                clock=clock,
                application=lambda: client.application_id or 0,
            )
            office = premises.office()
            client.services = _services(premises, office, gallery)
            newsroom = _newsroom(premises, post)
            note = _noting(Register(stores.arrivals, clock), office)
            await note(library.edition)
            timing = Timing(settle=content.settle, sweep=content.sweep)
            app = Application(
                client=client,
                sender=premises.sender,
                library=library,
                ledger=stores.ledger,
                scheduler=office.scheduler,
                reloader=Reloader(library, builder, newsroom, served=snapshot.digest, timing=timing, note=note),
                declaring=_declaring(premises, newsroom),
                members=stores.members,
                servers=stores.servers,
                shared=stores.shared,
            )
            await app.load_choices()
            yield app


def _services(premises: Premises, office: DigestOffice, gallery: Gallery) -> Services:
    stores, pages = premises.stores, Pages()
    premises.library.kept_by(pages.give_up)
    return Services(
        library=premises.library,
        localizers=premises.localizers,
        ledger=stores.ledger,
        sender=premises.sender,
        compose=office.composer.compose,
        grace=office.grace,
        members=stores.members,
        servers=stores.servers,
        misses=stores.misses,
        arrivals=stores.arrivals,
        shares=Shares(premises.clock),
        gallery=gallery,
        pages=pages,
        clock=premises.clock,
        replan=office.scheduler.replan,
        version=metadata.version("depeche"),
    )


def _noting(register: Register, office: DigestOffice) -> Callable[[Edition], Awaitable[None]]:
    async def note(edition: Edition) -> None:
        await register.note(edition)
        await office.errands.note_corrections(edition)

    return note


def _newsroom(premises: Premises, post: Post | None) -> Newsroom:
    settings = premises.settings.newsroom
    return Newsroom(post or _post_to(settings.channel, premises.sender), premises.localizers[settings.language])


def _declaring(premises: Premises, newsroom: Newsroom) -> Declaring:
    return Declaring(
        file=premises.settings.digests.declared,
        ledger=premises.stores.ledger,
        library=premises.library,
        newsroom=newsroom,
        clock=premises.clock,
    )


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

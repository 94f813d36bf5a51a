"""How commands and buttons answer: once, in the place where the question was asked, for all to see only on request."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.cards.schema import Kind
from bot.commands.services import Services
from bot.errors import CardNotFound, StorageError
from bot.presentation import notices
from bot.presentation.about import about_pages
from bot.presentation.components import view_of
from bot.presentation.news import MOST, news_pages
from bot.presentation.routes import AboutRoute, CatchUpRoute, Route
from bot.presentation.sheet import Sheet
from bot.readers import NO_NEWS

Interaction = discord.Interaction[Any]

log = structlog.get_logger(__name__)


async def show(interaction: Interaction, route: Route, services: Services, *, seen: str = "") -> Sheet:
    """Answer with the page that ``route`` leads to, and return it.

    ``seen`` is the number of the edition that the message showed.
    """
    number = services.edition.number
    sheet = await _sheet(interaction, route, services)
    if seen and seen != number:
        sheet = notices.of_another_edition(sheet, services.localizer(interaction))
    # What a member has not seen yet is nobody else's business.
    publicly = interaction.message is None and not isinstance(route, CatchUpRoute)
    publicly = publicly and services.servers.answers_publicly(interaction.guild_id) and may_write(interaction)
    await answer(interaction, sheet, services, publicly=publicly)
    return sheet


async def share(interaction: Interaction, route: Route, services: Services, *, seen: str = "") -> None:
    """Post the page that ``route`` leads to for everybody in the channel, if the member may write there now.

    Nobody shares what they have not read: when ``seen``, the number of the edition that the message showed, is not the
    present one, the message turns to the page as it stands now, and can be shared from there. Otherwise the
    message stays as it is; what was shared appears right below it.
    """
    localizer = services.localizer(interaction)
    sheet = await _sheet(interaction, route, services)
    if sheet.refusal:
        await answer(interaction, sheet, services)
    elif seen and seen != services.edition.number:
        await answer(interaction, notices.of_another_edition(sheet, localizer), services)
    elif not may_write(interaction):
        sentence = localizer.gettext("You may not write in this channel, so nothing can be shared here.")
        await answer(interaction, notices.refusal(sentence), services)
    elif free := services.shares.claim(interaction.user.id, interaction.channel_id or 0, slow_mode(interaction)):
        await answer(interaction, notices.shared_too_often(free, localizer), services)
    else:
        sheet = notices.shared(sheet, interaction.user.display_name, localizer)
        await answer(interaction, sheet, services, publicly=True)


async def not_found(interaction: Interaction, missing: CardNotFound, kind: Kind | None, services: Services) -> None:
    """Say what comes closest to what was asked for, and count that it is not there; one of another kind is."""
    edition, localizer = services.edition, services.localizer(interaction)
    called = edition.called(missing.query)
    if called and kind and all(card.kind != kind for card in called):
        await answer(interaction, notices.of_another_kind(called, kind, localizer), services)
        return
    await answer(interaction, notices.card_not_found(missing.query, missing.suggestions, edition, localizer), services)
    if not called:
        await count_miss(missing.query, kind, services)


async def count_miss(query: str, kind: Kind | None, services: Services) -> None:
    """Count that ``query`` led nowhere, if the database lets us."""
    try:
        await services.misses.missed(query, kind)
    except StorageError as error:
        # The member has their answer.
        log.warning("a failed lookup could not be counted", reason=str(error))


async def answer(interaction: Interaction, sheet: Sheet, services: Services, *, publicly: bool = False) -> None:
    """Answer with ``sheet``: a button on a private message turns it, one on a public message opens a private one."""
    publicly = publicly and not sheet.refusal
    turned = interaction.message is not None and interaction.message.flags.ephemeral and not sheet.refusal
    turned = turned and not publicly
    if publicly:
        sheet = replace(sheet, presses=tuple(press for press in sheet.presses if not press.share))
    if sheet.picture and not services.gallery.has(sheet.picture) and not interaction.response.is_done():
        # Drawing takes tens of milliseconds, but many may be waiting for theirs.
        await interaction.response.defer(ephemeral=not publicly, thinking=not turned)
    sheet, files = await _illustrated(sheet, services)
    view = view_of(sheet)
    if interaction.response.is_done():
        await _complete(interaction, view, files, turned=turned, publicly=publicly)
    elif turned:
        await interaction.response.edit_message(view=view, attachments=files)
    else:
        await interaction.response.send_message(view=view, files=files, ephemeral=not publicly)


async def answer_all(interaction: Interaction, sheets: Sequence[Sheet], services: Services) -> None:
    """Answer privately with several messages, in their order."""
    first, *others = sheets
    await answer(interaction, first, services)
    for each in others:
        sheet, files = await _illustrated(each, services)
        await interaction.followup.send(view=view_of(sheet), files=files, ephemeral=True)


async def _complete(
    interaction: Interaction, view: discord.ui.LayoutView, files: list[discord.File], *, turned: bool, publicly: bool
) -> None:
    if turned or interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(view=view, attachments=files)
    else:
        await interaction.followup.send(view=view, files=files, ephemeral=not publicly)


async def _illustrated(sheet: Sheet, services: Services) -> tuple[Sheet, list[discord.File]]:
    """Return a sheet with the file of its picture, or without it when it cannot be drawn: the text says the same."""
    if sheet.picture is None:
        return sheet, []
    try:
        png = await services.gallery.png(sheet.picture)
    except Exception:
        log.exception("a picture could not be drawn", picture=sheet.picture.key)
        return replace(sheet, picture=None), []
    return sheet, [discord.File(io.BytesIO(png), sheet.picture.file_name, description=sheet.picture.description)]


async def _sheet(interaction: Interaction, route: Route, services: Services) -> Sheet:
    edition, localizer = services.edition, services.localizer(interaction)
    if isinstance(route, AboutRoute):
        registered = interaction.client.tree.get_commands()
        pages = about_pages(registered, edition, services.version, localizer)
        return pages[min(route.page, len(pages) - 1)]
    if not isinstance(route, CatchUpRoute):
        return services.pages.sheet_for(route, edition, localizer)
    since, until = (datetime.fromtimestamp(instant, UTC) for instant in (route.since, route.until))
    zone = services.members.preferences(interaction.user.id).zone_in(localizer.language)
    # Whoever comes for the first time is shown other cards.
    news = await services.arrivals.between(since, until, MOST) if route.since else NO_NEWS
    pages = news_pages(route, news, edition, localizer, zone)
    return pages[min(route.page, len(pages) - 1)]


def slow_mode(interaction: Interaction) -> timedelta:
    """Return what the channel asks of the member to leave between two messages, as far as Discord says."""
    permissions = interaction.permissions
    if permissions.manage_messages or permissions.manage_channels or permissions.bypass_slowmode:
        return timedelta(0)
    return timedelta(seconds=getattr(interaction.channel, "slowmode_delay", 0))


async def managing(interaction: Interaction, refused: str, services: Services) -> bool:
    """Tell whether the member may manage the server, and answer ``refused`` (a msgid) where not.

    Discord asks for that permission too, unless an admin has opened the command to others by mistake.
    """
    if interaction.permissions.manage_guild:
        return True
    sentence = services.localizer(interaction).gettext(refused)
    try:
        await answer(interaction, notices.refusal(sentence), services)
    except Exception as error:
        # Of a check, discord.py hands on no other errors: nobody would hear of it.
        raise app_commands.AppCommandError("a refusal could not be delivered") from error
    return False


_THREADS = frozenset(
    {discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread}
)


def may_write(interaction: Interaction) -> bool:
    """Tell whether a member may write where they are; in direct messages everybody may.

    Discord has worked the permissions out for this channel. In a server that has not installed the bot itself,
    answering a member who did is subject to one more (Discord, "Permissions": USE_EXTERNAL_APPS).
    """
    if interaction.guild_id is None:
        return True
    permissions = interaction.permissions
    installed = interaction.is_guild_integration() or interaction.client.get_guild(interaction.guild_id) is not None
    if not installed and not permissions.use_external_apps:
        return False
    in_thread = interaction.channel is not None and interaction.channel.type in _THREADS
    return permissions.send_messages_in_threads if in_thread else permissions.send_messages

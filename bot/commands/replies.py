"""How commands and buttons answer: once, in the place where the question was asked, for all to see only on request."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import discord
import structlog

from bot.cards.schema import Kind
from bot.commands.services import Services
from bot.errors import CardNotFound, StorageError
from bot.presentation import notices
from bot.presentation.about import about_pages
from bot.presentation.news import news_pages
from bot.presentation.routes import AboutRoute, CatchUpRoute, Route
from bot.presentation.sheet import Sheet, view_of

Interaction = discord.Interaction[Any]

log = structlog.get_logger(__name__)


async def show(interaction: Interaction, route: Route, services: Services, *, seen: str = "") -> None:
    """Answer with the page that ``route`` leads to. ``seen`` is the number of the edition that the message showed."""
    sheet = await _sheet(interaction, route, services)
    if seen and seen != services.edition.number and not sheet.refusal:
        sheet = notices.of_another_edition(sheet, services.localizer(interaction))
    # What a member has not seen yet is nobody else's business.
    publicly = interaction.message is None and not isinstance(route, CatchUpRoute)
    publicly = publicly and may_write(interaction) and services.servers.answers_publicly(interaction.guild_id)
    await answer(interaction, sheet, services, publicly=publicly)


async def share(interaction: Interaction, route: Route, services: Services) -> None:
    """Post the page that ``route`` leads to for everybody in the channel, if the member may write there.

    It is posted as it stands now, and its footer says of which edition that is. The private message it was shared
    from stays as it is: what was shared appears right below it, and a second request could only fail.
    """
    localizer = services.localizer(interaction)
    sheet = await _sheet(interaction, route, services)
    if not sheet.refusal and not may_write(interaction):
        sheet = notices.refusal(localizer.gettext("You may not write in this channel, so nothing can be shared here."))
    if not sheet.refusal:
        sheet = notices.shared(sheet, interaction.user.display_name, localizer)
    await answer(interaction, sheet, services, publicly=not sheet.refusal)


async def not_found(interaction: Interaction, missing: CardNotFound, kind: Kind | None, services: Services) -> None:
    """Say what comes closest to what was asked for, and count that it is not there."""
    sheet = notices.card_not_found(
        missing.query, missing.suggestions, services.edition, services.localizer(interaction)
    )
    await answer(interaction, sheet, services)
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
    pages = news_pages(route, await services.arrivals.between(since, until), edition, localizer, zone)
    return pages[min(route.page, len(pages) - 1)]


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

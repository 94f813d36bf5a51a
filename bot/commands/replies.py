"""How commands and buttons answer: privately, once, in the place where the question was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import discord

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.presentation import notices
from bot.presentation.cards import card_controls, card_pages
from bot.presentation.localizer import Localizer
from bot.presentation.navigation import Control, TimelineQuery
from bot.presentation.sheet import Sheet, view_of
from bot.presentation.sources import source_controls, source_pages
from bot.presentation.timeline import timeline_pager, timeline_pages

Interaction = discord.Interaction[Any]


async def answer(interaction: Interaction, sheet: Sheet, controls: Sequence[Control] = ()) -> None:
    """Answer privately. A button on a private message turns that message; on a public one it opens a private one."""
    view = view_of(sheet, controls)
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=True)
    elif interaction.message is not None and interaction.message.flags.ephemeral and not sheet.refusal:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


async def answer_card(
    interaction: Interaction, card: Card, edition: Edition, localizer: Localizer, page: int = 0
) -> None:
    """Show a page of a card."""
    pages = card_pages(card, edition, localizer)
    await _answer_page(interaction, pages, page, partial(card_controls, card.id), localizer)


async def answer_sources(
    interaction: Interaction, card: Card, edition: Edition, localizer: Localizer, page: int = 0
) -> None:
    """Show a page of what stands behind a card."""
    pages = source_pages(card, edition, localizer)
    await _answer_page(interaction, pages, page, partial(source_controls, card.id), localizer)


async def answer_timeline(
    interaction: Interaction, query: TimelineQuery, edition: Edition, localizer: Localizer, page: int = 0
) -> None:
    """Show a page of a timeline, or say what is wrong with its topic or its bounds."""
    if query.topic and query.topic not in edition.published:
        await answer(interaction, notices.card_gone(localizer))
        return
    try:
        pages = timeline_pages(query, edition, localizer)
    except ValueError:
        await answer(interaction, notices.bad_date(localizer))
        return
    await _answer_page(interaction, pages, page, partial(timeline_pager, query), localizer)


async def _answer_page(
    interaction: Interaction,
    pages: Sequence[Sheet],
    page: int,
    controls: Callable[[int, int, Localizer], Sequence[Control]],
    localizer: Localizer,
) -> None:
    """Show one of ``pages`` with its buttons; a page beyond the last, from an older edition's button, is the last."""
    number = min(page, len(pages) - 1)
    await answer(interaction, pages[number], controls(number, len(pages), localizer))

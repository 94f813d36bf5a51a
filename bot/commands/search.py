"""/search: whatever the cards say, by its words."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.cards.fulltext.reading import asks_something
from bot.cards.stems import spellings
from bot.commands.replies import answer, count_miss, show
from bot.commands.services import Services
from bot.presentation.measures import length_of
from bot.presentation.results import nothing_to_look_for, query_too_long
from bot.presentation.routes import LONGEST_QUERY, SearchRoute, fits_a_route, tidied

Interaction = discord.Interaction[Any]
Query = app_commands.Range[str, 1, LONGEST_QUERY]


class Search(commands.Cog):
    """Full-text search over all cards."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="search", description=locale_str("Look through all that the cards say"))
    @app_commands.rename(query=locale_str("query"))
    @app_commands.describe(query=locale_str("Words to look for, in French or in English"))
    async def search(self, interaction: Interaction, query: Query) -> None:
        services, localizer = self._services, self._services.localizer(interaction)
        query = tidied(query)
        if not spellings(query):
            await answer(interaction, nothing_to_look_for(localizer), services)
        elif not fits_a_route(query):
            await answer(interaction, query_too_long(LONGEST_QUERY, localizer), services)
        else:
            shown = await show(interaction, SearchRoute(0, query), services)
            if asks_something(query) and shown.refusal:
                await count_miss(query, None, services)

    @search.autocomplete("query")
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        edition, language = self._services.edition, self._services.localizer(interaction).language
        suggested = edition.suggest(tidied(typed))
        names = dict.fromkeys(edition.published[suggestion.card_id].name.to(language) for suggestion in suggested)
        return [app_commands.Choice(name=name, value=name) for name in names if length_of(name) <= LONGEST_QUERY]

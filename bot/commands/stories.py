"""/story: a story, read step by step."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.autocompletion import LONGEST, card_choices
from bot.commands.replies import not_found, show
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation.routes import StoryRoute

Interaction = discord.Interaction[Any]


class Stories(commands.Cog):
    """Walks through the cards."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="story", description=locale_str("Read a story card by card, step by step"))
    @app_commands.rename(story=locale_str("story"))
    @app_commands.describe(story=locale_str("Its title, or a word of it"))
    async def story(self, interaction: Interaction, story: app_commands.Range[str, 1, LONGEST]) -> None:
        try:
            found = self._services.edition.find(story, "story")
        except CardNotFound as missing:
            await not_found(interaction, missing, "story", self._services)
        else:
            await show(interaction, StoryRoute(found.id), self._services)

    @story.autocomplete("story")
    async def _stories(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        services = self._services
        return card_choices(typed[:LONGEST], services.edition, services.localizer(interaction), "story")

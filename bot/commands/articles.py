"""/sources: the articles that all cards rest on."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.replies import show
from bot.commands.services import Services
from bot.presentation.routes import ArticlesRoute


class Articles(commands.Cog):
    """The articles."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="sources", description=locale_str("The articles that all cards rest on"))
    async def sources(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, ArticlesRoute(), self._services)

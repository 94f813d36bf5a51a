"""/about: what this bot is and what it serves."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.replies import show
from bot.commands.services import Services
from bot.presentation.routes import AboutRoute


class About(commands.Cog):
    """The bot about itself."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="about", description=locale_str("What Dépêche is, and which edition it serves"))
    async def about(self, interaction: discord.Interaction[Any]) -> None:
        await show(interaction, AboutRoute(), self._services)

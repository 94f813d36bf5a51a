"""To be written."""

from __future__ import annotations

from discord.ext import commands

from bot.commands.services import Services


class Comparison(commands.Cog):
    """To be written."""

    def __init__(self, services: Services) -> None:
        self._services = services

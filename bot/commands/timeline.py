"""/timeline: what happened when, about one card or all, between two dates."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.autocompletion import card_choices
from bot.commands.replies import not_found, show
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation.routes import TimelineRoute, brief

Interaction = discord.Interaction[Any]
_LONGEST_DATE = 10  # 2025-08-05


class Timeline(commands.Cog):
    """Events in order."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="timeline", description=locale_str("What happened, in order"))
    @app_commands.rename(topic=locale_str("topic"), first=locale_str("from"), last=locale_str("to"))
    @app_commands.describe(
        topic=locale_str("A person, model, organization or event; leave out for everything"),
        first=locale_str("Not before: 2025, 2025-08 or 2025-08-05"),
        last=locale_str("Not after: 2025, 2025-08 or 2025-08-05"),
    )
    async def timeline(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 1, 100] | None = None,
        first: app_commands.Range[str, 4, _LONGEST_DATE] | None = None,
        last: app_commands.Range[str, 4, _LONGEST_DATE] | None = None,
    ) -> None:
        about = ""
        if topic:
            try:
                about = brief(self._services.edition.find(topic).id)
            except CardNotFound as missing:
                await not_found(interaction, missing, None, self._services)
                return
        await show(interaction, TimelineRoute(about, first or "", last or ""), self._services)

    @timeline.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return card_choices(typed, self._services.edition, self._services.localizer(interaction))

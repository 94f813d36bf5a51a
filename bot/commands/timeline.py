"""/timeline: what happened when, about one card or all, between two dates."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.choices import card_choices
from bot.commands.replies import answer, answer_timeline
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation import notices
from bot.presentation.navigation import TimelineQuery

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
        edition, localizer = self._services.edition, self._services.localizer(interaction)
        topic_id = ""
        if topic:
            try:
                topic_id = edition.find(topic).id
            except CardNotFound as missing:
                await answer(interaction, notices.card_not_found(topic, missing.suggestions, edition, localizer))
                return
        query = TimelineQuery(topic_id, first or "", last or "")
        await answer_timeline(interaction, query, edition, localizer)

    @timeline.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return card_choices(typed, self._services.edition, self._services.localizer(interaction))

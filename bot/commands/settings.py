"""/settings: what a member chooses for themselves, what is stored about them, and its erasure."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.cards.search import LIMIT
from bot.cards.text import Language, fold
from bot.commands.replies import answer
from bot.commands.services import Services
from bot.digests.zones import zone_named, zones_matching
from bot.presentation import notices
from bot.presentation.localizer import Localizer
from bot.presentation.preferences import forgotten, language_chosen, what_is_known, zone_chosen

Interaction = discord.Interaction[Any]

_LANGUAGES = [
    Choice(name=locale_str("As my Discord"), value="discord"),
    Choice(name="Français", value="fr"),
    Choice(name="English", value="en"),
]
_LANGUAGE: dict[str, Language | None] = {"discord": None, "fr": "fr", "en": "en"}
_NO_ZONE = "none"


class Settings(
    commands.GroupCog, group_name="settings", group_description=locale_str("Your language, your time zone, your data")
):
    """Everybody's own; it also works in direct messages."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    @app_commands.command(name="language", description=locale_str("The language you are answered in"))
    @app_commands.rename(language=locale_str("language"))
    @app_commands.describe(language=locale_str("That of your Discord, or always the same"))
    @app_commands.choices(language=_LANGUAGES)
    async def language(self, interaction: Interaction, language: Literal["discord", "fr", "en"]) -> None:
        chosen = _LANGUAGE[language]
        await self._services.members.choose_language(interaction.user.id, chosen)
        # In the new language, which is now the member's.
        await answer(interaction, language_chosen(chosen, self._services.localizer(interaction)), self._services)

    @app_commands.command(name="timezone", description=locale_str("The time zone of your dates and digests"))
    @app_commands.rename(timezone=locale_str("timezone"))
    @app_commands.describe(timezone=locale_str("Type a city and choose"))
    async def timezone(self, interaction: Interaction, timezone: app_commands.Range[str, 1, 60]) -> None:
        localizer = self._services.localizer(interaction)
        try:
            zone = None if _means_none(timezone, localizer) else zone_named(timezone)
        except ValueError:
            await answer(interaction, notices.bad_zone(timezone, localizer), self._services)
            return
        await self._services.members.choose_zone(interaction.user.id, zone)
        await answer(interaction, zone_chosen(zone, self._services.clock(), localizer), self._services)

    @timezone.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        none = _none(self._services.localizer(interaction))
        choices = [Choice(name=none, value=_NO_ZONE)] if fold(none).startswith(fold(typed)) else []
        return [*choices, *(Choice(name=zone, value=zone) for zone in zones_matching(typed, LIMIT - len(choices)))]

    @app_commands.command(name="show", description=locale_str("All that is stored about you"))
    async def show(self, interaction: Interaction) -> None:
        known = await self._services.members.known(interaction.user.id)
        await answer(interaction, what_is_known(known, self._services.localizer(interaction)), self._services)

    @app_commands.command(name="forget-me", description=locale_str("Erase all that is stored about you"))
    async def forget_me(self, interaction: Interaction) -> None:
        # In the language that was theirs when they asked.
        localizer = self._services.localizer(interaction)
        erased = await self._services.members.forget(interaction.user.id)
        await answer(interaction, forgotten(erased, localizer), self._services)


def _none(localizer: Localizer) -> str:
    return localizer.gettext("None in particular")


def _means_none(typed: str, localizer: Localizer) -> bool:
    return fold(typed) in {_NO_ZONE, fold(_none(localizer))}

"""/compare: two cards of a kind, field by field."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.commands.autocompletion import card_choices
from bot.commands.replies import not_found, show
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation.routes import ComparisonRoute, brief

Interaction = discord.Interaction[Any]
Name = app_commands.Range[str, 1, 100]
Choices = list[app_commands.Choice[str]]


class Comparison(commands.Cog):
    """Two cards side by side."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="compare", description=locale_str("Two cards of a kind, field by field"))
    @app_commands.rename(first=locale_str("first"), second=locale_str("second"))
    @app_commands.describe(
        first=locale_str("The name of a card of any kind, or the beginning of it"),
        second=locale_str("The name of another card of the same kind"),
    )
    async def compare(self, interaction: Interaction, first: Name, second: Name) -> None:
        edition, kind = self._services.edition, None
        try:
            one = edition.find(first)
            kind = one.kind
            other = _beside(one, second, edition)
        except CardNotFound as missing:
            await not_found(interaction, missing, kind, self._services)
        else:
            await show(interaction, ComparisonRoute(brief(one.id), brief(other.id)), self._services)

    @compare.autocomplete("first")
    async def _firsts(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, typed, beside=interaction.namespace.second)

    @compare.autocomplete("second")
    async def _seconds(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, typed, beside=interaction.namespace.first)

    def _choices(self, interaction: Interaction, typed: str, beside: str | None) -> Choices:
        """Offer what can be compared with the card that the other option names, once it names one."""
        edition, localizer = self._services.edition, self._services.localizer(interaction)
        called = edition.names.called(beside, None) if beside else ()
        if len(called) != 1:
            return card_choices(typed, edition, localizer)
        (other,) = called
        choices = card_choices(typed, edition, localizer, other.kind)
        return [choice for choice in choices if choice.value != other.card_id]


def _beside(card: Card, name: str, edition: Edition) -> Card:
    """Return the card called ``name``: one like ``card`` if there is one, and otherwise whatever is called that.

    Raises CardNotFound.
    """
    of_its_kind = edition.names.called(name, card.kind) or not edition.names.called(name, None)
    return edition.find(name, card.kind if of_its_kind else None)

"""Autocomplete: suggestions as Discord's choices. Never raises, never waits."""

from __future__ import annotations

from discord import app_commands

from bot.cards.library import Edition
from bot.cards.schema import Kind
from bot.cards.text import fold
from bot.presentation.localizer import Localizer

LONGEST = 100  # Discord, "Application Command Option Choice": characters of a name and of a value


def card_choices(
    typed: str, edition: Edition, localizer: Localizer, kind: Kind | None = None
) -> list[app_commands.Choice[str]]:
    """Offer cards by name; the value is the card's id. A card found by another spelling shows it in brackets."""
    choices = []
    for suggestion in edition.suggest(typed, kind):
        name = edition.published[suggestion.card_id].name.to(localizer.language)
        matches_name = f" {fold(typed)}" in f" {fold(name)}"
        label = name if matches_name or suggestion.name == name else f"{name} ({suggestion.name})"
        choices.append(app_commands.Choice(name=label[:LONGEST], value=suggestion.card_id))
    return choices

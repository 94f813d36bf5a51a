"""Autocomplete: suggestions as Discord's choices. Never raises, never waits."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands

from bot.cards.library import Edition
from bot.cards.schema import Kind
from bot.cards.search import Suggestion
from bot.cards.text import fold
from bot.presentation.localizer import Localizer
from bot.presentation.measures import clipped, length_of
from bot.presentation.vocabulary import KINDS

LONGEST = 100  # Discord, "Application Command Option Choice": characters of a name and of a value


def card_choices(
    typed: str, edition: Edition, localizer: Localizer, kind: Kind | None = None
) -> list[app_commands.Choice[str]]:
    """Offer cards by name; the value is the card's id. A card found by another spelling shows it in brackets."""
    return choices_of(edition.suggest(typed, kind), typed, edition, localizer)


def choices_of(
    suggestions: Iterable[Suggestion], typed: str, edition: Edition, localizer: Localizer
) -> list[app_commands.Choice[str]]:
    """Offer what has been suggested already; where several kinds are, each says of which it is."""
    found = [
        (suggestion, edition.published[suggestion.card_id].name.to(localizer.language)) for suggestion in suggestions
    ]
    mixed = len({suggestion.kind for suggestion, _ in found}) > 1
    choices = []
    for suggestion, name in found:
        matches_name = f" {fold(typed)}" in f" {fold(name)}"
        by_itself = matches_name or suggestion.name in {name, suggestion.card_id}
        label = name if by_itself else f"{name} ({suggestion.name})"
        kind = f" · {localizer.gettext(KINDS[suggestion.kind])}" if mixed else ""
        choices.append(
            app_commands.Choice(name=clipped(label, LONGEST - length_of(kind)) + kind, value=suggestion.card_id)
        )
    return choices

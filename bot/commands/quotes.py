"""/quote: who said what, about what, in their own words."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.cards.library import Edition
from bot.cards.schema import Kind
from bot.cards.search import LIMIT, Suggestion
from bot.cards.text import fold
from bot.commands.autocompletion import LONGEST, choices_of
from bot.commands.replies import not_found, show
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation.quotes_asked import quotes_for, speakers, topics
from bot.presentation.routes import QuotesRoute, brief

Interaction = discord.Interaction[Any]
Name = app_commands.Range[str, 1, LONGEST]
Choices = list[app_commands.Choice[str]]


class Quotes(commands.Cog):
    """Quotations by speaker and topic."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="quote", description=locale_str("Who said what, in their own words"))
    @app_commands.rename(person=locale_str("person"), topic=locale_str("topic"))
    @app_commands.describe(
        person=locale_str("Whose words; leave out for everybody’s"),
        topic=locale_str("What they are about; leave out for everything"),
    )
    async def quote(self, interaction: Interaction, person: Name | None = None, topic: Name | None = None) -> None:
        edition = self._services.edition
        quotes = quotes_for(QuotesRoute(), edition)
        kind: Kind | None = "person"
        try:
            speaker = find_among(speakers(quotes, edition), person, edition, "person", "organization") if person else ""
            kind = None
            about = find_among(topics(quotes, edition), topic, edition, None) if topic else ""
        except CardNotFound as missing:
            await not_found(interaction, missing, kind, self._services)
        else:
            await show(interaction, QuotesRoute(brief(speaker), brief(about)), self._services)

    @quote.autocomplete("person")
    async def _people(self, interaction: Interaction, typed: str) -> Choices:
        edition = self._services.edition
        about = _chosen(interaction, "topic", edition)
        return self._choices(interaction, typed, speakers(quotes_for(QuotesRoute(topic=about), edition), edition))

    @quote.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> Choices:
        edition = self._services.edition
        speaker = _chosen(interaction, "person", edition)
        return self._choices(interaction, typed, topics(quotes_for(QuotesRoute(person=speaker), edition), edition))

    def _choices(self, interaction: Interaction, typed: str, among: Counter[str]) -> Choices:
        typed, edition = typed[:LONGEST], self._services.edition
        return choices_of(suggest_among(among, typed, edition), typed, edition, self._services.localizer(interaction))


def _chosen(interaction: Interaction, option: str, edition: Edition) -> str:
    """Return what the other option already says, shortened as in a route, if it is a card."""
    card_id = str(getattr(interaction.namespace, option, ""))
    return brief(card_id) if card_id in edition.published else ""


def suggest_among(among: Counter[str], typed: str, edition: Edition) -> list[Suggestion]:
    """Return what to offer of the cards ``among``, and before the first letter those that count most."""
    if fold(typed):
        # All that answer to it, since the best of them may not be among these.
        answering = edition.suggest(typed, None, len(edition.published))
        return list(islice((each for each in answering if each.card_id in among), LIMIT))
    cards = (edition.published[card_id] for card_id, _ in among.most_common(LIMIT))
    return [Suggestion(card.id, card.kind, card.name.fr) for card in cards]


def find_among(among: Counter[str], name: str, edition: Edition, *kinds: Kind | None) -> str:
    """Return the id of the card that ``name`` means: the only one ``among`` these, or else any of ``kinds``.

    Raises CardNotFound, as for the first of ``kinds``.
    """
    if fold(name):
        meant = edition.names.called(name, None) or edition.suggest(name, None, len(edition.published))
        known = [each.card_id for each in meant if each.card_id in among]
        if len(known) == 1:
            return known[0]
    first, *rest = kinds
    try:
        return edition.find(name, first).id
    except CardNotFound:
        for kind in rest:
            with suppress(CardNotFound):
                return edition.find(name, kind).id
        raise

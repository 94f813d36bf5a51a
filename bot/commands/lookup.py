"""/who, /model, /org, /event, /term and /claim: one card by name."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.cards.schema import Kind
from bot.commands.autocompletion import card_choices
from bot.commands.replies import not_found, show
from bot.commands.services import Services
from bot.errors import CardNotFound
from bot.presentation.routes import CardRoute

Interaction = discord.Interaction[Any]
Name = app_commands.Range[str, 1, 100]
Choices = list[app_commands.Choice[str]]


class Lookup(commands.Cog):
    """Cards by name, alias, or something close to one."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="who", description=locale_str("Who is this? A person's card"))
    @app_commands.rename(person=locale_str("person"))
    @app_commands.describe(person=locale_str("Their name, or the beginning of it"))
    async def who(self, interaction: Interaction, person: Name) -> None:
        await self._show(interaction, "person", person)

    @app_commands.command(name="model", description=locale_str("An AI model or family of models"))
    @app_commands.rename(model=locale_str("model"))
    @app_commands.describe(model=locale_str("Its name, or the beginning of it"))
    async def model(self, interaction: Interaction, model: Name) -> None:
        await self._show(interaction, "model", model)

    @app_commands.command(name="org", description=locale_str("A company, platform or institution"))
    @app_commands.rename(organization=locale_str("organization"))
    @app_commands.describe(organization=locale_str("Its name, or the beginning of it"))
    async def org(self, interaction: Interaction, organization: Name) -> None:
        await self._show(interaction, "organization", organization)

    @app_commands.command(name="event", description=locale_str("What happened, when, and who was there"))
    @app_commands.rename(event=locale_str("event"))
    @app_commands.describe(event=locale_str("Its name, or a word of it"))
    async def event(self, interaction: Interaction, event: Name) -> None:
        await self._show(interaction, "event", event)

    @app_commands.command(name="term", description=locale_str("What a word means, and who says so"))
    @app_commands.rename(term=locale_str("term"))
    @app_commands.describe(term=locale_str("The word, or the beginning of it"))
    async def term(self, interaction: Interaction, term: Name) -> None:
        await self._show(interaction, "term", term)

    @app_commands.command(
        name="claim", description=locale_str("What somebody maintains, what supports it and who contradicts")
    )
    @app_commands.rename(claim=locale_str("claim"))
    @app_commands.describe(claim=locale_str("Its title, or a word of it"))
    async def claim(self, interaction: Interaction, claim: Name) -> None:
        await self._show(interaction, "claim", claim)

    @who.autocomplete("person")
    async def _people(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "person", typed)

    @model.autocomplete("model")
    async def _models(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "model", typed)

    @org.autocomplete("organization")
    async def _organizations(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "organization", typed)

    @event.autocomplete("event")
    async def _events(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "event", typed)

    @term.autocomplete("term")
    async def _terms(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "term", typed)

    @claim.autocomplete("claim")
    async def _claims(self, interaction: Interaction, typed: str) -> Choices:
        return self._choices(interaction, "claim", typed)

    def _choices(self, interaction: Interaction, kind: Kind, typed: str) -> Choices:
        return card_choices(typed, self._services.edition, self._services.localizer(interaction), kind)

    async def _show(self, interaction: Interaction, kind: Kind, name: str) -> None:
        try:
            card = self._services.edition.find(name, kind)
        except CardNotFound as missing:
            await not_found(interaction, missing, kind, self._services)
        else:
            await show(interaction, CardRoute(card.id), self._services)

"""Find cards: right-click a message, and see which cards it names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.cards.library import Edition
from bot.cards.mentions import Mentions
from bot.commands.replies import answer
from bot.commands.services import Services
from bot.presentation.found import found_sheet, nothing_to_read

Interaction = discord.Interaction[Any]


class Find(commands.Cog):
    """A command in the menu of a message. Discord sends the message along, so no right to read others is needed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._indexed: tuple[Edition, Mentions] | None = None
        self._told = False
        # One indexes for all who ask meanwhile, and stems are for one thread at a time.
        self._alone = asyncio.Lock()
        # For the tree, by way of the client: a cog brings nothing but its slash commands by itself.
        self.menu = app_commands.ContextMenu(name=locale_str("Find cards"), callback=self.find)

    async def find(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer privately, whatever the server has chosen: it is about somebody else's words."""
        edition, localizer = self._services.edition, self._services.localizer(interaction)
        text = "\n\n".join(filter(None, texts_of(message)))
        if text.strip():
            if self._alone.locked() or not self._knows(edition):
                await interaction.response.defer(ephemeral=True, thinking=True)
            async with self._alone:
                named = await asyncio.to_thread(self._named_in, text, edition)
            self._settle()
            await answer(interaction, found_sheet(named, edition, localizer), self._services)
        else:
            await answer(interaction, nothing_to_read(localizer), self._services)

    def _knows(self, edition: Edition) -> bool:
        return self._indexed is not None and self._indexed[0] is edition

    def _named_in(self, text: str, edition: Edition) -> list[str]:
        """Return the cards named in ``text``.

        For a thread: the longest message takes some 100 ms, and indexing the names of 10,000 cards a second or two.
        """
        indexed = self._indexed
        if indexed is None or indexed[0] is not edition:
            indexed = self._indexed = edition, Mentions(edition.published.values())
        return indexed[1].find(text)

    def _settle(self) -> None:
        """Have the library ask for the index back when its edition leaves, unless that has left meanwhile."""
        if not self._told:
            self._services.library.kept_by(self._give_up)
            self._told = True
        if not self._knows(self._services.edition):
            self._indexed = None

    def _give_up(self, edition: Edition) -> Mentions | None:
        if self._indexed is None or self._indexed[0] is not edition:
            return None
        (_, mentions), self._indexed = self._indexed, None
        return mentions


def texts_of(message: discord.Message) -> Iterator[str]:
    """Yield what can be read in a message: its words, what was forwarded with it, embeds, components and a poll."""
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        yield part.content
        for embed in part.embeds:
            yield from _texts_of_embed(embed)
        yield from _texts_of_components(part.components)
    if message.poll:
        yield message.poll.question
        yield from (choice.text for choice in message.poll.answers)


def _texts_of_embed(embed: discord.Embed) -> Iterator[str]:
    yield from (text for text in (embed.author.name, embed.title, embed.description) if text)
    for field in embed.fields:
        yield from (text for text in (field.name, field.value) if text)
    if embed.footer.text:
        yield embed.footer.text


def _texts_of_components(components: Iterable[discord.Component]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _texts_of_components(getattr(component, "children", ()))

"""What every command gets from bootstrap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.cards.library import Edition, Library
from bot.digests.ports import Ledger, Sender
from bot.digests.records import Content, Question
from bot.presentation.gallery import Gallery
from bot.presentation.localizer import Localizer, Localizers, language_of
from bot.presentation.pages import Pages
from bot.readers import Arrivals, Members, Misses, Servers, Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """``clock`` gives the present in UTC; ``replan`` tells the scheduler that due times have changed.

    ``compose`` answers what a digest would tell, None when nothing is new; ``grace`` is how late one may be unless its
    admin has said otherwise.
    """

    library: Library
    localizers: Localizers
    ledger: Ledger
    sender: Sender
    compose: Callable[[Question], Awaitable[Content | None]]
    grace: timedelta
    members: Members
    servers: Servers
    misses: Misses
    arrivals: Arrivals
    shares: Shares
    gallery: Gallery
    pages: Pages
    clock: Callable[[], datetime]
    replan: Callable[[], None]
    version: str

    @property
    def edition(self) -> Edition:
        """The edition being served. Take it once an interaction."""
        return self.library.edition

    def localizer(self, interaction: discord.Interaction[Any]) -> Localizer:
        """Return the words of the language that the member chose, or that their Discord is in."""
        chosen = self.members.preferences(interaction.user.id).language
        return self.localizers[chosen or language_of(interaction.locale)]

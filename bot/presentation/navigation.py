"""Buttons that lead from card to card. They keep working after a restart and keep nothing in memory.

Everything a press needs stands in the custom_id (100 characters, Discord, "Component Reference"); what to
do with it is up to the client, which implements ``Navigator``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol, Self, cast

import discord

from bot.presentation.localizer import Localizer
from bot.presentation.measures import MAX_LABEL, clipped


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """What a timeline shows. ``topic`` is a card id; ``first`` and ``last`` are EDTF dates; empty means all."""

    topic: str = ""
    first: str = ""
    last: str = ""


class Navigator(Protocol):
    """What the client does when a button is pressed."""

    async def open_card(self, interaction: discord.Interaction[Any], card_id: str, page: int) -> None: ...

    async def open_sources(self, interaction: discord.Interaction[Any], card_id: str, page: int) -> None: ...

    async def open_timeline(self, interaction: discord.Interaction[Any], query: TimelineQuery, page: int) -> None: ...


def _navigator(interaction: discord.Interaction[Any]) -> Navigator:
    return cast("Navigator", interaction.client)


class CardButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"card:(?P<card_id>[a-z0-9-]{1,64}):(?P<page>[0-9]{1,3})",
):
    """Opens a card, or another page of one."""

    def __init__(self, label: str, card_id: str, page: int = 0, *, disabled: bool = False) -> None:
        self.card_id = card_id
        self.page = page
        super().__init__(
            discord.ui.Button(label=clipped(label, MAX_LABEL), custom_id=f"card:{card_id}:{page}", disabled=disabled)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("…", match["card_id"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await _navigator(interaction).open_card(interaction, self.card_id, self.page)


class CardSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"cards"):
    """Opens one of many cards."""

    def __init__(self, placeholder: str, options: list[discord.SelectOption]) -> None:
        super().__init__(discord.ui.Select(custom_id="cards", placeholder=placeholder, options=options))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("…", cast("discord.ui.Select[Any]", item).options)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        data = cast("dict[str, Any]", interaction.data)
        await _navigator(interaction).open_card(interaction, data["values"][0], 0)


class SourceButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"source:(?P<card_id>[a-z0-9-]{1,64}):(?P<page>[0-9]{1,3})",
):
    """Opens what stands behind the sentences of a card, or another page of it."""

    def __init__(self, label: str, card_id: str, page: int = 0, *, disabled: bool = False) -> None:
        self.card_id = card_id
        self.page = page
        super().__init__(discord.ui.Button(label=label, custom_id=f"source:{card_id}:{page}", disabled=disabled))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("…", match["card_id"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await _navigator(interaction).open_sources(interaction, self.card_id, self.page)


class TimelineButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"line:(?P<topic>[a-z0-9-]{0,64}):(?P<first>[0-9-]{0,10}):(?P<last>[0-9-]{0,10}):(?P<page>[0-9]{1,3})",
):
    """Turns to another page of a timeline."""

    def __init__(self, label: str, query: TimelineQuery, page: int, *, disabled: bool = False) -> None:
        self.query = query
        self.page = page
        custom_id = f"line:{query.topic}:{query.first}:{query.last}:{page}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, disabled=disabled))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("…", TimelineQuery(match["topic"], match["first"], match["last"]), int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await _navigator(interaction).open_timeline(interaction, self.query, self.page)


Control = CardButton | SourceButton | TimelineButton
NAVIGATION: tuple[type[discord.ui.DynamicItem[Any]], ...] = (CardButton, CardSelect, SourceButton, TimelineButton)


def previous_label(localizer: Localizer) -> str:
    """Return what stands on the button that turns back."""
    return "◀ " + localizer.gettext("Previous")


def next_label(localizer: Localizer) -> str:
    """Return what stands on the button that turns forward."""
    return localizer.gettext("Next") + " ▶"

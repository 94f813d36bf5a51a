"""Buttons that lead from message to message. They keep working after a restart and keep nothing in memory.

Everything a press needs stands in the custom_id, as a route; what to do with it is up to the client, which
implements ``Navigator``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, cast

import discord

from bot.presentation.localizer import Localizer
from bot.presentation.routes import PATTERN, CardRoute, Route, path_of, route_from

SELECT_ID = "cards"  # the custom_id of the select whose values are ids of cards


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it says and where it leads. ``share`` posts that place for all to see instead.

    ``edition`` is the number of the edition that the message shows, on buttons that turn its pages.
    """

    label: str
    route: Route
    disabled: bool = False
    share: bool = False
    edition: str = ""

    @property
    def custom_id(self) -> str:
        path = path_of(self.route)
        return f"share:{path}" if self.share else f"{self.edition}@{path}" if self.edition else path


class Navigator(Protocol):
    """What the client does when a button is pressed."""

    async def open(self, interaction: discord.Interaction[Any], route: Route, edition: str) -> None: ...

    async def share(self, interaction: discord.Interaction[Any], route: Route) -> None: ...


def _navigator(interaction: discord.Interaction[Any]) -> Navigator:
    return cast("Navigator", interaction.client)


class RouteButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"(?:(?P<edition>[0-9a-f]{{7}})@|(?P<share>share:))?(?P<path>{PATTERN})",
):
    """Opens what its route names, or shares it."""

    def __init__(self, item: discord.ui.Button[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        button = cast("discord.ui.Button[Any]", item)
        route = route_from(match["path"])
        return cls(button, Press("", route, share=bool(match["share"]), edition=match["edition"] or ""))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        if self.press.share:
            await _navigator(interaction).share(interaction, self.press.route)
        else:
            await _navigator(interaction).open(interaction, self.press.route, self.press.edition)


class CardSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=SELECT_ID):
    """Opens one of many cards."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("discord.ui.Select[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        data = cast("dict[str, Any]", interaction.data)
        # A value that no option has, which only a forged request can bring, is a card that is not there.
        await _navigator(interaction).open(interaction, CardRoute("".join(data["values"][:1])), "")


NAVIGATION: tuple[type[discord.ui.DynamicItem[Any]], ...] = (RouteButton, CardSelect)


def leads_somewhere(custom_id: str) -> bool:
    """Tell whether any of ``NAVIGATION`` takes a press of this; discord.py lets others pass in silence."""
    return any(item.__discord_ui_compiled_template__.fullmatch(custom_id) for item in NAVIGATION)


def pager(route: Route, pages: int, edition: str, localizer: Localizer) -> tuple[Press, ...]:
    """Return the buttons that turn from the page of ``route`` to its neighbours, or none when it is the only one."""
    if pages == 1:
        return ()
    previous = "◀ " + localizer.gettext("Previous")
    following = localizer.gettext("Next") + " ▶"
    page = route.page
    return (
        Press(previous, replace(route, page=max(page - 1, 0)), disabled=page == 0, edition=edition),
        Press(following, replace(route, page=page + 1), disabled=page == pages - 1, edition=edition),
    )


def share_press(route: Route, localizer: Localizer) -> Press:
    """Return the button that posts ``route`` for everybody in the channel."""
    return Press(localizer.gettext("Share"), route, share=True)

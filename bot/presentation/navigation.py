"""Buttons that lead from message to message. They keep working after a restart and keep nothing in memory.

Everything a press needs stands in the custom_id, as a route; what to do with it is up to the client, which
implements ``Navigator``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol, Self, cast

import discord

from bot.presentation.localizer import Localizer
from bot.presentation.paths import PATTERN, path_of, route_from
from bot.presentation.routes import CardRoute, Route

_TURN, _SHARE = "@", "!"  # between an edition and a path
SELECT_ID = "cards"  # the custom_id of the select whose values are ids of cards


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it says and where it leads. ``share`` posts that place for all to see instead.

    ``edition`` is the number of the edition that the message shows, on buttons that turn its pages or share them.
    """

    label: str
    route: Route
    disabled: bool = False
    share: bool = False
    edition: str = ""

    @property
    def custom_id(self) -> str:
        path = path_of(self.route)
        if not self.edition:
            # Which is how buttons that share were written before they knew of what edition.
            return f"share:{path}" if self.share else path
        return f"{self.edition}{_SHARE if self.share else _TURN}{path}"


@dataclass(frozen=True, slots=True)
class Action:
    """A button that does something instead of showing it: what, and to what, stands in ``custom_id``.

    The command family that it belongs to takes it; unlike a place, it is kept when a message is frozen.
    """

    label: str
    custom_id: str
    disabled: ClassVar = False
    share: ClassVar = False


class Navigator(Protocol):
    """What the client does when a button is pressed."""

    async def open(self, interaction: discord.Interaction[Any], route: Route, edition: str) -> None: ...

    async def share(self, interaction: discord.Interaction[Any], route: Route, edition: str) -> None: ...


def _navigator(interaction: discord.Interaction[Any]) -> Navigator:
    return cast("Navigator", interaction.client)


class RouteButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"(?:(?P<edition>[0-9a-f]{{7}})(?:{_TURN}|(?P<share>{_SHARE}))|(?P<older_share>share:))?(?P<path>{PATTERN})",
):
    """Opens what its route names, or shares it."""

    TAKES: ClassVar = discord.ComponentType.button

    def __init__(self, item: discord.ui.Button[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        button = cast("discord.ui.Button[Any]", item)
        route = route_from(match["path"])
        share = bool(match["share"] or match["older_share"])
        return cls(button, Press("", route, share=share, edition=match["edition"] or ""))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        navigator = _navigator(interaction)
        follow = navigator.share if self.press.share else navigator.open
        await follow(interaction, self.press.route, self.press.edition)


class CardSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=SELECT_ID):
    """Opens one of many cards."""

    TAKES: ClassVar = discord.ComponentType.string_select

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("discord.ui.Select[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        data = cast("dict[str, Any]", interaction.data)
        # A value that no option has, which only a forged request can bring, is a card that is not there.
        await _navigator(interaction).open(interaction, CardRoute("".join(data["values"][:1])), "")


class Taker(Protocol):
    """A kind of button or select: what it is, and the form of its custom_id."""

    TAKES: ClassVar[discord.ComponentType]
    __discord_ui_compiled_template__: ClassVar[re.Pattern[str]]


NAVIGATION: tuple[type[RouteButton | CardSelect], ...] = (RouteButton, CardSelect)


def leads_somewhere(
    custom_id: str,
    component: discord.ComponentType = discord.ComponentType.button,
    others: Iterable[type[Taker]] = (),
) -> bool:
    """Tell whether any of ``NAVIGATION``, or of ``others``, takes a press of such a ``component``.

    discord.py drops the rest in silence.
    """
    items: tuple[type[Taker], ...] = (*NAVIGATION, *others)
    takers = (item.__discord_ui_compiled_template__ for item in items if item.TAKES is component)
    return any(template.fullmatch(custom_id) for template in takers)


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


def share_press(route: Route, edition: str, localizer: Localizer) -> Press:
    """Return the button that posts ``route`` for everybody in the channel, as long as it says what it says here.

    ``edition`` is the number of the edition that the message shows.
    """
    return Press(localizer.gettext("Share"), route, share=True, edition=edition)

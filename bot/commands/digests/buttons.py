"""The buttons below answers about digests, and on notices. What a press needs stands in its custom_id."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Any, ClassVar, Protocol, Self, cast

import discord

Interaction = discord.Interaction[Any]

_PREFIX = "digest"


def button(verb: str, *arguments: object) -> str:
    """Return the custom_id of a button that does ``verb`` to something."""
    return ":".join([_PREFIX, verb, *map(str, arguments)])


class Pressed(Protocol):
    """What takes the presses: the cog of digests."""

    async def pressed(self, interaction: Interaction, verb: str, arguments: tuple[str, ...]) -> None: ...


class Desk(Protocol):
    """What a press needs of the client."""

    def get_cog(self, name: str, /) -> Any: ...

    async def press(self, interaction: Interaction, answering: Awaitable[object]) -> None: ...


class DigestButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{_PREFIX}:(?P<verb>[a-z]{{1,12}})(?P<arguments>(?::[0-9a-f]{{1,20}}){{1,2}})",
):
    """Does something with a digest. It keeps nothing in memory, and so outlives a restart."""

    TAKES: ClassVar = discord.ComponentType.button

    def __init__(self, item: discord.ui.Button[Any], verb: str, arguments: tuple[str, ...]) -> None:
        super().__init__(item)
        self._verb = verb
        self._arguments = arguments

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        arguments = tuple(match["arguments"].removeprefix(":").split(":"))
        return cls(cast("discord.ui.Button[Any]", item), match["verb"], arguments)

    async def callback(self, interaction: Interaction) -> None:
        client = cast("Desk", interaction.client)
        cog = cast("Pressed", client.get_cog("Digest"))
        await client.press(interaction, cog.pressed(interaction, self._verb, self._arguments))


BUTTONS = (DigestButton,)

"""/server: what a server's admins choose for all of its members."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.commands.replies import answer, managing
from bot.commands.services import Services
from bot.presentation.localizer import N_
from bot.presentation.preferences import visibility_chosen

Interaction = discord.Interaction[Any]

_VISIBILITIES = [
    Choice(name=locale_str("Private: only who asks sees the answer"), value="private"),
    Choice(name=locale_str("Public: everybody in the channel sees it"), value="public"),
]


# In full: guild_only() would only add servers to the places where every command of this bot can be used.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Server(
    commands.GroupCog, group_name="server", group_description=locale_str("How the bot behaves in this server")
):
    """Choices for a whole server."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        return await managing(
            interaction, N_("Only members who may manage this server choose how the bot behaves in it."), self._services
        )

    @app_commands.command(name="answers", description=locale_str("Who sees the answers to lookups in this server"))
    @app_commands.rename(visibility=locale_str("visibility"))
    @app_commands.describe(visibility=locale_str("Private unless you choose otherwise"))
    @app_commands.choices(visibility=_VISIBILITIES)
    async def answers(self, interaction: Interaction, visibility: Literal["private", "public"]) -> None:
        if interaction.guild_id is None:
            raise app_commands.NoPrivateMessage
        publicly = visibility == "public"
        await self._services.servers.answer_publicly(interaction.guild_id, publicly=publicly)
        sheet = visibility_chosen(publicly=publicly, localizer=self._services.localizer(interaction))
        await answer(interaction, sheet, self._services)

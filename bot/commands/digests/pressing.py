"""What a press of a button about digests does, and who may press it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from bot.commands.digests.declined import Declined
from bot.commands.digests.drafts import Key
from bot.commands.digests.keeping import Keeping
from bot.commands.digests.rehearsing import Rehearsing
from bot.commands.digests.showing import Showing
from bot.commands.digests.subscriptions import unknown
from bot.commands.services import Services
from bot.presentation import notices
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

_LONGEST_NUMBER = 10  # digits


@dataclass(frozen=True, slots=True)
class Pressing:
    """Takes presses. ``pressed`` may raise Declined and StorageError."""

    services: Services
    showing: Showing
    keeping: Keeping
    rehearsing: Rehearsing

    async def pressed(self, interaction: Interaction, verb: str, arguments: tuple[str, ...]) -> Sheet:
        """Do what the button says."""
        numbers = [int(each) for each in arguments if each.isdigit() and len(each) <= _LONGEST_NUMBER]
        match verb, numbers:
            case "resume", [number]:
                return await self._resume(interaction, number)
            case _ if not interaction.permissions.manage_guild:
                raise Declined(self._not_yours(interaction))
            case "save", [slot, *_]:
                return await self.rehearsing.save(interaction, Key(slot, arguments[-1]))
            case "cancel", [slot, *_]:
                return await self.rehearsing.cancel(interaction, Key(slot, arguments[-1]))
            case "send", [number, asked_at]:
                return await self.keeping.send(interaction, number, asked_at)
            case "delete", [number]:
                return await self.keeping.delete(interaction, number)
            case "history", [number, page]:
                return await self.showing.history(interaction, number, page)
            case "list", [page]:
                return await self.showing.all(interaction, page)
        return notices.dead_end(self.services.localizer(interaction))

    async def _resume(self, interaction: Interaction, number: int) -> Sheet:
        """Resume a digest, from wherever its admin was told of it."""
        subscription = await self.services.ledger.get(number)
        if subscription is None:
            raise Declined(unknown(number, self.services.localizer(interaction)))
        if not await self._manages(interaction, subscription.place.guild_id):
            raise Declined(self._not_yours(interaction))
        return await self.keeping.resume(interaction, subscription)

    async def _manages(self, interaction: Interaction, guild_id: int) -> bool:
        """Tell whether the member manages that server: in a direct message, Discord has not said."""
        if interaction.guild_id is not None:
            return interaction.guild_id == guild_id and interaction.permissions.manage_guild
        guild = interaction.client.get_guild(guild_id)
        if guild is None:
            return False
        try:
            member = await guild.fetch_member(interaction.user.id)
        except discord.NotFound:
            return False
        permissions: discord.Permissions = member.guild_permissions
        return permissions.manage_guild

    def _not_yours(self, interaction: Interaction) -> str:
        return self.services.localizer(interaction).gettext("Digests are for members who may manage this server.")

"""/catchup: what this member has not seen yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commands.replies import show
from bot.commands.services import Services
from bot.errors import StorageError
from bot.presentation.routes import CatchUpRoute
from bot.readers import NO_PREFERENCES

log = structlog.get_logger(__name__)


class CatchUp(commands.Cog):
    """Remembers one instant a member: up to when they have seen what came or changed."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="catchup", description=locale_str("What is new or has changed since you last asked"))
    async def catchup(self, interaction: discord.Interaction[Any]) -> None:
        members, member_id = self._services.members, interaction.user.id
        known = members.preferences(member_id) != NO_PREFERENCES
        since, latest = await members.caught_up_at(member_id), await self._services.arrivals.latest()
        await show(interaction, CatchUpRoute(_seconds(since), max(_seconds(since), _seconds(latest))), self._services)
        if latest is None or latest == since:
            return
        try:
            # Only now: what could not be shown is shown the next time. Who asked meanwhile to be forgotten, is.
            await members.caught_up(member_id, latest, stranger=since is None and not known)
        except StorageError as error:
            log.warning("a member will be told the same news again", reason=str(error))


def _seconds(instant: datetime | None) -> int:
    """Return an instant as whole seconds since 1970, as arrivals are; 0 for none."""
    return int(instant.timestamp()) if instant else 0

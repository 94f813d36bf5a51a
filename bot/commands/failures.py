"""What a member is told when a command or a button broke: silence would look like a bot that is down."""

from __future__ import annotations

import hashlib
from typing import Any

import discord
import structlog

from bot.commands.replies import answer
from bot.commands.services import Services
from bot.presentation import notices
from bot.presentation.components import view_of
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

log = structlog.get_logger(__name__)

# Discord, "JSON Error Codes": an answer has arrived already, though we were not told so.
_ALREADY_ANSWERED = 40060


async def own_up(interaction: Interaction, error: Exception, services: Services, *, event: str, broken: str) -> None:
    """Log ``error`` once, as ``event``, under a reference that the member is told if Discord still lets us.

    ``broken`` is the command or the button. Never raises: what cannot be said any more is at least in the log.
    """
    reference = _reference(interaction)
    log.error(event, broken=broken, reference=reference, exc_info=error)
    try:
        await _tell(interaction, notices.went_wrong(reference, services.localizer(interaction)), services)
    except Exception as unheard:  # noqa: BLE001  (whatever it is, what matters is logged already)
        log.info("the member could not be told", reference=reference, reason=repr(unheard))


async def _tell(interaction: Interaction, sheet: Sheet, services: Services) -> None:
    try:
        await answer(interaction, sheet, services)
    except discord.HTTPException as refused:
        if refused.code != _ALREADY_ANSWERED:
            raise
        await interaction.followup.send(view=view_of(sheet), ephemeral=True)


def _reference(interaction: Interaction) -> str:
    """Return what an interaction is called in the log and by the member who quotes it: short, and always the same."""
    return hashlib.sha256(str(interaction.id).encode()).hexdigest()[:8]

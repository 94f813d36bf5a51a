"""Finding a server's digests, and refusing what may not be done with them."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.commands.digests.declined import Declined
from bot.commands.services import Services
from bot.digests.declared import is_declared
from bot.digests.subscription import Subscription
from bot.presentation.digests.rehearsals import declared_sentence
from bot.presentation.localizer import Localizer

Interaction = discord.Interaction[Any]


def guild_of(interaction: Interaction) -> int:
    """Return the id of the server somebody is in. Raises NoPrivateMessage, which Discord does not let happen."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild_id


async def theirs(interaction: Interaction, number: int, services: Services) -> Subscription:
    """Return the digest of that number, if it is this server's. Raises Declined, and may raise StorageError."""
    found = await services.ledger.get(number)
    if found is None or found.place.guild_id != guild_of(interaction):
        raise Declined(unknown(number, services.localizer(interaction)))
    return found


def unknown(number: int, localizer: Localizer) -> str:
    """Say that a server has no such digest."""
    sentence = localizer.gettext("This server has no digest {number}. `/digest list` shows them.")
    return sentence.format(number=number)


def require_ours(subscription: Subscription, localizer: Localizer) -> None:
    """Decline to change what is declared in a file."""
    if is_declared(subscription):
        raise Declined(declared_sentence(subscription, localizer))


def changed_meanwhile(number: int, localizer: Localizer) -> Declined:
    """Say that somebody else was faster."""
    sentence = localizer.gettext(
        "Somebody else has just changed digest {number}. `/digest status` shows how it stands now."
    )
    return Declined(sentence.format(number=number))

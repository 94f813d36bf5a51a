"""What is offered while an admin types the options of a digest. Never raises, never waits for long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from babel.dates import get_day_names
from discord.app_commands import Choice

from bot.cards.search import LIMIT
from bot.cards.text import fold
from bot.commands.autocompletion import LONGEST, card_choices
from bot.commands.digests.channels import forum_tags, name_of_channel
from bot.commands.digests.orders import MOST_GRACE, USUAL
from bot.commands.services import Services
from bot.digests.zones import label, zones_matching
from bot.presentation.digests.choices import minutes_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.measures import length_of

Interaction = discord.Interaction[Any]

_GRACES = (0, 15, 60, 120, 360, 1_440)  # minutes
_GRACE_DIGITS = 5
_DAYS = ("1", "15")
_LONGEST_MONTH = 31


async def digests(interaction: Interaction, typed: str, services: Services) -> list[Choice[int]]:
    """Offer this server's digests, by number or by the name of their channel."""
    if interaction.guild_id is None:
        return []
    wanted = fold(str(typed))
    choices = []
    for each in await services.ledger.subscriptions_of(interaction.guild_id):
        name = name_of_channel(interaction.guild, each.place.channel_id)
        if not wanted or str(each.id).startswith(wanted) or f" {wanted}" in f" {fold(name)}":
            choices.append(Choice(name=f"{each.id} · #{name}", value=each.id))
    return choices[:LIMIT]


def zones(typed: str, services: Services) -> list[Choice[str]]:
    """Offer time zones by city, with how far they are from UTC."""
    now = services.clock()
    return [Choice(name=label(zone, now), value=zone) for zone in zones_matching(typed, LIMIT)]


def topics(typed: str, services: Services, localizer: Localizer) -> list[Choice[str]]:
    """Complete the last of several topics, and keep those before it."""
    before, comma, last = typed.rpartition(",")
    chosen = f"{before}{comma} " if comma else ""
    return _fitting(
        (chosen + choice.name, chosen + choice.value)
        for choice in card_choices(last.strip(), services.edition, localizer)
    )


def weekdays(typed: str, localizer: Localizer) -> list[Choice[str]]:
    """Complete the last of several days of the week, and keep those before it."""
    before, comma, last = typed.rpartition(",")
    chosen = f"{before.strip()}{comma} " if comma else ""
    names = get_day_names(locale=localizer.language).values()
    taken = fold(before)
    offered = (name for name in names if fold(name).startswith(fold(last)) and fold(name) not in taken.split())
    return _fitting((chosen + name, chosen + name) for name in offered)


def days(typed: str, localizer: Localizer) -> list[Choice[str]]:
    """Offer days of the month: first the last one."""
    last = Choice(name=localizer.gettext("the last day of the month"), value="last")
    typed = typed.strip()
    if typed and not typed.isdigit():
        return [last] if fold(typed) in fold(f"{last.name} {last.value}") else []
    numbers = [day for day in map(str, range(1, _LONGEST_MONTH + 1)) if day.startswith(typed)] if typed else _DAYS
    return [*([] if typed else [last]), *(Choice(name=day, value=day) for day in numbers)]


def graces(typed: str, services: Services, localizer: Localizer) -> list[Choice[int]]:
    """Offer how late a digest may be, in minutes."""
    usual = minutes_in_words(int(services.grace.total_seconds() // 60), localizer)
    choices = [Choice(name=localizer.gettext("as usual: {duration}").format(duration=usual), value=USUAL)]
    # Discord's own page takes what is typed as a number, and no choice that the option does not allow.
    number = str(typed)
    if number.isdecimal() and len(number) <= _GRACE_DIGITS and int(number) <= MOST_GRACE:
        return [Choice(name=minutes_in_words(int(number), localizer), value=int(number)), *choices]
    return choices + [
        Choice(name=minutes_in_words(each, localizer) if each else localizer.gettext("never late"), value=each)
        for each in _GRACES
    ]


async def tags(interaction: Interaction, typed: str, services: Services) -> list[Choice[str]]:
    """Complete the last of several tags of the forum that was chosen, and keep those before it."""
    before, comma, last = typed.rpartition(",")
    chosen = f"{before.strip()}{comma} " if comma else ""
    names = forum_tags(interaction.guild, await _forum(interaction, services)).values()
    return _fitting((chosen + name, chosen + name) for name in names if fold(name).startswith(fold(last)))[:LIMIT]


async def _forum(interaction: Interaction, services: Services) -> int:
    """Return the id of the channel that was chosen, or else that of the digest that is to be changed."""
    chosen = interaction.namespace.channel
    if chosen is not None:
        return int(getattr(chosen, "id", chosen))
    number = interaction.namespace.digest
    found = await services.ledger.get(int(number)) if number is not None else None
    ours = found is not None and found.place.guild_id == interaction.guild_id
    return found.place.channel_id if found and ours else 0


def _fitting(offered: Iterable[tuple[str, str]]) -> list[Choice[str]]:
    return [
        Choice(name=name, value=value) for name, value in offered if max(length_of(name), length_of(value)) <= LONGEST
    ]

"""/digest create, list and delete: regular briefings for a channel, kept by the server's admins."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.cards.library import Edition
from bot.cards.search import LIMIT
from bot.commands.autocompletion import LONGEST, card_choices
from bot.commands.replies import answer, managing
from bot.commands.services import Services
from bot.digests.cadence import LAST_DAY, Cadence, parse_time
from bot.digests.subscription import NewSubscription, Place
from bot.digests.zones import zone_named, zones_matching
from bot.errors import CardNotFound
from bot.presentation import notices
from bot.presentation.digests import moment_in_words, subscription_in_words
from bot.presentation.localizer import N_, Localizer
from bot.presentation.measures import length_of
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

_RHYTHMS: dict[str, dict[str, Any]] = {
    "daily": {"name": "daily"},
    "weekdays": {"name": "weekdays"},
    "weekly": {"name": "weekly", "weekday": 0},
    "tuesday": {"name": "weekly", "weekday": 1},
    "wednesday": {"name": "weekly", "weekday": 2},
    "thursday": {"name": "weekly", "weekday": 3},
    "friday": {"name": "weekly", "weekday": 4},
    "saturday": {"name": "weekly", "weekday": 5},
    "sunday": {"name": "weekly", "weekday": 6},
    "monthly": {"name": "monthly", "day": 1},
    "month-end": {"name": "monthly", "day": LAST_DAY},
}
_CADENCES = [
    Choice(name=locale_str("Every day"), value="daily"),
    Choice(name=locale_str("Monday to Friday"), value="weekdays"),
    Choice(name=locale_str("Every Monday"), value="weekly"),
    Choice(name=locale_str("Every Tuesday"), value="tuesday"),
    Choice(name=locale_str("Every Wednesday"), value="wednesday"),
    Choice(name=locale_str("Every Thursday"), value="thursday"),
    Choice(name=locale_str("Every Friday"), value="friday"),
    Choice(name=locale_str("Every Saturday"), value="saturday"),
    Choice(name=locale_str("Every Sunday"), value="sunday"),
    Choice(name=locale_str("Every month, on the first"), value="monthly"),
    Choice(name=locale_str("Every month, on the last day"), value="month-end"),
]
_LANGUAGES = [Choice(name="Français", value="fr"), Choice(name="English", value="en")]
_UPCOMING = 3
_NEEDED = {"view_channel": N_("View Channel"), "send_messages": N_("Send Messages")}


# In full: guild_only() would only add servers to the places where every command of this bot can be used.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Digest(commands.GroupCog, group_name="digest", group_description=locale_str("Regular briefings for a channel")):
    """Subscriptions of a server's channels."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        return await managing(interaction, N_("Digests are for members who may manage this server."), self._services)

    @app_commands.command(name="create", description=locale_str("Send a digest to a channel regularly"))
    @app_commands.rename(
        channel=locale_str("channel"),
        cadence=locale_str("cadence"),
        time=locale_str("time"),
        timezone=locale_str("timezone"),
        topics=locale_str("topics"),
        language=locale_str("language"),
    )
    @app_commands.describe(
        channel=locale_str("Where it is posted"),
        cadence=locale_str("How often"),
        time=locale_str("At what time, such as 08:00 or 8h30"),
        timezone=locale_str("In which time zone: type a city"),
        topics=locale_str("About which cards, separated by commas; leave out for everything"),
        language=locale_str("In which language"),
    )
    @app_commands.choices(cadence=_CADENCES, language=_LANGUAGES)
    async def create(
        self,
        interaction: Interaction,
        channel: discord.TextChannel,
        cadence: str,
        time: app_commands.Range[str, 1, 10],
        timezone: app_commands.Range[str, 1, 60] | None = None,
        topics: app_commands.Range[str, 1, 500] | None = None,
        language: Literal["fr", "en"] | None = None,
    ) -> None:
        edition, localizer = self._services.edition, self._services.localizer(interaction)
        spoken = language or localizer.language
        usual_zone = self._services.members.preferences(interaction.user.id).zone_in(spoken)
        try:
            _require_permissions(channel, localizer)
            rhythm = _rhythm(cadence, time, timezone or usual_zone, localizer)
            topic_ids = _topic_ids(topics or "", edition, localizer)
        except _Declined as declined:
            await answer(interaction, declined.sheet, self._services)
            return
        now = self._services.clock()
        new = NewSubscription(
            place=Place(guild_id=channel.guild.id, channel_id=channel.id),
            cadence=rhythm,
            topics=topic_ids,
            language=spoken,
            created_by=interaction.user.id,
            created_at=now,
        )
        subscription = await self._services.ledger.add(new, rhythm.next_after(now).at)
        self._services.replan()
        sentence = _created(subscription.id, new, edition, localizer)
        await answer(interaction, notices.confirmation(sentence), self._services)

    @create.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=zone, value=zone) for zone in zones_matching(typed, LIMIT)]

    @create.autocomplete("topics")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Complete the last of several topics, and keep those before it."""
        before, comma, last = typed.rpartition(",")
        chosen = f"{before}{comma} " if comma else ""
        choices = card_choices(last.strip(), self._services.edition, self._services.localizer(interaction))
        return [
            Choice(name=chosen + choice.name, value=chosen + choice.value)
            for choice in choices
            if length_of(chosen) + max(length_of(choice.name), length_of(choice.value)) <= LONGEST
        ]

    @app_commands.command(name="list", description=locale_str("The digests of this server"))
    async def list_(self, interaction: Interaction) -> None:
        edition, localizer = self._services.edition, self._services.localizer(interaction)
        subscriptions = await self._services.ledger.subscriptions_of(_guild_id(interaction))
        if not subscriptions:
            sentence = localizer.gettext("No digest yet. `/digest create` makes the first one.")
            await answer(interaction, notices.confirmation(sentence), self._services)
            return
        lines = []
        for subscription in subscriptions:
            words = subscription_in_words(subscription, edition, localizer)
            next_run = moment_in_words(
                subscription.next_run_at or subscription.since, subscription.cadence.zone, localizer
            )
            upcoming = localizer.gettext("next: {moment}").format(moment=next_run)
            lines.append(f"**{subscription.id}** · {words}\n-# {upcoming}")
        await answer(interaction, notices.listing(lines, localizer), self._services)

    @app_commands.command(name="delete", description=locale_str("Stop a digest for good"))
    @app_commands.rename(digest=locale_str("digest"))
    @app_commands.describe(digest=locale_str("Its number in /digest list"))
    async def delete(self, interaction: Interaction, digest: app_commands.Range[int, 1, 2**31 - 1]) -> None:
        localizer = self._services.localizer(interaction)
        if await self._services.ledger.delete(_guild_id(interaction), digest):
            self._services.replan()
            sentence = localizer.gettext("Digest {number} is deleted.").format(number=digest)
            await answer(interaction, notices.confirmation(sentence), self._services)
        else:
            sentence = localizer.gettext("This server has no digest {number}. `/digest list` shows them.")
            await answer(interaction, notices.refusal(sentence.format(number=digest)), self._services)

    @delete.autocomplete("digest")
    async def _digests(self, interaction: Interaction, typed: str) -> list[Choice[int]]:
        subscriptions = await self._services.ledger.subscriptions_of(_guild_id(interaction))
        return [
            Choice(name=f"{each.id} · #{_channel_name(interaction, each.place.channel_id)}", value=each.id)
            for each in subscriptions
            if str(each.id).startswith(str(typed))
        ][:LIMIT]


class _Declined(Exception):
    """What was asked for cannot be done, for the reason on ``sheet``."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet


def _rhythm(cadence: str, time: str, zone: str, localizer: Localizer) -> Cadence:
    try:
        at = parse_time(time)
    except ValueError:
        raise _Declined(notices.bad_time(time, localizer)) from None
    try:
        return Cadence(**_RHYTHMS[cadence], time=at, zone=zone_named(zone))
    except ValueError:
        raise _Declined(notices.bad_zone(zone, localizer)) from None


def _topic_ids(topics: str, edition: Edition, localizer: Localizer) -> tuple[str, ...]:
    named = [topic.strip() for topic in topics.split(",") if topic.strip()]
    try:
        return tuple(dict.fromkeys(edition.find(topic).id for topic in named))
    except CardNotFound as missing:
        sheet = notices.card_not_found(missing.query, missing.suggestions, edition, localizer)
        raise _Declined(sheet) from None


def _guild_id(interaction: Interaction) -> int:
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild_id


def _channel_name(interaction: Interaction, channel_id: int) -> str:
    channel = interaction.guild.get_channel(channel_id) if interaction.guild else None
    return channel.name[:60] if channel else str(channel_id)


def _require_permissions(channel: discord.TextChannel, localizer: Localizer) -> None:
    """Decline, naming what the bot lacks to post in ``channel`` as Discord's settings name it."""
    granted = channel.permissions_for(channel.guild.me)
    lacking = [localizer.gettext(name) for permission, name in _NEEDED.items() if not getattr(granted, permission)]
    if lacking:
        sentence = localizer.gettext("I may not post there. Give me these permissions in {channel}: {permissions}")
        raise _Declined(notices.refusal(sentence.format(channel=channel.mention, permissions=", ".join(lacking))))


def _created(number: int, new: NewSubscription, edition: Edition, localizer: Localizer) -> str:
    upcoming = new.cadence.upcoming(new.created_at, _UPCOMING)
    title = localizer.gettext("Digest {number} is set up.").format(number=number)
    dates = "\n".join(f"- {moment_in_words(each.at, new.cadence.zone, localizer)}" for each in upcoming)
    coming = localizer.gettext("Next:")
    return f"**{title}**\n{subscription_in_words(new, edition, localizer)}\n{coming}\n{dates}"

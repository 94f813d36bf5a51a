"""Where a digest can be posted: the channels that Discord offers, what the bot may do there, a forum's tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.cards.text import fold
from bot.commands.digests.declined import Declined
from bot.commands.services import Services
from bot.digests.subscription import TAGS_LIMIT, ChannelKind, Place
from bot.presentation.digests.permissions import lacking
from bot.presentation.digests.standings import Obstacle, Standing
from bot.presentation.digests.troubles import advice_on, channel_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import echoed, plain

Interaction = discord.Interaction[Any]
Chosen = AppCommandChannel | AppCommandThread

_KINDS: Mapping[discord.ChannelType, ChannelKind] = {
    discord.ChannelType.text: "text",
    discord.ChannelType.news: "announcement",
    discord.ChannelType.public_thread: "thread",
    discord.ChannelType.private_thread: "thread",
    discord.ChannelType.news_thread: "thread",
    discord.ChannelType.forum: "forum",
}
_LONGEST_NAME = 60


class PostingChannel(app_commands.Transformer):
    """Takes a channel as Discord tells of it: an archived thread, for one, is in no cache."""

    offered = tuple(_KINDS)

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(self.offered)

    async def transform(self, interaction: Interaction, value: Any, /) -> Chosen:
        chosen: Chosen = value
        return chosen


class TellingChannel(PostingChannel):
    """Where an admin can be told something: a channel that messages are simply written to."""

    offered = tuple(each for each in _KINDS if each is not discord.ChannelType.forum)


def place_of(channel: Chosen) -> Place:
    """Return a channel as a place for digests."""
    return Place(guild_id=channel.guild_id, channel_id=channel.id, kind=_KINDS[channel.type])


def standing_of(place: Place, services: Services) -> Standing:
    """Return whether the bot can post in ``place``, as far as is known."""
    sender = services.sender
    missing, trouble = sender.missing_permissions(place), sender.trouble_in(place)
    return Standing(missing=tuple(missing), trouble=trouble, sure=sender.welcomes(place) or bool(missing or trouble))


def deaf_fallback(fallback_id: int | None, guild: discord.Guild | None, services: Services) -> Obstacle | None:
    """Return why nobody can be told something in the channel that was chosen for it, if that is known."""
    channel = guild.get_channel_or_thread(fallback_id) if guild and fallback_id else None
    if guild is None or channel is None or channel.type not in _KINDS:
        return None
    place = Place(guild_id=guild.id, channel_id=channel.id, kind=_KINDS[channel.type])
    trouble = services.sender.trouble_in(place)
    return Obstacle(place, trouble) if trouble else None


def require_well(place: Place, services: Services, localizer: Localizer) -> None:
    """Decline when the bot is known not to be able to post in ``place``."""
    standing = standing_of(place, services)
    if standing.missing:
        raise Declined(lacking(standing.missing, place, localizer))
    if standing.trouble:
        raise Declined(advice_on(standing.trouble, place, localizer).reason)


def name_of_channel(guild: discord.Guild | None, channel_id: int) -> str:
    """Return what a channel is called, in plain text; its id where it is gone."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return channel.name[:_LONGEST_NAME] if channel else str(channel_id)


def forum_tags(guild: discord.Guild | None, channel_id: int) -> Mapping[int, str]:
    """Return the names of a forum's tags, by id; nothing for any other channel."""
    channel = guild.get_channel(channel_id) if guild else None
    return {tag.id: tag.name for tag in channel.available_tags} if isinstance(channel, discord.ForumChannel) else {}


def tags_named(text: str, place: Place, guild: discord.Guild | None, localizer: Localizer) -> tuple[int, ...]:
    """Return the ids of the forum's tags that are named in ``text``, separated by commas. Raises Declined."""
    t, known = localizer.gettext, forum_tags(guild, place.channel_id)
    by_name = {fold(name): tag for tag, name in known.items()}
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = next((name for name in names if fold(name) not in by_name), None)
    if unknown is not None:
        sentence = t("{channel} has no tag “{typed}”. It has: {tags}.")
        offered = ", ".join(map(plain, known.values())) or t("none")
        raise Declined(sentence.format(channel=channel_in_words(place), typed=echoed(unknown), tags=offered))
    if len(names) > TAGS_LIMIT:
        raise Declined(t("A post has {most} tags at most.").format(most=TAGS_LIMIT))
    return tuple(dict.fromkeys(by_name[fold(name)] for name in names))


def require_tags(tags: tuple[int, ...], place: Place, guild: discord.Guild | None, localizer: Localizer) -> None:
    """Decline what a forum would refuse: posts without a tag where one is required, or with one kept for others."""
    forum = guild.get_channel(place.channel_id) if guild else None
    if not guild or not isinstance(forum, discord.ForumChannel):
        return
    t = localizer.gettext
    if forum.flags.require_tag and not tags:
        offered = ", ".join(plain(tag.name) for tag in forum.available_tags)
        sentence = t("{channel} wants a tag on every post. Choose with *tags*: {tags}.")
        raise Declined(sentence.format(channel=channel_in_words(place), tags=offered))
    kept = [tag.name for tag in forum.available_tags if tag.id in tags and tag.moderated]
    if kept and not forum.permissions_for(guild.me).manage_threads:
        sentence = t("The tag “{tag}” is for moderators. Choose another, or give me *{permission}* in {channel}.")
        words = {"tag": plain(kept[0]), "permission": t("Manage Threads"), "channel": channel_in_words(place)}
        raise Declined(sentence.format(**words))

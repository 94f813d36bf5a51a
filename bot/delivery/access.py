"""What the bot may do in a channel, as far as the gateway has told: no request is made for it."""

from __future__ import annotations

import discord

from bot.digests.subscription import Place
from bot.digests.troubles import Trouble

Channel = discord.abc.GuildChannel | discord.Thread

# What it takes to post, by the names discord.py has for permissions; the history is read to find again what may have
# been posted. To publish a message of one's own it takes no more than to post it (Discord, "Crosspost Message").
_ANYWHERE = ("view_channel", "read_message_history")


def missing_permissions(client: discord.Client, place: Place, *, files: bool = False) -> tuple[str, ...]:
    """Return the permissions that posting in ``place`` takes and the bot is known to lack; ``files``: with pictures."""
    granted = _granted(client, place.guild_id, place.channel_id)
    if granted is None:
        return ()
    needed = (*_ANYWHERE, *_speaking(place), *(("attach_files",) if files else ()))
    return tuple(name for name in needed if not getattr(granted, name))


def trouble_in(client: discord.Client, place: Place) -> Trouble | None:
    """Return what stands in the way of posting in ``place``, None where nothing is known to."""
    guild = client.get_guild(place.guild_id)
    if guild is None or guild.unavailable:
        return None
    channel = guild.get_channel_or_thread(place.channel_id)
    if channel is None:
        # The gateway does not tell of threads that are archived.
        return None if place.kind == "thread" else "no-channel"
    granted = _granted(client, place.guild_id, place.channel_id)
    if granted is None:
        return None
    if not granted.view_channel:
        return "no-access"
    if not getattr(granted, _speaking(place)[0]):
        return "no-permission"
    if isinstance(channel, discord.Thread) and channel.locked and not granted.manage_threads:
        return "thread-closed"
    return None


def welcomes(client: discord.Client, place: Place) -> bool:
    """Tell whether the bot is known to be able to post in ``place``."""
    return _granted(client, place.guild_id, place.channel_id) is not None and trouble_in(client, place) is None


def is_away(client: discord.Client, guild_id: int) -> bool:
    """Tell whether Discord has lost a server for now."""
    guild = client.get_guild(guild_id)
    return guild is not None and guild.unavailable


def is_known(client: discord.Client, guild_id: int) -> bool:
    """Tell whether Discord has told of a server, and has not lost it since."""
    guild = client.get_guild(guild_id)
    return guild is not None and not guild.unavailable


def may_read_history(client: discord.Client, guild_id: int, channel_id: int) -> bool | None:
    """Tell whether what was posted in a channel is shown to the bot; None when that is not known."""
    granted = _granted(client, guild_id, channel_id)
    return None if granted is None else granted.view_channel and granted.read_message_history


def _speaking(place: Place) -> tuple[str, ...]:
    match place.kind:
        case "thread":
            return ("send_messages_in_threads",)
        case "forum":
            # The further parts of a long digest follow in the thread that the first one opens.
            return ("send_messages", "send_messages_in_threads")
        case _:
            return ("send_messages",)


def _granted(client: discord.Client, guild_id: int, channel_id: int) -> discord.Permissions | None:
    guild = client.get_guild(guild_id)
    # As long as a server is away, nothing is known of the bot in it.
    if guild is None or guild.unavailable:
        return None
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None:
        return None
    try:
        return channel.permissions_for(guild.me)
    except discord.ClientException:
        return None  # a thread whose parent the gateway has not told of

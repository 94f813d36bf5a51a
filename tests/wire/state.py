"""What the loopback Discord knows: servers, channels, permissions, messages, and what may be done to them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

# Discord, "Permissions".
ADMINISTRATOR = 1 << 3
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MANAGE_THREADS = 1 << 34
SEND_MESSAGES_IN_THREADS = 1 << 38
USUAL = VIEW_CHANNEL | SEND_MESSAGES | ATTACH_FILES | READ_MESSAGE_HISTORY | SEND_MESSAGES_IN_THREADS

TEXT, ANNOUNCEMENT, FORUM = 0, 5, 15
DIRECT, PUBLIC_THREAD = 1, 11
REQUIRE_TAG = 1 << 4  # Discord, "Channel Flags"
CROSSPOSTED = 1 << 0  # Discord, "Message Flags"

BOT_ID = 100_000_000_000_000_001
APPLICATION_ID = BOT_ID
OWNER_ID = 100_000_000_000_000_002
_EPOCH = 1_420_070_400_000  # milliseconds: the first second of 2015, where Discord's ids begin


class Refusal(Exception):
    """Discord's answer to what cannot be done: an HTTP status, and one of its JSON error codes."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message}


def unknown_channel() -> Refusal:
    return Refusal(404, 10003, "Unknown Channel")


def unknown_message() -> Refusal:
    return Refusal(404, 10008, "Unknown Message")


def missing_access() -> Refusal:
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    return Refusal(403, 50013, "Missing Permissions")


@dataclass
class Message:
    """``nonce`` and ``stored_at`` (seconds of the loopback's clock) are what deduplication looks at.

    ``body`` is what was asked for, to the byte; Discord shows it with an id on each component.
    """

    id: int
    channel_id: int
    body: dict[str, Any]
    stored_at: float
    nonce: str | None = None
    flags: int = 0
    edited: bool = False
    deleted: bool = False
    author_id: int = BOT_ID

    def to_json(self) -> dict[str, Any]:
        when = _time_of(self.id)
        return {
            "id": str(self.id),
            "channel_id": str(self.channel_id),
            "author": bot_user() if self.author_id == BOT_ID else member_user(self.author_id),
            "content": self.body.get("content") or "",
            "timestamp": when,
            "edited_timestamp": when if self.edited else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": self.flags,
            "components": _numbered(self.body.get("components") or []),
            **({"nonce": self.nonce} if self.nonce else {}),
        }


@dataclass
class Channel:
    """``allow`` and ``deny`` are what this channel grants the bot beyond its server, and takes from it.

    ``flags`` are Discord's own. A thread may be ``archived`` and ``locked``.
    """

    id: int
    guild_id: int
    name: str
    type: int = TEXT
    parent_id: int | None = None
    allow: int = 0
    deny: int = 0
    flags: int = 0
    archived: bool = False
    locked: bool = False
    archived_at: str = ""
    messages: dict[int, Message] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        overwrite = {"id": str(BOT_ID), "type": 1, "allow": str(self.allow), "deny": str(self.deny)}
        return {
            "id": str(self.id),
            "guild_id": str(self.guild_id),
            "type": self.type,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [overwrite],
            "nsfw": False,
            "parent_id": str(self.parent_id) if self.parent_id else None,
            "rate_limit_per_user": 0,
            "topic": None,
            "last_message_id": None,
            "flags": self.flags,
            **({"available_tags": []} if self.type == FORUM else {}),
            **(_thread_fields(self) if self.type == PUBLIC_THREAD else {}),
        }


@dataclass
class Guild:
    """A server; ``permissions`` are those of @everyone, whose role has the server's own id."""

    id: int
    name: str
    permissions: int = USUAL
    channels: dict[int, Channel] = field(default_factory=dict)
    unavailable: bool = False

    def to_json(self) -> dict[str, Any]:
        everyone = {
            "id": str(self.id),
            "name": "@everyone",
            "permissions": str(self.permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        joined = _time_of(self.id)
        member = {"user": bot_user(), "roles": [], "joined_at": joined, "deaf": False, "mute": False, "flags": 0}
        threads = [
            each.to_json() for each in self.channels.values() if each.type == PUBLIC_THREAD and not each.archived
        ]
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(OWNER_ID),
            "roles": [everyone],
            "channels": [each.to_json() for each in self.channels.values() if each.type != PUBLIC_THREAD],
            "threads": threads,
            "members": [member],
            "member_count": 2,
            "joined_at": joined,
            "large": False,
            "unavailable": False,
            "preferred_locale": "fr",
            **{name: [] for name in _EMPTY_LISTS},
            **dict.fromkeys(_ZEROES, 0),
        }


_EMPTY_LISTS = (
    "emojis",
    "features",
    "stickers",
    "voice_states",
    "presences",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)
_ZEROES = (
    "verification_level",
    "default_message_notifications",
    "explicit_content_filter",
    "mfa_level",
    "premium_tier",
    "system_channel_flags",
    "nsfw_level",
    "afk_timeout",
)


class State:
    """Everything there is. ``clock`` gives seconds and never goes back; ``window`` is how long a nonce is known."""

    def __init__(self, clock: Callable[[], float], window: float = 300.0) -> None:
        self.clock = clock
        self.window = window
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.stored: list[Message] = []
        self._by_nonce: dict[str, Message] = {}
        self._direct: dict[int, Channel] = {}
        self._last_id = 0
        # How far the date that ids are made of is ahead of the machine's.
        self.ahead = timedelta()

    def new_id(self) -> int:
        """Return a snowflake, greater than any before."""
        now = int((datetime.now(UTC) + self.ahead).timestamp() * 1000) - _EPOCH
        self._last_id = max(now << 22, self._last_id + 1)
        return self._last_id

    def add_guild(self, name: str, channels: int = 1, kind: int = TEXT) -> Guild:
        guild = Guild(self.new_id(), name)
        self.guilds[guild.id] = guild
        for number in range(channels):
            self.add_channel(guild, f"{name}-{number}", kind)
        return guild

    def add_channel(self, guild: Guild, name: str, kind: int = TEXT, parent: int | None = None) -> Channel:
        channel = Channel(self.new_id(), guild.id, name, kind, parent)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def direct_channel(self, user_id: int) -> Channel:
        """Return the channel for direct messages with a member, which belongs to no server."""
        channel = self._direct.get(user_id)
        if channel is None:
            channel = self._direct[user_id] = Channel(self.new_id(), 0, "", DIRECT)
            self.channels[channel.id] = channel
        return channel

    def remove_channel(self, channel_id: int) -> Channel:
        channel = self.channels.pop(channel_id)
        del self.guilds[channel.guild_id].channels[channel_id]
        return channel

    def channel(self, channel_id: int, needs: int = 0) -> Channel:
        """Return a channel in which the bot may do what ``needs`` says. Raises Refusal."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise unknown_channel()
        granted = self.permissions_in(channel)
        if not granted & VIEW_CHANNEL:
            raise missing_access()
        if needs & ~granted:
            raise missing_permissions()
        return channel

    def permissions_in(self, channel: Channel) -> int:
        if channel.type == DIRECT:
            return USUAL & ~channel.deny
        parent = self.channels.get(channel.parent_id or 0)
        allowed = self.guilds[channel.guild_id].permissions
        if parent:
            allowed = allowed & ~parent.deny | parent.allow
        return allowed & ~channel.deny | channel.allow

    def post(self, channel_id: int, body: dict[str, Any]) -> Message:
        """Store a message, or return the one that an enforced nonce names. Raises Refusal."""
        channel = self.channel(channel_id)
        if channel.type == DIRECT and channel.deny & SEND_MESSAGES:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        speaking = SEND_MESSAGES_IN_THREADS if channel.type == PUBLIC_THREAD else SEND_MESSAGES
        self.channel(channel_id, speaking | (ATTACH_FILES if body.get("attachments") else 0))
        if channel.type == FORUM:
            raise Refusal(400, 40058, "Cannot send a message in a forum channel")
        if channel.locked and not self.permissions_in(channel) & MANAGE_THREADS:
            raise Refusal(403, 160005, "Thread is locked")
        channel.archived = False  # as Discord does by itself
        return self._stored(channel, body)

    def start_thread(self, channel_id: int, body: dict[str, Any]) -> tuple[Channel, Message]:
        """Post in a forum: a new thread with its first message, which knows no nonce. Raises Refusal."""
        forum = self.channel(channel_id, SEND_MESSAGES)
        if forum.flags & REQUIRE_TAG and not body.get("applied_tags"):
            raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")
        thread = self.add_channel(self.guilds[forum.guild_id], body["name"], PUBLIC_THREAD, forum.id)
        # The message that opens a post has the post's own id.
        return thread, self._stored(thread, body.get("message", {}), thread.id)

    def archive(self, channel_id: int, *, locked: bool) -> Channel:
        """Put a thread away; nobody may post in a ``locked`` one."""
        thread = self.channels[channel_id]
        thread.archived, thread.locked, thread.archived_at = True, locked, datetime.now(UTC).isoformat()
        return thread

    def threads_of(self, guild_id: int, *, archived: bool = False, parent: int | None = None) -> list[Channel]:
        """Return the threads that the bot may see, the latest first (of archived ones: to be archived)."""
        threads = [
            each
            for each in self.guilds[guild_id].channels.values()
            if each.type == PUBLIC_THREAD
            and each.archived == archived
            and parent in {None, each.parent_id}
            and self.permissions_in(each) & VIEW_CHANNEL
        ]
        return sorted(threads, key=lambda thread: (thread.archived_at, thread.id), reverse=True)

    def say(self, channel_id: int, author_id: int, body: dict[str, Any]) -> Message:
        """Have somebody else post a message."""
        return self._stored(self.channels[channel_id], body, author_id=author_id)

    def _stored(
        self, channel: Channel, body: dict[str, Any], message_id: int | None = None, author_id: int = BOT_ID
    ) -> Message:
        nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        if nonce and body.get("enforce_nonce") and (earlier := self._recent(nonce)):
            if earlier.deleted:
                raise unknown_message()
            return earlier
        number, flags = message_id or self.new_id(), body.get("flags") or 0
        message = Message(number, channel.id, body, self.clock(), nonce, flags, author_id=author_id)
        channel.messages[message.id] = message
        self.stored.append(message)
        if nonce:
            self._by_nonce[nonce] = message
        return message

    def _recent(self, nonce: str) -> Message | None:
        earlier = self._by_nonce.get(nonce)
        return earlier if earlier and self.clock() - earlier.stored_at < self.window else None

    def message(self, channel_id: int, message_id: int) -> Message:
        """Return a message that the bot may see. Raises Refusal."""
        found = self.channel(channel_id, READ_MESSAGE_HISTORY).messages.get(message_id)
        if found is None or found.deleted:
            raise unknown_message()
        return found

    def history(self, channel_id: int, limit: int, before: int | None, after: int | None) -> list[Message]:
        """Return messages, newest first; none where their history may not be read. Raises Refusal."""
        channel = self.channel(channel_id)
        if not self.permissions_in(channel) & READ_MESSAGE_HISTORY:
            return []
        kept = [
            message
            for number, message in channel.messages.items()
            if not message.deleted and (before is None or number < before) and (after is None or number > after)
        ]
        # The oldest of those after an id, the newest of all others, as Discord has it.
        chosen = kept[:limit] if after is not None else kept[-limit:]
        return chosen[::-1]

    def every_message(self) -> Iterator[Message]:
        """Yield all that was ever posted, also in channels that may not be read or are gone."""
        yield from self.stored


def bot_user() -> dict[str, Any]:
    return {
        "id": str(BOT_ID),
        "username": "depeche",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": True,
        "public_flags": 0,
    }


def member_user(user_id: int) -> dict[str, Any]:
    return {"id": str(user_id), "username": "member", "discriminator": "0", "avatar": None, "global_name": None}


def _numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return components with an id on each: the one it was sent with, or the next that none has."""
    taken = {each["id"] for each in _flat(components) if each.get("id")}
    free = (number for number in itertools.count(1) if number not in taken)

    def numbered(component: dict[str, Any]) -> dict[str, Any]:
        number = component.get("id") or next(free)
        inner = (
            {"components": [numbered(each) for each in component["components"]]} if "components" in component else {}
        )
        return {**component, "id": number, **inner}

    return [numbered(component) for component in components]


def _flat(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _flat(component.get("components", []))


def _thread_fields(thread: Channel) -> dict[str, Any]:
    metadata = {
        "archived": thread.archived,
        "auto_archive_duration": 1440,
        "archive_timestamp": thread.archived_at or _time_of(thread.id),
        "locked": thread.locked,
    }
    return {"owner_id": str(BOT_ID), "message_count": 1, "member_count": 1, "thread_metadata": metadata}


def _time_of(snowflake: int) -> str:
    return datetime.fromtimestamp(((snowflake >> 22) + _EPOCH) / 1000, UTC).isoformat()

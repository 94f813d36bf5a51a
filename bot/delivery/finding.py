"""Finds what may have been posted among what a channel shows, by the mark that its container bears."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from discord.http import Route
from discord.utils import time_snowflake

from bot.delivery.api import Api
from bot.delivery.envelopes import has_mark
from bot.digests.ports import Posted
from bot.errors import Unreachable, Unreadable

# The clock of this machine may be ahead of Discord's, which ids are made from.
_SKEW = timedelta(minutes=2)
_PAGE = 100  # messages or threads, the most that Discord gives at once ("Get Channel Messages")
_PAGES = 10


class Finder:
    """Looks for messages of the bot, whose user is ``own_id``."""

    def __init__(self, api: Api, own_id: int) -> None:
        self._api = api
        self._own_id = own_id

    async def in_channel(self, channel_id: int, mark: int, since: datetime) -> Posted | None:
        """Look among the messages of a channel or thread, the oldest since ``since`` first. Raises Unreadable."""
        after = time_snowflake(since - _SKEW)
        for _ in range(_PAGES):
            page = await self._messages(channel_id, after, _PAGE)
            for message in page:
                if self._is_own(message, mark):
                    return Posted(int(message["id"]), channel_id)
            if len(page) < _PAGE:
                return None
            after = max(int(message["id"]) for message in page)
        raise Unreadable(f"More than {_PAGES * _PAGE:,} messages have been posted in the channel since.")

    async def in_forum(self, guild_id: int, forum_id: int, mark: int, since: datetime) -> Posted | None:
        """Look at how each post of a forum begins that the bot has opened since ``since``. Raises Unreadable."""
        earliest = since - _SKEW
        async for thread in self._threads(guild_id, forum_id, earliest):
            thread_id = int(thread["id"])
            if thread_id < time_snowflake(earliest) or thread.get("owner_id") != str(self._own_id):
                continue
            try:
                opening = await self._messages(thread_id, thread_id - 1, 1)
            except Unreachable:
                continue  # it was deleted while we looked
            for message in opening:
                if self._is_own(message, mark):
                    return Posted(int(message["id"]), thread_id)
        return None

    async def parent_of(self, thread_id: int) -> int:
        """Return the channel that a thread belongs to, which the gateway does not tell once it is archived."""
        thread = await self._api.ask(Route("GET", "/channels/{channel_id}", channel_id=thread_id))
        return int(thread.get("parent_id") or 0)

    async def _messages(self, channel_id: int, after: int, limit: int) -> list[Mapping[str, Any]]:
        asked = {"params": {"after": str(after), "limit": limit}}
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel_id)
        messages: list[Mapping[str, Any]] = await self._readable(route, asked)
        return messages

    async def _threads(self, guild_id: int, forum_id: int, earliest: datetime) -> AsyncIterator[Mapping[str, Any]]:
        active = await self._readable(Route("GET", "/guilds/{guild_id}/threads/active", guild_id=guild_id), {})
        for thread in active["threads"]:
            if thread.get("parent_id") == str(forum_id):
                yield thread
        route = Route("GET", "/channels/{channel_id}/threads/archived/public", channel_id=forum_id)
        before: dict[str, str] = {}
        for _ in range(_PAGES):
            asked = {"params": {"limit": _PAGE, **before}}
            page = await self._readable(route, asked)
            archived = [thread["thread_metadata"]["archive_timestamp"] for thread in page["threads"]]
            for thread in page["threads"]:
                yield thread
            # The latest to be archived come first, and none is archived before it was opened.
            if not page.get("has_more") or datetime.fromisoformat(archived[-1]) < earliest:
                return
            before = {"before": archived[-1]}
        raise Unreadable(f"More than {_PAGES * _PAGE:,} posts of the forum have been archived since.")

    async def _readable(self, route: Route, content: Mapping[str, Any]) -> Any:
        try:
            return await self._api.ask(route, content)
        except Unreachable as error:
            if error.trouble == "no-channel":
                raise
            raise Unreadable(str(error)) from error

    def _is_own(self, message: Mapping[str, Any], mark: int) -> bool:
        return message["author"]["id"] == str(self._own_id) and has_mark(message, mark)

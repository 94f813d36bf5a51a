"""The routes of Discord's HTTP API that the bot uses, and what they answer."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from tests.wire.gateway import Gateway
from tests.wire.state import (
    ANNOUNCEMENT,
    APPLICATION_ID,
    CROSSPOSTED,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    Refusal,
    State,
    bot_user,
    member_user,
    unknown_message,
)


@dataclass(frozen=True)
class Call:
    """One request: the numbers in its path, its query, and its JSON."""

    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: Any


@dataclass
class Interaction:
    """A member's command or button press, and what the bot answered; ``took`` the seconds until it did."""

    id: int
    token: str
    answers: list[Any] = field(default_factory=list)
    acknowledged: bool = False
    asked: float = field(default_factory=time.perf_counter)
    took: float | None = None


Handler = Callable[["Api", Call], Awaitable[Any]]


class Api:
    """Answers requests from ``state``. What it returns is the JSON of a 200, None a 204."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        self.state = state
        self.gateway = gateway
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Any] = []

    async def me(self, call: Call) -> Any:
        return bot_user()

    async def application(self, call: Call) -> Any:
        return {
            "id": str(APPLICATION_ID),
            "name": "Dépêche",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": {**bot_user(), "bot": False},
            "team": None,
            "summary": "",
        }

    async def gateway_bot(self, call: Call) -> Any:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit": limit}

    async def register(self, call: Call) -> Any:
        self.commands = [
            {
                "description": "",
                **command,
                "id": str(self.state.new_id()),
                "application_id": str(APPLICATION_ID),
                "version": "1",
            }
            for command in call.body
        ]
        return self.commands

    async def get_channel(self, call: Call) -> Any:
        return self.state.channel(int(call.ids[0])).to_json()

    async def post_message(self, call: Call) -> Any:
        return self.state.post(int(call.ids[0]), call.body).to_json()

    async def get_history(self, call: Call) -> Any:
        before, after = (int(call.query[name]) if name in call.query else None for name in ("before", "after"))
        messages = self.state.history(int(call.ids[0]), int(call.query.get("limit", 50)), before, after)
        return [message.to_json() for message in messages]

    async def get_message(self, call: Call) -> Any:
        return self.state.message(int(call.ids[0]), int(call.ids[1])).to_json()

    async def edit_message(self, call: Call) -> Any:
        if self.state.channel(int(call.ids[0])).archived:
            raise Refusal(400, 50083, "Thread is archived")
        message = self.state.message(int(call.ids[0]), int(call.ids[1]))
        message.body = {**message.body, **call.body}
        message.edited = True
        return message.to_json()

    async def delete_message(self, call: Call) -> None:
        self.state.message(int(call.ids[0]), int(call.ids[1])).deleted = True

    async def crosspost(self, call: Call) -> Any:
        channel = self.state.channel(int(call.ids[0]), SEND_MESSAGES)
        message = channel.messages.get(int(call.ids[1]))
        if message is None or message.deleted:
            raise unknown_message()
        if channel.type != ANNOUNCEMENT:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if message.flags & CROSSPOSTED:
            raise Refusal(400, 40033, "This message has already been crossposted")
        message.flags |= CROSSPOSTED
        return message.to_json()

    async def start_thread(self, call: Call) -> Any:
        thread, message = self.state.start_thread(int(call.ids[0]), call.body)
        await self.gateway.dispatch("THREAD_CREATE", {**thread.to_json(), "newly_created": True}, thread.guild_id)
        return {**thread.to_json(), "message": message.to_json()}

    async def active_threads(self, call: Call) -> Any:
        if int(call.ids[0]) not in self.state.guilds:
            raise Refusal(403, 50001, "Missing Access")
        threads = self.state.threads_of(int(call.ids[0]))
        return {"threads": [each.to_json() for each in threads], "members": []}

    async def archived_threads(self, call: Call) -> Any:
        forum = self.state.channel(int(call.ids[0]), READ_MESSAGE_HISTORY)
        limit, before = int(call.query.get("limit", 50)), call.query.get("before")
        threads = self.state.threads_of(forum.guild_id, archived=True, parent=forum.id)
        later = [each for each in threads if before is None or each.archived_at < before]
        return {
            "threads": [each.to_json() for each in later[:limit]],
            "members": [],
            "has_more": len(later) > limit,
        }

    async def open_direct(self, call: Call) -> Any:
        recipient = int(call.body["recipient_id"])
        channel = self.state.direct_channel(recipient)
        return {"id": str(channel.id), "type": 1, "recipients": [member_user(recipient)], "last_message_id": None}

    async def acknowledge(self, call: Call) -> Any:
        interaction = self.interactions.get(call.ids[1])
        if interaction is None:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.acknowledged:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        interaction.acknowledged = True
        interaction.took = time.perf_counter() - interaction.asked
        interaction.answers.append(call.body)
        if call.query.get("with_response") not in {"1", "true"}:
            return None
        about = {"id": str(interaction.id), "type": 2, "response_message_ephemeral": True}
        return {"interaction": about, "resource": {"type": call.body["type"]}}

    async def follow_up(self, call: Call) -> Any:
        interaction = self.interactions.get(call.ids[1])
        if interaction is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        interaction.answers.append(call.body)
        author = bot_user()
        return {
            **_EMPTY_MESSAGE,
            "id": str(self.state.new_id()),
            "author": author,
            "webhook_id": str(APPLICATION_ID),
            "components": (call.body or {}).get("components", []),
        }


_EMPTY_MESSAGE: Mapping[str, Any] = {
    "channel_id": "1",
    "content": "",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "type": 0,
    "flags": 0,
}

# Method, route and handler. An id is whatever stands between two slashes.
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/users/@me", Api.me),
    ("GET", "/oauth2/applications/@me", Api.application),
    ("GET", "/applications/@me", Api.application),
    ("GET", "/gateway/bot", Api.gateway_bot),
    ("PUT", "/applications/{id}/commands", Api.register),
    ("GET", "/channels/{id}", Api.get_channel),
    ("POST", "/channels/{id}/messages", Api.post_message),
    ("GET", "/channels/{id}/messages", Api.get_history),
    ("GET", "/channels/{id}/messages/{id}", Api.get_message),
    ("PATCH", "/channels/{id}/messages/{id}", Api.edit_message),
    ("DELETE", "/channels/{id}/messages/{id}", Api.delete_message),
    ("POST", "/channels/{id}/messages/{id}/crosspost", Api.crosspost),
    ("POST", "/channels/{id}/threads", Api.start_thread),
    ("GET", "/channels/{id}/threads/archived/public", Api.archived_threads),
    ("GET", "/guilds/{id}/threads/active", Api.active_threads),
    ("POST", "/users/@me/channels", Api.open_direct),
    ("POST", "/interactions/{id}/{id}/callback", Api.acknowledge),
    ("POST", "/webhooks/{id}/{id}", Api.follow_up),
    ("PATCH", "/webhooks/{id}/{id}/messages/@original", Api.follow_up),
)


def json_of(data: bytes, content_type: str) -> Any:
    """Return the JSON of a request, which a form with files has in a part of its own. Raises ValueError."""
    if content_type.startswith("application/json"):
        return json.loads(data) if data else None
    if content_type.startswith("multipart/form-data"):
        form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + data, policy=HTTP)
        for part in form.iter_parts():
            if part.get_param("name", header="content-disposition") == "payload_json":
                return json.loads(part.get_content())
    return None

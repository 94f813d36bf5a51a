"""A Discord on a Unix socket, in a process of its own: ``python -m tests.wire.server SOCKET``.

Unmodified discord.py reaches it through the client option ``connector=aiohttp.UnixConnector(path)``. Whoever tests
steers it below ``/control``, on the same socket (see ``tests.wire.loopback``). It outlives the bot, so that what it
recorded can be compared with what the bot believes.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.wire.faults import Fault, Faults
from tests.wire.gateway import Gateway
from tests.wire.limits import Limits
from tests.wire.openapi import Description
from tests.wire.rest import ROUTES, Api, Call, Handler, Interaction, json_of
from tests.wire.state import APPLICATION_ID, BOT_ID, OWNER_ID, PUBLIC_THREAD, SEND_MESSAGES, Message, Refusal, State

TOKEN = "loopback.token.of-no-use"
_PREFIX = "/api/v10"


class Loopback:
    """The whole of it. ``recorded`` is every request with its answer's status, in order."""

    def __init__(self, description: Description | None, seed: int = 0) -> None:
        self._advanced = 0.0
        self.state = State(self._now)
        self.gateway = Gateway(self.state, TOKEN)
        self.api = Api(self.state, self.gateway)
        self.limits = Limits()
        self.faults = Faults(random.Random(seed))
        self.recorded: list[dict[str, Any]] = []
        self.violations: list[str] = []
        self.token_valid = True
        self._checked: set[int] = set()
        self._description = description
        self._routes = [(method, _pattern(route), route, handler) for method, route, handler in ROUTES]

    def _now(self) -> float:
        return time.monotonic() + self._advanced

    def advance(self, seconds: float) -> None:
        """Let time pass for nonces: the window of deduplication is minutes long."""
        self._advanced += seconds

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request as Discord would, or as a fault has it."""
        path = request.path.removeprefix(_PREFIX)
        line = f"{request.method} {path}"
        fault = self.faults.befalling(line)
        if fault and fault.kind == "refuse":
            return _hang_up(request)
        data = await request.read()
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        entry: dict[str, Any] = {"method": request.method, "path": path, "at": time.time()}
        self.recorded.append(entry)
        response = _faulty(fault) if fault else None
        if response is None:
            response = await self._answered(request, path, data, entry)
        entry["status"] = response.status
        if fault and fault.kind == "cut":
            return await _broken_off(request, response)
        if fault and fault.kind == "silence":
            entry["status"] = None
            await asyncio.sleep(3_600)
        return response

    async def _answered(self, request: web.Request, path: str, data: bytes, entry: dict[str, Any]) -> web.Response:
        found = self._found(request.method, path)
        if found is None:
            return _json({"code": 0, "message": "404: Not Found"}, status=404)
        match, route, handler = found
        known = self.token_valid and request.headers.get("Authorization") == f"Bot {TOKEN}"
        if not known and not route.startswith(("/interactions", "/webhooks")):
            return _json({"code": 0, "message": "401: Unauthorized"}, status=401)
        verdict = self.limits.take(request.method, route, next(iter(match.groups()), ""))
        if verdict.wait:
            body = {"message": "You are being rate limited.", "retry_after": verdict.wait, "global": verdict.everywhere}
            return _json(body, status=429, headers={**verdict.headers, "Via": "1.1 loopback"})
        body = entry["json"] = json_of(data, request.headers.get("Content-Type", ""))
        if self._description and body is not None and self._is_new(f"{request.method} {route}", body):
            self.violations += self._description.violations(request.method, path, body)
        return await self._handled(handler, Call(match.groups(), request.query, body), entry, verdict.headers)

    def _is_new(self, operation: str, body: Any) -> bool:
        """Tell whether such a body was not checked before: one differing in no more than what a message is known by."""
        if not isinstance(body, dict):
            return True  # commands, once at the start
        frames = [{**frame, "id": 0} if "id" in frame else frame for frame in body.get("components") or ()]
        shape = hash((operation, json.dumps({**body, "nonce": None, "components": frames}, sort_keys=True)))
        if shape in self._checked:
            return False
        self._checked.add(shape)
        return True

    def _found(self, method: str, path: str) -> tuple[re.Match[str], str, Handler] | None:
        for its_method, pattern, route, handler in self._routes:
            if its_method == method and (match := pattern.fullmatch(path)):
                return match, route, handler
        return None

    async def _handled(
        self, handler: Handler, call: Call, entry: dict[str, Any], headers: dict[str, str]
    ) -> web.Response:
        try:
            answer = await handler(self.api, call)
        except Refusal as refusal:
            return _json(refusal.body, status=refusal.status, headers=headers)
        if answer is None:
            return web.Response(status=204, headers=headers)
        if isinstance(answer, dict):
            entry["id"] = answer.get("id")
        return _json(answer, headers=headers)

    async def control(self, request: web.Request) -> web.Response:
        """Do what a test asks: the last part of the path names it, its arguments are JSON."""
        order = getattr(self, f"order_{request.match_info['order']}")
        arguments = await request.json() if request.can_read_body else {}
        answer = order(**arguments)
        return _json(await answer if asyncio.iscoroutine(answer) else answer)

    async def order_guild(
        self, name: str, channels: int = 1, kind: int = 0, flags: int = 0, *, told: bool = True
    ) -> Any:
        guild = self.state.add_guild(name, channels, kind)
        for channel in guild.channels.values():
            channel.flags = flags
        if told:
            await self.gateway.dispatch("GUILD_CREATE", guild.to_json(), guild.id)
        return {"id": guild.id, "channels": list(guild.channels)}

    async def order_away(self, guild: int, *, away: bool) -> None:
        """Have Discord itself lose a server, or find it again."""
        lost = self.state.guilds[guild]
        lost.unavailable = away
        event = {"id": str(guild), "unavailable": True} if away else lost.to_json()
        await self.gateway.dispatch("GUILD_DELETE" if away else "GUILD_CREATE", event, guild)

    async def order_thread(self, channel: int) -> Any:
        """Have a member open a thread in a channel."""
        parent = self.state.channels[channel]
        thread = self.state.add_channel(self.state.guilds[parent.guild_id], "thread", PUBLIC_THREAD, channel)
        await self.gateway.dispatch("THREAD_CREATE", thread.to_json(), thread.guild_id)
        return thread.id

    async def order_archive(self, thread: int, *, locked: bool = False) -> None:
        archived = self.state.archive(thread, locked=locked)
        await self.gateway.dispatch("THREAD_UPDATE", archived.to_json(), archived.guild_id)

    async def order_lock(self, channel: int) -> None:
        """Lock a thread that stays open."""
        locked = self.state.channels[channel]
        locked.locked = True
        await self.gateway.dispatch("THREAD_UPDATE", locked.to_json(), locked.guild_id)

    async def order_unarchive(self, thread: int) -> None:
        opened = self.state.channels[thread]
        opened.archived = opened.locked = False
        await self.gateway.dispatch("THREAD_UPDATE", opened.to_json(), opened.guild_id)

    def order_parent(self, thread: int) -> Any:
        return self.state.channels[thread].parent_id

    def order_deny_silently(self, channel: int, deny: int) -> None:
        """Take permissions away without telling the gateway yet."""
        self.state.channels[channel].deny = deny

    def order_say(self, channel: int, times: int = 1, **body: Any) -> None:
        """Have a member post messages."""
        for _ in range(times):
            self.state.say(channel, OWNER_ID, body)

    def order_delete(self, channel: int, message: int) -> None:
        self.state.channels[channel].messages[message].deleted = True

    def order_deafen(self, user: int) -> None:
        """Have a member take no direct messages."""
        self.state.direct_channel(user).deny = SEND_MESSAGES

    def order_token(self, *, valid: bool) -> None:
        self.token_valid = valid

    async def order_remove_channel(self, channel: int) -> None:
        removed = self.state.remove_channel(channel)
        await self.gateway.dispatch("CHANNEL_DELETE", removed.to_json(), removed.guild_id)

    async def order_permissions(self, channel: int, allow: int = 0, deny: int = 0) -> None:
        changed = self.state.channels[channel]
        changed.allow, changed.deny = allow, deny
        await self.gateway.dispatch("CHANNEL_UPDATE", changed.to_json(), changed.guild_id)

    def order_fault(self, **fault: Any) -> None:
        self.faults.add(Fault.from_json(fault))

    def order_mend(self) -> None:
        self.faults.clear()

    def order_limits(self, *, enforced: bool) -> None:
        self.limits.enforced = enforced

    def order_global_limit(self, most: int) -> None:
        self.limits.most = most

    def order_advance(self, seconds: float) -> None:
        self.advance(seconds)

    def order_date(self, now: str) -> None:
        """Date what is posted from here on as if it were ``now``."""
        self.state.ahead = datetime.fromisoformat(now) - datetime.now(UTC)

    async def order_reconnect(self) -> None:
        await self.gateway.reconnect()

    async def order_invalidate(self, *, resumable: bool) -> None:
        await self.gateway.invalidate(resumable=resumable)

    async def order_close(self, code: int) -> None:
        await self.gateway.close(code)

    def order_refuse(self, code: int | None) -> None:
        self.gateway.refusing = code

    async def order_interaction(self, payload: dict[str, Any]) -> Any:
        interaction = Interaction(self.state.new_id(), f"token-{self.state.new_id()}")
        self.api.interactions[interaction.token] = interaction
        usual = {"version": 1, "application_id": str(APPLICATION_ID), "attachment_size_limit": 10 << 20}
        named = {"id": str(interaction.id), "token": interaction.token}
        full = {**usual, "entitlements": [], "authorizing_integration_owners": {}, **payload, **named}
        await self.gateway.dispatch("INTERACTION_CREATE", full)
        return {"token": interaction.token}

    def order_answers(self, token: str) -> Any:
        return self.api.interactions[token].answers

    def order_took(self, token: str) -> Any:
        """Tell how many seconds the bot took to answer, None while it has not."""
        return self.api.interactions[token].took

    def order_record(self, since: int = 0) -> Any:
        return self.recorded[since:]

    def order_messages(self) -> Any:
        return [self._told(each) for each in self.state.every_message()]

    def _told(self, message: Message) -> Any:
        channel = self.state.channels.get(message.channel_id)
        return {
            "id": message.id,
            "channel": message.channel_id,
            "parent": channel.parent_id if channel else None,
            "nonce": message.nonce,
            "deleted": message.deleted,
            "body": message.body,
        }

    def order_received(self) -> Any:
        """Tell which nonces each channel has received, in order, without the messages themselves."""
        received: dict[int, list[str | None]] = {}
        for message in self.state.every_message():
            if message.author_id != BOT_ID:
                continue
            received.setdefault(message.channel_id, []).append(message.nonce)
        return received

    def order_tally(self) -> Any:
        """Tell how many requests were answered how, by method and status."""
        return Counter(f"{each['method']} {each.get('status')}" for each in self.recorded)

    def order_health(self) -> Any:
        return {
            "identified": self.gateway.identified,
            "resumed": self.gateway.resumed,
            "violations": self.violations,
            "commands": len(self.api.commands),
        }


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with JSON. Discord names no charset, and its client knows JSON by exactly this."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, headers={**(headers or {}), "Content-Type": "application/json"})


def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.escape(route).replace(r"\{id\}", "([^/]+)"))


def _faulty(fault: Fault) -> web.Response | None:
    if fault.kind == "429":
        body = {"message": "You are being rate limited.", "retry_after": fault.seconds, "global": fault.everywhere}
        scope = "global" if fault.everywhere else "shared"
        headers = {"Retry-After": str(int(fault.seconds) + 1), "Via": "1.1 loopback", "X-RateLimit-Scope": scope}
        headers |= {"X-RateLimit-Global": "true"} if fault.everywhere else {}
        return _json(body, status=429, headers=headers)
    if fault.kind in {"500", "502", "503", "504"}:
        return web.Response(status=int(fault.kind), text="upstream connect error", headers={"Via": "1.1 loopback"})
    if fault.kind == "400":
        wrong = {
            "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 4000 or fewer in length."}]}
        }
        errors = {"components": {"0": {"components": {"1": wrong}}}}
        return _json({"code": 50035, "message": "Invalid Form Body", "errors": errors}, status=400)
    if fault.kind == "cloudflare":
        return web.Response(status=403, text="error code: 1015", content_type="text/html")
    return None


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _broken_off(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Begin an answer, and cut the connection before its end."""
    body = response.body if isinstance(response.body, bytes) else b""
    partial = web.StreamResponse(status=response.status, headers={"Content-Type": "application/json"})
    partial.content_length = len(body) + 1
    await partial.prepare(request)
    await partial.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return partial


def application(loopback: Loopback) -> web.Application:
    """Return the routes: the gateway at the root, the API below /api/v10, and what tests steer by."""

    @web.middleware
    async def never_cached(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        response = await handler(request)
        if not response.prepared:
            response.headers["Cache-Control"] = "no-store"
        return response

    app = web.Application(client_max_size=64 << 20, middlewares=[never_cached])
    app.router.add_get("/", loopback.gateway.serve)
    app.router.add_post("/control/{order}", loopback.control)
    app.router.add_route("*", f"{_PREFIX}/{{rest:.*}}", loopback.answer)
    return app


def main() -> None:
    socket = sys.argv[1]
    named = os.environ.get("DISCORD_OPENAPI")
    loopback = Loopback(Description(Path(named)) if named else None)

    def listening(*_: str) -> None:
        # Whoever started this process waits for the line.
        sys.stdout.write(socket + "\n")
        sys.stdout.flush()

    # aiohttp prints once it listens, and not before.
    web.run_app(application(loopback), path=socket, print=listening, access_log=None, shutdown_timeout=0.1)


if __name__ == "__main__":
    main()

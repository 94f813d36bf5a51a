"""Discord's gateway, version 10, for one bot: sessions that can be resumed, compressed the way its client asks."""

from __future__ import annotations

import asyncio
import itertools
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.state import APPLICATION_ID, State, bot_user

# Discord, "Gateway Opcodes".
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
AUTHENTICATION_FAILED, SESSION_TIMED_OUT, DISALLOWED_INTENTS = 4004, 4009, 4014

HEARTBEAT_INTERVAL = 41_250  # milliseconds, as Discord has it


@dataclass
class Session:
    """What a bot that resumes is told again: every event, with its number."""

    id: str
    shard: tuple[int, int]
    socket: web.WebSocketResponse | None = None
    compressor: Any = None
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    events: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, payload: dict[str, Any]) -> None:
        if self.socket is None or self.socket.closed:
            return
        data = json.dumps(payload, separators=(",", ":")).encode()
        try:
            if self.compressor is None:
                await self.socket.send_str(data.decode())
            else:
                packed = self.compressor.compress(data) + self.compressor.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            self.socket = None

    async def dispatch(self, event: str, data: Any) -> None:
        payload = {"op": DISPATCH, "s": next(self.numbers), "t": event, "d": data}
        self.events.append(payload)
        await self.send(payload)


class Gateway:
    """Accepts bots with ``token``; ``sessions`` are all that were ever begun, by id."""

    def __init__(self, state: State, token: str) -> None:
        self._state = state
        self._token = token
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.refusing: int | None = None  # a close code for whoever identifies

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak with one connection until it ends."""
        socket = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await socket.prepare(request)
        compressor = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        connection = Session("", (0, 1), socket, compressor)
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_INTERVAL}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            match payload["op"]:
                case 1:
                    await connection.send({"op": HEARTBEAT_ACK})
                case 2:
                    session = await self._identify(connection, payload["d"])
                case 6:
                    session = await self._resume(connection, payload["d"])
        if session is not None and session.socket is socket:
            session.socket = None
        return socket

    async def _identify(self, connection: Session, data: dict[str, Any]) -> Session | None:
        assert connection.socket is not None
        code = self.refusing or (None if data["token"] == self._token else AUTHENTICATION_FAILED)
        if code:
            await connection.socket.close(code=code)
            return None
        self.identified += 1
        session = connection
        session.id = f"session-{self.identified}"
        session.shard = tuple(data.get("shard") or (0, 1))
        self.sessions[session.id] = session
        guilds = [
            each for each in self._state.guilds.values() if _shard_of(each.id, session.shard[1]) == session.shard[0]
        ]
        await session.dispatch(
            "READY",
            {
                "v": 10,
                "user": bot_user(),
                "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
                "session_id": session.id,
                "resume_gateway_url": "wss://resume.discord.gg",
                "shard": list(session.shard),
                "application": {"id": str(APPLICATION_ID), "flags": 0},
                "private_channels": [],
                "relationships": [],
            },
        )
        for guild in guilds:
            if not guild.unavailable:
                await session.dispatch("GUILD_CREATE", guild.to_json())
        return session

    async def _resume(self, connection: Session, data: dict[str, Any]) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            await connection.send({"op": INVALID_SESSION, "d": False})
            return None
        self.resumed += 1
        session.socket, session.compressor = connection.socket, connection.compressor
        # Its heartbeats are answered through what the connection began with, and both write to the same stream.
        for event in [each for each in session.events if each["s"] > (data["seq"] or 0)]:
            await session.send(event)
        await session.dispatch("RESUMED", {})
        return session

    async def dispatch(self, event: str, data: Any, guild_id: int | None = None) -> None:
        """Tell the bot of an event: the session whose shard has the server, or all of them."""
        for session in self._current():
            if guild_id is None or _shard_of(guild_id, session.shard[1]) == session.shard[0]:
                await session.dispatch(event, data)

    async def reconnect(self) -> None:
        """Ask the bot to reconnect, as Discord does when it moves a connection elsewhere."""
        await asyncio.gather(*(session.send({"op": RECONNECT, "d": None}) for session in self._current()))

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is over."""
        for session in self._current():
            if not resumable:
                self.sessions.pop(session.id, None)
            await session.send({"op": INVALID_SESSION, "d": resumable})

    async def close(self, code: int) -> None:
        """Close every connection with ``code``; with 1006, which no close frame can hold, cut it instead."""
        for session in self._current():
            socket, session.socket = session.socket, None
            if code == SESSION_TIMED_OUT:
                self.sessions.pop(session.id, None)
            if socket is not None and code == 1006:
                _cut(socket)
            elif socket is not None:
                await socket.close(code=code)

    def _current(self) -> Iterable[Session]:
        return [session for session in self.sessions.values() if session.socket is not None]


def _shard_of(guild_id: int, shards: int) -> int:
    return (guild_id >> 22) % shards


def _cut(socket: web.WebSocketResponse) -> None:
    transport = socket.get_extra_info("socket")
    connection = socket._req.transport if socket._req is not None else None
    if connection is not None:
        connection.abort()
    elif transport is not None:
        transport.close()

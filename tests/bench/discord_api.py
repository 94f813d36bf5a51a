"""The least of Discord's API that a client can be measured against: a Unix socket that notes requests and says yes."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord.http import Route

_PATIENCE = 10  # seconds: a command that fails does not answer
_TURNS = 20  # of the event loop: a client takes fewer from the answer to its request to the end of a command
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_APPLICATION = {
    "id": "1",
    "name": "bench",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": {"id": "3", "username": "owner", "discriminator": "0", "avatar": None},
}
_BOT = {"id": "1", "username": "bench", "discriminator": "0", "avatar": None, "bot": True}
GUILD = {
    "id": "7",
    "name": "bench",
    "member_count": 1_000,
    "roles": [{"id": "7", "name": "@everyone", "permissions": str(discord.Permissions.text().value), "position": 0}],
    "channels": [{"id": "8", "type": 0, "name": "general", "position": 0, "permission_overwrites": []}],
    "emojis": [],
    "features": [],
}


@dataclass
class SmallDiscord:
    """The wire: payloads go out, and requests come in. ``arrived`` is when the last byte did, and the body."""

    arrived: asyncio.Future[tuple[float, bytes]] | None = None

    async def ask(self, client: discord.Client, payload: str) -> tuple[float, Any]:
        """Hand ``client`` a payload of the gateway; return the milliseconds to its request, and what that says."""
        self.arrived = asyncio.get_running_loop().create_future()
        start = time.perf_counter()
        client._connection.parsers["INTERACTION_CREATE"](json.loads(payload))
        async with asyncio.timeout(_PATIENCE):
            end, body = await self.arrived
        # What is left to do is not what the reader waits for, and must not fall into the next measurement.
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return (end - start) * 1e3, json.loads(body)


class _Server(asyncio.Protocol):
    def __init__(self, api: SmallDiscord) -> None:
        self._api = api
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if not end or len(body) < (int(length[1]) if length else 0):
            return
        now = time.perf_counter()
        self._received = b""
        self._transport.write(_response(head.partition(b"\r\n")[0].decode()))
        if b"/callback" in head and self._api.arrived:
            self._api.arrived.set_result((now, body))


def _response(request: str) -> bytes:
    body: Mapping[str, Any] | list[Any]
    match request.split():
        case ["POST", path, _] if "/callback" in path:
            body = {"interaction": {"id": "9", "type": 2, "response_message_id": "10"}}
        case ["PUT", *_]:
            body = []
        case [_, path, _]:
            body = _BOT if path.endswith("/users/@me") else _APPLICATION
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


@asynccontextmanager
async def small_discord(folder: Path, *clients: discord.AutoShardedClient) -> AsyncIterator[SmallDiscord]:
    """Log ``clients`` in, each a member of ``GUILD``: all is as in production but for the wire."""
    api = SmallDiscord()
    path = str(folder / "discord.sock")
    Route.BASE = "http://discord"
    server = await asyncio.get_running_loop().create_unix_server(lambda: _Server(api), path)
    for client in clients:
        client.http.connector = aiohttp.UnixConnector(path)
        await client.login("token")
        client.shard_count = client._connection.shard_count = 1
        client._connection._add_guild_from_data(GUILD)  # type: ignore[arg-type]
    try:
        yield api
    finally:
        for client in clients:
            await client.close()
        server.close()

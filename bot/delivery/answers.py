"""Discord's answers as they come in: the errors of its own, its rate limits, and what it said in spite of all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

import aiohttp
import discord

_UNTOLD = 60.0  # seconds to wait where a rate limit does not say


class Broken(Exception):
    """An error of Discord's own: what was asked may have been done."""


class Limited(Exception):
    """Discord asks to wait; nothing was done. ``everywhere``: with all requests, not only with this kind."""

    def __init__(self, seconds: float, *, everywhere: bool) -> None:
        super().__init__(f"a rate limit of {seconds:.1f} s")
        self.seconds = seconds
        self.everywhere = everywhere


class Listener:
    """Hears an answer before discord.py does, whose own way with errors would not do here.

    It repeats what got a 500, 502, 504 or 524, also where that posts twice; it holds back every request of the bot
    during a global limit, and for ever if it is interrupted then; and it may sleep for an hour with an answer in hand.
    """

    def __init__(self) -> None:
        self.data: bytes | None = None
        self._response: aiohttp.ClientResponse | None = None

    async def hear(self, response: aiohttp.ClientResponse) -> None:
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            response.release()
            raise Broken(f"Discord answered {response.status}")
        data = await response.read()
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            # Without a Via it is not from Discord but from Cloudflare, and meant for all that this address asks.
            everywhere = "X-RateLimit-Global" in response.headers or "Via" not in response.headers
            raise Limited(_seconds_in(data) or seconds_of(response.headers), everywhere=everywhere)
        self._response, self.data = response, data

    @property
    def refusal(self) -> discord.HTTPException | None:
        """What discord.py makes of a 4xx."""
        if self._response is None or self.data is None or self._response.ok:
            return None
        try:
            return discord.HTTPException(self._response, json.loads(self.data))
        except json.JSONDecodeError:
            return discord.HTTPException(self._response, self.data.decode(errors="replace"))


def _seconds_in(data: bytes) -> float:
    try:
        return float(json.loads(data)["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 0.0


def seconds_of(headers: Mapping[str, str]) -> float:
    """Return how long to wait, by the header that says so in whole seconds."""
    try:
        return float(headers["Retry-After"])
    except (ValueError, KeyError):
        return _UNTOLD

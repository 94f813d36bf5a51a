"""Discord's HTTP API for what the bot says unasked: paced, repeated where that is safe, its refusals made clear.

What answers a member's command does not come through here, and so never waits behind a digest.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.delivery.answers import Broken, Limited, Listener, seconds_of
from bot.delivery.buckets import forget_bucket
from bot.delivery.pace import Pace, Turn
from bot.delivery.refusals import is_blocked, undelivered
from bot.errors import Later, Undelivered, Unsure

# Discord's global limit is 50 requests a second ("Rate Limits"). At 48 none of 1,500 messages met a 429;
# at 50 thirty did (measured against an enforced limit).
REQUESTS_A_SECOND = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds, and ``tries`` in all: how long one try may take, the pause before the next (doubled each time).

    ``limit`` is the longest rate limit that is waited for; longer ones are reported. ``blocked`` is how long nothing is
    sent once Cloudflare has turned the bot away. ``dice`` spreads what is tried again, so that it never comes at once.
    """

    tries: int = 3
    answer: float = 20.0
    pause: float = 1.0
    limit: float = 5.0
    blocked: float = 60.0
    dice: random.Random = field(default_factory=random.Random)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


_UNREACHED = 60.0  # seconds until it makes sense to connect again


# Besides ``Broken``: a connection that ended, an answer that broke off, none at all (TimeoutError is an OSError).
_UNCLEAR = (Broken, aiohttp.ClientError, OSError, json.JSONDecodeError)


class Api:
    """Asks Discord over the connected ``client``, at most ``pace`` times a second, evenly."""

    def __init__(self, client: discord.Client, pace: float, patience: Patience) -> None:
        self._client = client
        self._pace = Pace(pace)
        self._patience = patience
        self._closed_until = 0.0

    async def ask(
        self,
        route: Route,
        content: Mapping[str, Any] | None = None,
        *,
        repeatable: bool = True,
        done_by: Collection[int] = (),
    ) -> Any:
        """Return what Discord answers; None where it says one of the codes ``done_by``, which is as good.

        ``content`` is what discord.py's client takes with a request (``json``, ``params``, ``form``). What is not
        ``repeatable`` is asked again only when it cannot have arrived. Raises a kind of Undelivered.
        """
        unclear: Exception | None = None
        wait = self._patience.pause
        last: Exception | None = None
        for attempt in range(self._patience.tries):
            if attempt:
                await self._patience.sleep(wait)
            wait = self._patience.pause * 2**attempt * self._patience.dice.uniform(0.5, 1.5)
            try:
                return await self._once(route, dict(content or {}))
            except discord.HTTPException as error:
                if error.code in done_by:
                    return None
                if unclear:
                    break
                raise undelivered(error) from error
            except Undelivered:
                if unclear:
                    break
                raise
            except Limited as limit:
                last, wait = limit, limit.seconds
            except aiohttp.ClientConnectorError as error:
                last = error
            except _UNCLEAR as error:
                last = error
                if route.method != "GET":  # to read does nothing, so that there is nothing to be in doubt about
                    unclear = error
                if not repeatable:
                    break
        if unclear:  # whatever came of a later try: the earlier one may have arrived
            raise Unsure(f"It is not known whether Discord did what was asked: {_worded(unclear)}.") from unclear
        seconds = last.seconds if isinstance(last, Limited) else _UNREACHED
        raise Later(seconds, f"Discord could not be asked: {_worded(last)}.") from last

    async def _once(self, route: Route, content: dict[str, Any]) -> Any:
        turn = await self._turn()
        http, listener = self._client.http, Listener()
        try:
            async with asyncio.timeout(self._patience.answer):
                answer = await http.request(route, raise_for_status=listener.hear, **content)
        except TimeoutError:
            # Where it has the answer, discord.py sleeps until the bucket whose last token it took is full again.
            if (refusal := listener.refusal) is not None:
                raise self._read(refusal) from None
            if listener.data is None:
                raise
            answer = json.loads(listener.data)
        except Limited as limit:
            raise self._noted(limit) from None
        except discord.RateLimited as error:
            raise self._noted(Limited(error.retry_after, everywhere=False)) from error
        except discord.HTTPException as error:
            raise self._read(error) from error
        finally:
            self._pace.over(turn)
            forget_bucket(http, route)
        if isinstance(answer, str):
            raise Broken("an answer that is not Discord's")
        return answer

    async def _turn(self) -> Turn:
        """Wait until this request may go out. Raises Later where that is too long."""
        turn = await self._pace.turn()
        while (wait := self._closed_until - asyncio.get_running_loop().time()) > 0:
            if wait > self._patience.limit:
                raise Later(wait, f"Discord asks to send nothing for {wait:.0f} s.")
            await self._patience.sleep(wait)
            turn = await self._pace.turn()
        return turn

    def _read(self, error: discord.HTTPException) -> Exception:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Broken(f"Discord answered {error.status}")
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._noted(Limited(seconds_of(error.response.headers), everywhere=False))
        if is_blocked(error):
            return self._noted(Limited(self._patience.blocked, everywhere=True))
        return error

    def _noted(self, limit: Limited) -> Exception:
        """Keep everything else back too, where it concerns everything; a long wait is for the caller to plan."""
        if limit.everywhere:
            self._closed_until = asyncio.get_running_loop().time() + limit.seconds
        if limit.seconds <= self._patience.limit:
            return limit
        return Later(limit.seconds, f"Discord asks to wait: {limit}.")


def _worded(error: Exception | None) -> str:
    match error:
        case TimeoutError():
            return "there was no answer"
        case aiohttp.ClientConnectorError():
            return "the connection could not be opened"
        case aiohttp.ClientError() | OSError():
            return "the connection broke off"
        case json.JSONDecodeError():
            return "the answer broke off"
        case _:
            return str(error)

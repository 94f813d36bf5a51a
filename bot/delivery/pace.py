"""The pace of requests: even, made up for where timers come late, and never too many in one of Discord's seconds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

# So many requests may follow at once to make up for timers that came late: a tenth of a second at the usual pace.
_CREDIT = 6.0
_SECOND = 1.0  # what Discord counts over
# What has had no answer for so long was counted by now, or never arrives.
_UNDER_WAY = 1.0  # seconds


@dataclass(slots=True)
class Turn:
    """One request. Discord may count it together with what is asked before ``until``."""

    began: float
    until: float


class Pace:
    """At most ``rate`` requests a second, and at most one beyond that in any second that Discord may count.

    When Discord counts a request is not known, only that its answer comes later. So each stands for one until a second
    after its answer, less the shortest time that any answer took: what is asked now will be on its way as long.
    """

    def __init__(self, rate: float) -> None:
        self._bucket = AsyncLimiter(_CREDIT, _CREDIT / rate)
        self._most = rate * _SECOND + 1
        self._step = 1 / rate
        self._one_by_one = asyncio.Lock()
        self._shortest = _SECOND
        self._turns: list[Turn] = []

    async def turn(self) -> Turn:
        """Wait until a request may go out. Tell ``over`` when it has come to its end."""
        async with self._one_by_one:
            await self._bucket.acquire()
            while self._is_full():
                await asyncio.sleep(self._step)
            now = _now()
            turn = Turn(now, now + _UNDER_WAY + _SECOND)
            self._turns.append(turn)
            return turn

    def over(self, turn: Turn) -> None:
        """Note that a request was answered, or is given up: there is no more to wait for."""
        now = _now()
        self._shortest = min(self._shortest, now - turn.began)
        turn.until = min(turn.until, now + _SECOND - self._shortest)

    def _is_full(self) -> bool:
        if len(self._turns) < self._most - 1:
            return False
        now = _now()
        self._turns = [turn for turn in self._turns if turn.until > now]
        return len(self._turns) + 1 > self._most


def _now() -> float:
    return asyncio.get_running_loop().time()

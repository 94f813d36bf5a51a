"""The pace of requests: even, made up for where timers come late, and never too many in one of Discord's seconds."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass

# Timers that come late are made up for, as far as this; not the time in which nothing was to be sent.
_LATE = 0.25  # seconds
_SECOND = 1.0  # what Discord counts over
# What has had no answer for so long was counted by now, or never arrives.
_UNDER_WAY = 1.0  # seconds


@dataclass(slots=True)
class Turn:
    """One request. ``ended`` is when it was answered, or when it counts as answered."""

    began: float
    ended: float


class Pace:
    """At most ``rate`` requests a second, and no more than that in any second that Discord may count.

    When Discord counts a request is not known, only that its answer comes later. So each stands for one until a second
    after its answer, less the shortest time that any answer took: what is asked now will be on its way as long.
    """

    def __init__(self, rate: float) -> None:
        self._most = max(math.floor(rate * _SECOND), 1)
        self._step = 1 / rate
        self._next = 0.0
        self._one_by_one = asyncio.Lock()
        self._shortest: float | None = None  # not known before the first answer
        self._turns: list[Turn] = []

    async def turn(self) -> Turn:
        """Wait until a request may go out. Tell ``over`` when it has come to its end."""
        in_line = self._one_by_one.locked()
        async with self._one_by_one:
            if not in_line:
                self._next = max(self._next, _now())
            wait = self._wait()
            while wait > 0:
                await asyncio.sleep(wait)
                wait = self._wait()
            now = _now()
            self._next = max(self._next, now - _LATE) + self._step
            turn = Turn(now, now + _UNDER_WAY)
            self._turns.append(turn)
            return turn

    def over(self, turn: Turn) -> None:
        """Note that a request was answered, or is given up: there is no more to wait for."""
        now = _now()
        took = now - turn.began
        self._shortest = took if self._shortest is None else min(self._shortest, took)
        turn.ended = min(turn.ended, now)

    def _wait(self) -> float:
        return max(self._next - _now(), self._until_room())

    def _until_room(self) -> float:
        """Return after how many seconds there may be room for one more request in a second of Discord's."""
        if len(self._turns) < self._most:
            return 0.0
        since = _now() - _SECOND + (self._shortest or 0.0)
        self._turns = [turn for turn in self._turns if turn.ended > since]
        if len(self._turns) < self._most:
            return 0.0
        # No longer than a step: any that is under way may be answered meanwhile.
        return min(min(turn.ended for turn in self._turns) - since, self._step)


def _now() -> float:
    return asyncio.get_running_loop().time()

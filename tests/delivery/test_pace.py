"""The pace of requests, on an event loop whose time stands still until it is moved."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.delivery.pace import Pace, Turn


@dataclass
class Time:
    now: float = 1_000.0

    async def passes(self, seconds: float) -> None:
        self.now += seconds
        await settled()


async def settled() -> None:
    for _ in range(60):
        await asyncio.sleep(0)


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:  # type: ignore[misc]
    standing = Time()
    with monkeypatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "time", lambda: standing.now)
        yield standing


class Line:
    """Requests that wait for their turn; each is answered at once unless ``answered`` says otherwise."""

    def __init__(self, pace: Pace, length: int, *, answered: bool = True) -> None:
        self.begun: list[Turn] = []
        self._pace = pace
        self._answered = answered
        self._tasks = [asyncio.create_task(self._ask()) for _ in range(length)]

    async def _ask(self) -> None:
        turn = await self._pace.turn()
        self.begun.append(turn)
        if self._answered:
            self._pace.over(turn)

    async def leaves(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def test_after_a_rest_requests_still_go_out_one_by_one(time: Time) -> None:
    pace = Pace(10)
    pace.over(await pace.turn())
    await time.passes(5)
    line = Line(pace, 3)
    await settled()
    assert len(line.begun) == 1
    await time.passes(0.1001)
    assert len(line.begun) == 2
    await line.leaves()


async def test_what_a_late_timer_has_cost_is_made_up_for(time: Time) -> None:
    line = Line(Pace(10), 9)
    await settled()
    await time.passes(0.2001)  # the timer was set for 0.1
    assert len(line.begun) == 3
    await time.passes(0.1)
    assert len(line.begun) == 4
    await line.leaves()


async def test_a_long_standstill_is_not_made_up_for_at_one_go(time: Time) -> None:
    line = Line(Pace(10), 60)
    await settled()
    await time.passes(30)
    assert len(line.begun) <= 5
    await line.leaves()


async def test_what_has_no_answer_yet_may_be_counted_in_the_second_to_come(time: Time) -> None:
    """Ten were asked for in a second, and may all be still on their way: together with more they would be too many."""
    line = Line(Pace(10), 40, answered=False)
    for _ in range(15):
        await time.passes(0.1001)
    assert len(line.begun) == 10
    await line.leaves()


async def test_an_answer_that_never_comes_holds_nobody_up_for_ever(time: Time) -> None:
    line = Line(Pace(10), 40, answered=False)
    for _ in range(25):
        await time.passes(0.1001)
    assert len(line.begun) > 10
    await line.leaves()

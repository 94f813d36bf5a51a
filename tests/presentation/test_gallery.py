"""The gallery: each picture drawn once, off the event loop, by one thread of its own; failures are not kept."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from bot.presentation.gallery import Gallery
from bot.presentation.sheet import Picture


class Painter:
    """Counts its drawings, which wait until they are let go."""

    def __init__(self, *, fails: int = 0) -> None:
        self.go = threading.Event()
        self.drawn: list[str] = []
        self.threads: set[str] = set()
        self._fails = fails

    def picture(self, name: str = "one") -> Picture:
        return Picture((name,), "timeline.png", "A timeline", self._drawing(name))

    def _drawing(self, name: str) -> Callable[[], bytes]:
        def draw() -> bytes:
            assert self.go.wait(30)
            self.drawn.append(name)
            self.threads.add(threading.current_thread().name)
            if len(self.drawn) <= self._fails:
                raise OSError("no more ink")
            return name.encode()

        return draw


@pytest.fixture
async def gallery() -> AsyncIterator[Gallery]:
    gallery = Gallery(most=3)
    yield gallery
    gallery.close()


async def test_those_who_ask_at_once_get_one_drawing(gallery: Gallery) -> None:
    painter = Painter()
    asking = [asyncio.ensure_future(gallery.png(painter.picture())) for _ in range(50)]
    await asyncio.sleep(0)
    assert not gallery.has(painter.picture())
    painter.go.set()
    assert await asyncio.gather(*asking) == [b"one"] * 50
    assert painter.drawn == ["one"]
    assert gallery.has(painter.picture())
    assert await gallery.png(painter.picture()) == b"one"
    assert painter.drawn == ["one"]


async def test_a_hundred_pictures_keep_nobody_elses_thread_waiting() -> None:
    gallery, painter = Gallery(), Painter()
    asking = [asyncio.ensure_future(gallery.png(painter.picture(str(number)))) for number in range(100)]
    await asyncio.sleep(0)
    # All of them wait for the painter, and other work in threads goes on.
    try:
        async with asyncio.timeout(10):
            assert await asyncio.to_thread(lambda: "done") == "done"
    finally:
        painter.go.set()
    assert await asyncio.gather(*asking) == [str(number).encode() for number in range(100)]
    assert len(painter.threads) == 1
    assert painter.threads != {threading.main_thread().name}
    gallery.close()


async def test_one_who_stops_waiting_does_not_take_the_picture_from_the_others(gallery: Gallery) -> None:
    painter = Painter()
    first, second = (asyncio.ensure_future(gallery.png(painter.picture())) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    painter.go.set()
    assert await second == b"one"
    assert painter.drawn == ["one"]


async def test_a_failure_is_told_to_all_who_waited_and_then_forgotten(gallery: Gallery) -> None:
    painter = Painter(fails=1)
    painter.go.set()
    outcomes = await asyncio.gather(*(gallery.png(painter.picture()) for _ in range(2)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError]
    assert not gallery.has(painter.picture())
    assert await gallery.png(painter.picture()) == b"one"
    assert painter.drawn == ["one", "one"]


async def test_a_failure_that_nobody_waited_for_is_forgotten_too(gallery: Gallery) -> None:
    painter = Painter(fails=1)
    asking = asyncio.ensure_future(gallery.png(painter.picture()))
    await asyncio.sleep(0)
    asking.cancel()
    painter.go.set()
    assert await gallery.png(painter.picture("two")) == b"two"  # drawn after it, by the same thread
    assert not gallery.has(painter.picture())
    assert await gallery.png(painter.picture()) == b"one"


async def test_the_pictures_asked_for_least_lately_are_forgotten(gallery: Gallery) -> None:
    painter = Painter()
    painter.go.set()
    for name in ("a", "b", "c", "a", "d"):
        await gallery.png(painter.picture(name))
    assert [name for name in "abcd" if gallery.has(painter.picture(name))] == ["a", "c", "d"]
    assert painter.drawn == ["a", "b", "c", "d"]

"""Draws pictures away from the event loop, and keeps the latest."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from bot.presentation.sheet import Picture

_KEPT = 64  # pictures, of some 40 kB each
# A thread of its own, so that a hundred pictures do not keep the database waiting, and only one: it shares the
# interpreter with the event loop. With two, the loop came back three times as late and pictures no sooner.
_THREADS = 1

Key = tuple[str, ...]


class Gallery:
    """The PNG of a picture: drawn once in a thread, however many ask for it at the same time."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="gallery")
        self._drawn: OrderedDict[Key, asyncio.Future[bytes]] = OrderedDict()

    def has(self, picture: Picture) -> bool:
        """Tell whether a picture is there already."""
        drawn = self._drawn.get(picture.key)
        return drawn is not None and drawn.done()

    async def png(self, picture: Picture) -> bytes:
        """Return the picture as a PNG. Raises what its drawing raises; the next to ask has it drawn again."""
        drawn = self._drawn.get(picture.key) or self._begin(picture)
        self._drawn.move_to_end(picture.key)
        # One who stops waiting must not take the picture away from the others.
        return await asyncio.shield(drawn)

    def close(self) -> None:
        """Draw nothing more. What is being drawn is finished, for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, picture: Picture) -> asyncio.Future[bytes]:
        drawn = asyncio.get_running_loop().run_in_executor(self._threads, picture.draw)
        self._drawn[picture.key] = drawn
        drawn.add_done_callback(lambda future: self._forget_failure(picture.key, future))
        if len(self._drawn) > self._most:
            self._drawn.popitem(last=False)
        return drawn

    def _forget_failure(self, key: Key, drawn: asyncio.Future[bytes]) -> None:
        if (drawn.cancelled() or drawn.exception()) and self._drawn.get(key) is drawn:
            del self._drawn[key]

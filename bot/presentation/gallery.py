"""Draws pictures away from the event loop, and keeps the latest."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from bot.presentation.sheet import Picture

_KEPT = 64  # pictures, of some 30 kB each


class Gallery:
    """The PNG of a picture: drawn once in a thread, however many ask for it at the same time."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._drawn: OrderedDict[tuple[str, ...], asyncio.Task[bytes]] = OrderedDict()

    def has(self, picture: Picture) -> bool:
        """Tell whether a picture is there already."""
        task = self._drawn.get(picture.key)
        return task is not None and task.done()

    async def png(self, picture: Picture) -> bytes:
        """Return the picture as a PNG. Raises what its drawing raises."""
        task = self._drawn.get(picture.key)
        if task is None:
            task = self._drawn[picture.key] = asyncio.create_task(asyncio.to_thread(picture.draw))
            if len(self._drawn) > self._most:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(picture.key)
        try:
            # One who stops waiting must not take the picture away from the others.
            return await asyncio.shield(task)
        except Exception:
            self._drawn.pop(picture.key, None)
            raise

"""Letting go of an edition that has been replaced, without anybody's answer waiting for it."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterable
from itertools import chain
from types import ModuleType

from bot.cards.library import Edition

_TRIES = 5
# What `sys.getrefcount` counts when only a list holds the edition: the list, and its own argument.
_OURS = 2
# From an edition by way of its tables and their cards to what those consist of: the rest is small.
_LEVELS = 3


async def retire(leaving: list[Edition], recall: Callable[[Edition], Iterable[object]], *, patience: float) -> None:
    """Free the one edition in ``leaving``, a list that alone should hold it, with what ``recall`` gets back of it.

    Answers that began with it may end with it, for some times ``patience`` seconds.
    """
    kept: list[object] = []
    for _ in range(_TRIES):
        kept.extend(recall(leaving[0]))
        if sys.getrefcount(leaving[0]) <= _OURS:
            break
        await asyncio.sleep(patience)
    kept.append(leaving.pop())
    await asyncio.to_thread(_take_apart, kept)


def _take_apart(whole: list[object]) -> None:
    """Free what only ``whole`` holds, piece by piece.

    When the last reference to an edition goes, all of its million objects go with it in one go, in which no other
    thread gets a turn. So its parts are held before it goes itself, and their parts before they do.
    """
    levels = [whole]
    for _ in range(_LEVELS):
        levels.append(list(chain.from_iterable(map(_parts, levels[-1]))))
    for level in levels:
        while level:
            level.pop()


def _parts(whole: object) -> list[object]:
    return [part for part in gc.get_referents(whole) if gc.is_tracked(part) and not isinstance(part, _SHARED)]


_SHARED = (type, ModuleType)

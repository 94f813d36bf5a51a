"""Building an edition from the folder, away from the event loop."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.cards.cache import ParseCache
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import Snapshot, take_snapshot

_CACHE_FILE = "parse-cache.msgpack"


class EditionBuilder:
    """Reads ``folder`` and builds editions; remembers parsed files in ``data_folder``. Blocking: use a thread."""

    def __init__(self, folder: Path, data_folder: Path) -> None:
        self.folder = folder
        self._cache = ParseCache(data_folder / _CACHE_FILE)

    def snapshot(self) -> Snapshot:
        """Read every file. Raises ContentError when one cannot be read."""
        return take_snapshot(self.folder)

    def build(self, snapshot: Snapshot) -> Edition:
        """Build the edition of ``snapshot``. Raises ContentError with every problem."""
        with _nothing_to_collect():
            edition = build_edition(snapshot, self._cache.parse)
            self._cache.save()
        return edition


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep the cycle collector away from an edition, while it is built and for good afterwards.

    None of its objects are in a cycle, so reference counts free it when it is replaced. Left to itself, the
    collector would walk all of them again and again: a third of the time to build 10,000 cards, and a stall
    of the event loop with every full collection.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()

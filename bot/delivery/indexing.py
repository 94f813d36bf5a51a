"""The search index remembered from one start to the next: over 10,000 cards it takes seconds to make."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import msgpack
import Stemmer

from bot import cards as cards_package
from bot.cards.files import replace_file
from bot.cards.fulltext.index import Index
from bot.cards.fulltext.writing import write_index
from bot.cards.library import Edition
from bot.cards.snapshot import Snapshot
from bot.delivery.remembered import digest, program_of


class Indexing:
    """Makes indexes, or recalls the last one from ``path``. Blocking: use a thread.

    Nothing depends on the file: a missing, damaged or unwritable one only costs the time to make the index.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        versions = f"{Stemmer.version()} {sqlite3.sqlite_version}"
        self._program = digest(program_of(Path(cards_package.__file__).parent), versions.encode())

    def prepare(self, edition: Edition, snapshot: Snapshot) -> None:
        """Give ``edition``, made of ``snapshot``, its index."""
        state = digest(self._program, snapshot.digest.encode())
        data = self._load(state)
        if data is None:
            data = write_index(edition.published.values())
            self._save(state, data)
        edition.fulltext.use(Index(data))

    def _load(self, state: bytes) -> bytes | None:
        try:
            known, whole, data = msgpack.unpackb(self._path.read_bytes())
            intact = known == state and whole == digest(data)
        except (OSError, ValueError, TypeError, msgpack.UnpackException):
            return None
        return data if intact else None

    def _save(self, state: bytes, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, msgpack.packb([state, digest(data), data]))

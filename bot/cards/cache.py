"""Parsed files remembered by the hash of their bytes: a restart over 10,000 cards need not parse again."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

import msgpack

from bot.cards.files import replace_file
from bot.cards.reader import parse

if TYPE_CHECKING:
    from pathlib import Path

# Raised whenever the reader would make different values of the same bytes.
FORMAT = 1


class ParseCache:
    """Parses bytes, or recalls them. Without a ``path`` it remembers nothing beyond its own life.

    Nothing depends on the file: a missing, damaged or unwritable one only costs the time to parse.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[bytes, bytes] = self._load()
        self._used: dict[bytes, bytes] = {}
        self._grown = False

    def parse(self, data: bytes) -> Any:
        """Return what ``reader.parse`` returns for ``data``. Raises YamlProblem like it."""
        key = _digest(data)
        packed = self._known.get(key)
        if packed is not None:
            self._used[key] = packed
            return msgpack.unpackb(packed)
        value = parse(data)
        self._used[key] = msgpack.packb(value)
        self._grown = True
        return value

    def save(self) -> None:
        """Keep what was used since the last save, and forget the rest."""
        changed = self._grown or len(self._used) < len(self._known)
        self._known, self._used, self._grown = self._used, {}, False
        if self._path is None or not changed:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            known = msgpack.packb(self._known)
            replace_file(self._path, msgpack.packb([FORMAT, _digest(known), known]))

    def _load(self) -> dict[bytes, bytes]:
        if self._path is None:
            return {}
        try:
            version, digest, known = msgpack.unpackb(self._path.read_bytes())
            if version != FORMAT or digest != _digest(known):
                return {}
            entries: dict[bytes, bytes] = msgpack.unpackb(known, strict_map_key=False)
        except (OSError, ValueError, TypeError, msgpack.UnpackException):
            return {}
        return entries


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()

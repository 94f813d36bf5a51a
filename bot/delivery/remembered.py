"""Checks that need not be done again: what was right, and has not changed since, is right."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgpack

from bot.cards.diagnostics import Finding
from bot.cards.files import replace_file


class Remembered:
    """Remembers in ``path`` which files a check found nothing in, each by its state: a hash of all that it looked at.

    ``program`` is a hash of the check itself. Nothing depends on the file: a missing or damaged one only costs the
    time to check.
    """

    def __init__(self, path: Path, program: bytes) -> None:
        self._path = path
        self._program = program
        self._right = self._kept = self._load()

    def check(
        self,
        whole: bytes,
        states: Callable[[], Mapping[str, bytes]],
        examine: Callable[[frozenset[str]], Iterable[Finding]],
    ) -> list[Finding]:
        """Return the findings of ``examine``, which is given the files whose state is not known to be right.

        ``whole`` is the state of everything together: where that is known, nobody is asked for more.
        """
        if whole in self._right:
            return []
        known = states()
        findings = list(examine(frozenset(file for file, state in known.items() if state not in self._right)))
        wrong = {finding.file for finding in findings}
        self._right = frozenset(state for file, state in known.items() if file not in wrong)
        if not wrong:
            self._right |= {whole}
        return findings

    def save(self) -> None:
        """Keep what is known to be right."""
        if self._right == self._kept:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, msgpack.packb([self._program, sorted(self._right)]))
            self._kept = self._right

    def _load(self) -> frozenset[bytes]:
        try:
            program, right = msgpack.unpackb(self._path.read_bytes())
            return frozenset(right) if program == self._program else frozenset()
        except (OSError, ValueError, TypeError, msgpack.UnpackException):
            return frozenset()


def digest(*parts: bytes) -> bytes:
    """Return a hash of ``parts``, each told from its neighbours."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.digest()


def program_of(*packages: Path) -> bytes:
    """Return a hash of the code, and of the words in its catalogs, below folders."""
    files = sorted(path for folder in packages for path in folder.rglob("*") if path.suffix in {".py", ".po"})
    return digest(*(path.read_bytes() for path in files))

"""Whether cards fit into Discord's messages, measured once for each state of a card and of what it names."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgpack

from bot import presentation
from bot.cards.diagnostics import Finding
from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.snapshot import Snapshot
from bot.presentation.limits import dependencies, measure
from bot.presentation.localizer import Localizers


class Fitting:
    """Measures cards, and remembers in ``path`` which fit, so that only what may have changed is laid out again.

    Nothing depends on the file: a missing or damaged one only costs the time to measure.
    """

    def __init__(self, path: Path, localizers: Localizers) -> None:
        self._path = path
        self._localizers = localizers
        self._program = _program()
        self._fit = self._load()

    def check(self, edition: Edition, cards: Mapping[str, Card], snapshot: Snapshot) -> Iterable[Finding]:
        """Return what of the published ``cards``, by file, Discord would not take."""
        states = dict(_states(edition, cards, snapshot))
        unknown = {file: card for file, card in cards.items() if card.published and states[file] not in self._fit}
        findings = list(measure(edition, unknown, self._localizers))
        unfit = {finding.file for finding in findings}
        self._fit = frozenset(state for file, state in states.items() if file not in unfit)
        return findings

    def save(self) -> None:
        """Keep what is known to fit."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._path.with_suffix(".new")
            unfinished.write_bytes(msgpack.packb([self._program, sorted(self._fit)]))
            unfinished.replace(self._path)

    def _load(self) -> frozenset[bytes]:
        try:
            program, fit = msgpack.unpackb(self._path.read_bytes())
            return frozenset(fit) if program == self._program else frozenset()
        except (OSError, ValueError, TypeError, msgpack.UnpackException):
            return frozenset()


def _states(edition: Edition, cards: Mapping[str, Card], snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield for each file a hash of all that the look of its card depends on."""
    contents = {file.rpartition("/")[2].rpartition(".")[0]: _hash(data) for file, data in snapshot.files.items()}
    at_hand = b"articles" if snapshot.articles else b""
    for file, card in cards.items():
        named = sorted(dependencies(card, edition))
        yield file, _hash(at_hand, contents.get(card.id, b""), *(contents.get(each, b"-") for each in named))


def _program() -> bytes:
    """Return a hash of the code and the words that cards are laid out with."""
    folder = Path(presentation.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".po"})
    return _hash(*(path.read_bytes() for path in files))


def _hash(*parts: bytes) -> bytes:
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.digest()

"""The bytes of a briefings folder, and of the articles, at one moment: nothing else reads cards from disk."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.document import TOP
from bot.cards.reader import MAX_BYTES
from bot.cards.schema import FOLDERS
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MAX_ARTICLE_BYTES = 4 * 1024 * 1024  # the longest book is shorter; what is longer is no article


@dataclass(frozen=True)
class Snapshot:
    """Every card file, by its path inside the folder (``people/sam-altman.yaml``), in order.

    ``lock`` is the lock file, ``articles`` are the files of the folder of articles by name; both may be missing.
    """

    files: Mapping[str, bytes]
    lock: bytes | None = None
    articles: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The edition's number: the beginning of a hash of the cards alone, with or without the articles."""
        return self._cards[:7]

    @cached_property
    def digest(self) -> str:
        """A hash of everything: two snapshots with the same digest lead to the same edition."""
        rest = {lock.FILE: self.lock or b"", **self.articles}
        return _hash({self._cards: b"", **rest})

    @cached_property
    def _cards(self) -> str:
        return _hash(self.files)


def _hash(files: Mapping[str, bytes]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for name, data in files.items():
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()


def take_snapshot(folder: Path, articles: Path | None = None) -> Snapshot:
    """Read every card file once, the lock file, and the articles if that folder is there.

    Raises ContentError when a folder or a file cannot be read, or a file lies where it cannot be a card.
    """
    snapshot, problems = survey(folder, articles)
    if problems:
        raise ContentError(problems)
    return snapshot


def survey(folder: Path, articles: Path | None = None) -> tuple[Snapshot, tuple[Problem, ...]]:
    """Return what can be read, and what is wrong with the rest. Raises ContentError when there is no such folder."""
    if not folder.is_dir():
        raise ContentError([_problem(str(folder), "K09", "this folder of briefings does not exist")])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, path in _yaml_files(folder, problems):
        if misplaced := _misplaced(name):
            problems.append(_problem(name, "K09", misplaced))
            continue
        try:
            files[name] = _contents(path)
        except OSError as error:
            problems.append(_problem(name, "Y01", f"the file cannot be read: {error.strerror}"))
    locked: bytes | None = None
    texts: dict[str, bytes] = {}
    try:
        locked = _locked(folder)
        sources = [data for name, data in files.items() if name.startswith("sources/")]
        texts = _articles(articles, sources) if articles and articles.is_dir() else {}
    except OSError as error:
        if not problems:  # whoever may not read the folder has been told
            name = _inside(folder, str(error.filename)) or str(error.filename)
            problems.append(_problem(name, "Y01", f"the file cannot be read: {error.strerror}"))
    return Snapshot(files, locked, texts), tuple(problems)


def _problem(file: str, code: str, message: str) -> Problem:
    return Problem(file=file, span=TOP, code=code, message=message)


def _locked(folder: Path) -> bytes | None:
    try:
        return _contents(str(folder / lock.FILE), lock.MAX_BYTES)
    except FileNotFoundError:
        return None


def _articles(folder: Path, sources: Sequence[bytes]) -> dict[str, bytes]:
    """Return what lies directly in the folder of articles, by name, if any of ``sources`` has that name in it."""
    return {
        path.name: _contents(str(path), MAX_ARTICLE_BYTES)
        for path in sorted(folder.iterdir())
        if path.is_file() and any(os.fsencode(path.name) in data for data in sources)
    }


def _contents(path: str, most: int = MAX_BYTES) -> bytes:
    """Read a file, up to one byte past the limit: enough for the reader to refuse it. Raises OSError.

    By descriptor, and never asking for more than there is: over 10,000 files, a file object costs a third more
    and a buffer of the limit's size twice as much.
    """
    # Without O_NONBLOCK, a pipe among the files would keep us waiting for whoever writes to it.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", path)
        return os.read(descriptor, min(status.st_size, most) + 1)
    finally:
        os.close(descriptor)


def _misplaced(name: str) -> str | None:
    place, _, rest = name.partition("/")
    if place not in FOLDERS or not rest or "/" in rest:
        return f"a card lies in one of the folders {', '.join(FOLDERS)}, and no deeper; move this file"
    if not name.endswith((".yaml", ".yml")):
        return "the name of a card ends in .yaml, in small letters; rename this file"
    if "\N{REPLACEMENT CHARACTER}" in name:
        return "this file's name is not UTF-8; rename it"
    return None


def _yaml_files(folder: Path, problems: list[Problem]) -> list[tuple[str, str]]:
    """Return the name inside the folder and the path of each YAML file, in order, without what editors leave.

    Folders that cannot be read are added to ``problems``.
    """

    def unreadable(error: OSError) -> None:
        name = _inside(folder, str(error.filename))
        problems.append(_problem(name or str(folder), "Y01", f"the folder cannot be read: {error.strerror}"))

    found: list[tuple[str, str]] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=True):
        # Two levels down is far enough to report what lies too deep, and a link that leads back ends there.
        too_deep = _inside(folder, parent).count("/") > 1
        folders[:] = [] if too_deep else [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith((".yaml", ".yml")) and not name.startswith("."):
                path = f"{parent}{os.sep}{name}"
                found.append((_inside(folder, path), path))
    return sorted(found)


def id_of(file: str) -> str:
    """Return the id that the card in ``file`` must have: the file's name, without its folder and its ending."""
    return file.rpartition("/")[2].rpartition(".")[0]


def _inside(folder: Path, path: str) -> str:
    """Return ``path`` from ``folder`` on, with slashes; what is not UTF-8 in it becomes a replacement character."""
    name = path[len(str(folder)) + 1 :].replace(os.sep, "/")
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")

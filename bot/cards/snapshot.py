"""The bytes of a briefings folder at one moment: the only place where cards touch the disk."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.cards.diagnostics import Problem
from bot.cards.reader import MAX_BYTES, START
from bot.cards.schema import FOLDERS
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Snapshot:
    """Every card file, by its path inside the folder (``people/sam-altman.yaml``), in order."""

    files: Mapping[str, bytes]

    @cached_property
    def digest(self) -> str:
        """A hash of all names and contents: two snapshots with the same digest are the same content."""
        whole = hashlib.blake2b(digest_size=16)
        for name, data in self.files.items():
            whole.update(f"{name}\0{len(data)}\0".encode())
            whole.update(data)
        return whole.hexdigest()


def take_snapshot(folder: Path) -> Snapshot:
    """Read every card file once. Raises ContentError when the folder or a file cannot be read."""
    if not folder.is_dir():
        raise ContentError([Problem.at(str(folder), START, "this folder of briefings does not exist")])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, path in _yaml_files(folder, problems):
        if misplaced := _misplaced(name):
            problems.append(Problem.at(name, START, misplaced))
            continue
        try:
            files[name] = _contents(path)
        except OSError as error:
            problems.append(Problem.at(name, START, f"the file cannot be read: {error.strerror}"))
    if problems:
        raise ContentError(problems)
    return Snapshot(files)


def _contents(path: str) -> bytes:
    """Read a file, up to one byte past the limit: enough for the reader to refuse it.

    By descriptor, and never asking for more than there is: over 10,000 files, a file object costs a third more
    and a buffer of the limit's size twice as much.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(descriptor, min(os.fstat(descriptor).st_size, MAX_BYTES) + 1)
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
        problems.append(Problem.at(name or str(folder), START, f"the folder cannot be read: {error.strerror}"))

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


def _inside(folder: Path, path: str) -> str:
    """Return ``path`` from ``folder`` on, with slashes; what is not UTF-8 in it becomes a replacement character."""
    name = path[len(str(folder)) + 1 :].replace(os.sep, "/")
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")

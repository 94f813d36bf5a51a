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
    for name, path in _yaml_files(folder):
        place, _, rest = name.partition("/")
        if place not in FOLDERS or "/" in rest:
            message = f"a card lies in one of the folders {', '.join(FOLDERS)}, and no deeper; move this file"
            problems.append(Problem.at(name, START, message))
            continue
        try:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (Path.open costs half as much again)
                # One byte past the limit is enough for the reader to refuse the file.
                files[name] = file.read(MAX_BYTES + 1)
        except OSError as error:
            problems.append(Problem.at(name, START, f"the file cannot be read: {error.strerror}"))
    if problems:
        raise ContentError(problems)
    return Snapshot(files)


def _yaml_files(folder: Path) -> list[tuple[str, str]]:
    """Return the name inside the folder and the path of each YAML file, in order, without what editors leave."""
    found: list[tuple[str, str]] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = parent[len(str(folder)) + 1 :].replace(os.sep, "/")
        prefix = f"{inside}/" if inside else ""
        found.extend(
            (prefix + name, os.path.join(parent, name))  # noqa: PTH118  (a Path for each of 10,000 files is dear)
            for name in names
            if name.endswith((".yaml", ".yml")) and not name.startswith(".")
        )
    return sorted(found)

"""Which bot a database belongs to: a copy of it, or a backup that was restored, must not send everything again."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from bot.errors import SendingForbidden, StorageError

_KEY = "bound"
_FILE = "instance.json"
_SIZE = 200  # bytes: less than a sector of any disk, so that it is written whole or not at all
# A file that was changed so much later than it says is one that was put there from a copy.
_TOLERANCE = 60.0  # seconds
_REMEDY = (
    "Sending is off, so that nothing is posted twice. When this is the one database that is to send from now on, "
    "run: depeche db adopt"
)
_COPY = "This database is a copy: it last sent from another data folder."
_OLDER = "This database is older than the one that sent from here last: a restored backup."
_UNBOUND = "This database has never sent anything, and another one has sent from this data folder before."


class Memory(Protocol):
    """Where the database says whose it is."""

    async def setting(self, key: str) -> str | None: ...

    async def put_setting(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What the database knows. ``name`` is new with each adoption; ``beat`` grows with all that is sent.

    ``application`` is the id of the bot, None until the first one sends; ``server`` the name of the database server,
    None for SQLite.
    """

    name: str
    application: int | None = None
    beat: int = 0
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """Holds a database to the data folder and the application that it sends for.

    The other half of the bond is a file in ``folder``: the database's name, the highest beat that was seen, by which
    an older copy of the database betrays itself, and its own inode and time of writing, by which a copied folder does.
    ``new_name`` makes names. ``server`` names the database server when there is one: its database is used by many
    processes, and is bound to the server in the place of a folder. Then the file only remembers the beat, and may be
    missing.
    """

    memory: Memory
    folder: Path
    new_name: Callable[[], str]
    server: str | None = None

    async def check(self, application: int) -> None:
        """Return when sending is allowed. Changes nothing.

        Raises SendingForbidden, and StorageError when the folder or the database cannot be used.
        """
        await self._allowed(application)

    async def bind(self, application: int) -> None:
        """Bind a database that has never sent, or that was adopted for whoever comes next.

        Only the courier may: of two that did so at once, neither could send. Raises what ``check`` does.
        """
        bond = await self._allowed(application)
        if bond is None:
            await self.adopt(application)
        elif bond.application is None:
            await self._remember(replace(bond, application=application))

    async def _allowed(self, application: int) -> Bond | None:
        bond = await self.bond()
        if sentence := self.refusal(bond, application):
            raise SendingForbidden(f"{sentence} {_REMEDY}")
        return bond

    async def advance(self) -> None:
        """Count one on, in the database and then beside it: every earlier copy of the database is older now.

        Called before and after anything is sent. Raises what ``check`` does.
        """
        bond = await self.bond()
        # Somebody may have adopted it elsewhere since.
        if bond is None or (sentence := self.refusal(bond, bond.application)):
            raise SendingForbidden(f"{_COPY if bond is None else sentence} {_REMEDY}")
        advanced = replace(bond, beat=bond.beat + 1)
        await self._remember(advanced)
        await asyncio.to_thread(self._write, advanced)

    async def adopt(self, application: int | None = None) -> None:
        """Bind the database to this data folder, and to the application that sends next if none is named.

        Interrupted half-way, it leaves a database that refuses to send, or one that was never bound. Raises
        StorageError.
        """
        bond = Bond(name=self.new_name(), application=application, server=self.server)
        await asyncio.to_thread(self._write, bond)
        await self._remember(bond)

    async def bond(self) -> Bond | None:
        """Return what the database knows of whom it belongs to; None when it has never sent."""
        text = await self.memory.setting(_KEY)
        return Bond(**json.loads(text)) if text else None

    def refusal(self, bond: Bond | None, application: int | None = None) -> str:
        """Say why a database must not send, and nothing when it may; ``application`` is the bot's, where it is known.

        Raises StorageError when the folder cannot be read.
        """
        known = self._read()
        if known is None and self.server is None:
            return f"The file {self._file} is damaged, and so cannot say whether this database is a copy."
        known = known or {}
        if bond is None:
            return _UNBOUND if known.get("beat") and known.get("server") == self.server else ""
        if None not in {bond.application, application} and bond.application != application:
            return f"This database belongs to application {bond.application}, not to {application}."
        if bond.server != self.server:
            return "This database is a copy: it last sent from another database server."
        is_its_own = known.get("name") == bond.name and (self.server is not None or self._is_in_its_place(known))
        if self.server is None and not is_its_own:
            return _COPY
        return _OLDER if is_its_own and known.get("beat", 0) > bond.beat else ""

    @property
    def _file(self) -> Path:
        return self.folder / _FILE

    def _is_in_its_place(self, known: dict[str, Any]) -> bool:
        found = self._file.stat()
        written = known.get("written") or found.st_mtime
        return bool(known.get("inode") == found.st_ino and found.st_mtime - written <= _TOLERANCE)

    async def _remember(self, bond: Bond) -> None:
        await self.memory.put_setting(_KEY, json.dumps(asdict(bond)))

    def _read(self) -> dict[str, Any] | None:
        """Return what the file says: nothing where there is none, None where it cannot be understood."""
        try:
            text = self._file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unusable(error) from error
        try:
            known = json.loads(text or b"{}")
        except ValueError:
            return None
        return known if isinstance(known, dict) else None

    def _write(self, bond: Bond) -> None:
        try:
            self._put(bond, time.time())
            # Where the disk has a clock of its own, the time of writing says nothing.
            if self._file.stat().st_mtime - time.time() > _TOLERANCE / 2:
                self._put(bond, None)
        except OSError as error:
            raise self._unusable(error) from error

    def _put(self, bond: Bond, written: float | None) -> None:
        """Write in place: a new file would have another inode."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            inode = os.fstat(descriptor).st_ino
            known = {"name": bond.name, "server": bond.server, "beat": bond.beat, "inode": inode, "written": written}
            os.write(descriptor, json.dumps(known).ljust(_SIZE).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _unusable(self, error: OSError) -> StorageError:
        return StorageError(
            f"The file {self._file} cannot be used ({error.strerror}), without which nothing is sent. "
            "Give the bot's user the right to read it and to write in its folder, and make room on the disk."
        )

"""Which bot a database belongs to: a copy of it, or a backup that was restored, must not send everything again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.errors import SendingForbidden

_KEY = "bound"
_FILE = "instance.json"
_REMEDY = (
    "Sending is off, so that nothing is posted twice. When this is the one database that is to send from now on, "
    "run: depeche db adopt"
)


class Memory(Protocol):
    """Where the database says whose it is."""

    async def setting(self, key: str) -> str | None: ...

    async def put_setting(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Binding:
    """Holds a database to the data folder and the application it sends for.

    ``folder`` keeps the other half of the bond: a name that the database has too, the highest number of a courier
    that was ever seen, by which an older copy of the database betrays itself, and the file's own inode, by which a
    copied folder does. ``new_name`` makes names. ``server`` names the database server when there is one: its
    database is used by many processes, and is bound to the server in the place of a folder.
    """

    memory: Memory
    folder: Path
    new_name: Callable[[], str]
    server: str | None = None

    async def check(self, application: int) -> None:
        """Return when sending is allowed; a database that has never sent is bound. Raises SendingForbidden."""
        text = await self.memory.setting(_KEY)
        if text is None:
            await self.adopt(application)
            return
        bound = json.loads(text)
        if bound["application"] is None:
            await self.memory.put_setting(_KEY, json.dumps(bound | {"application": application}))
        elif bound["application"] != application:
            raise SendingForbidden(
                f"This database belongs to application {bound['application']}, not to {application}. {_REMEDY}"
            )
        if bound["name"] != self._own_name():
            raise SendingForbidden(f"This database is a copy: it was last used from elsewhere. {_REMEDY}")

    async def adopt(self, application: int | None = None) -> None:
        """Bind the database to this data folder, and to the application that sends next if none is named."""
        name = self.server or self.new_name()
        if self.server is None:
            self._write({"name": name, "courier": 0})
        await self.memory.put_setting(_KEY, json.dumps({"name": name, "application": application}))

    def note(self, token: int) -> None:
        """Remember the number of a courier. Raises SendingForbidden when a greater one was there before."""
        if self.server is not None:
            return
        known = self._read()
        if token <= known.get("courier", 0):
            raise SendingForbidden(f"This database is older than the one that was here: a restored backup. {_REMEDY}")
        self._write({**known, "courier": token})

    def _own_name(self) -> str | None:
        if self.server is not None:
            return self.server
        known = self._read()
        same_file = known.get("inode") == self._inode()
        name: str | None = known.get("name") if same_file else None
        return name

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads((self.folder / _FILE).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _write(self, known: dict[str, Any]) -> None:
        """Write in place: a new file would have another inode."""
        path = self.folder / _FILE
        path.touch()
        text = json.dumps(known | {"inode": self._inode()})
        with path.open("r+", encoding="utf-8") as file:
            file.write(text.ljust(200))
            file.truncate()
            file.flush()
            os.fsync(file.fileno())

    def _inode(self) -> int | None:
        try:
            return (self.folder / _FILE).stat().st_ino
        except OSError:
            return None

"""Writing a file so that whoever reads it at the same time sees the old one or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace_file(file: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``file``, or of what it links to, in one step. Raises OSError."""
    place = file.resolve()
    # In the same folder, since only there can it take the other's place; the process keeps two of us apart.
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        if place.exists():
            shutil.copymode(place, unfinished)
        unfinished.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise

"""What all commands say when a file cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import UsageError


@contextmanager
def writing(file: Path, remedy: str) -> Iterator[None]:
    """Turn an OSError into a UsageError that names ``file`` and says what to do."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}). {remedy}") from None

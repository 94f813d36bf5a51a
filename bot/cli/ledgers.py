"""Opening the bot's database from the command line, to look at it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.errors import UsageError
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.digests.subscription import Subscription
    from bot.storage.ledger import SqlLedger
    from bot.storage.overview import Overview

Format = Annotated[Literal["human", "json"], typer.Option("--format", help="A table, or JSON.")]
Number = Annotated[int, typer.Argument(help="The number of a digest, as `depeche digest list` shows it.")]
At = Annotated[
    str,
    typer.Option("--at", metavar="TIME", help="2026-11-22T08:00, by this machine's clocks; now if left out."),
]


@dataclass(frozen=True, slots=True)
class Books:
    """A database, opened so that not a byte of it is changed."""

    settings: Settings
    ledger: SqlLedger
    overview: Overview

    async def subscription(self, number: int) -> Subscription:
        """Return a subscription. Raises UsageError when there is none of that number."""
        found = await self.ledger.get(number)
        if found is None:
            raise UsageError(f"There is no digest {number}. `depeche digest list` shows those there are.")
        return found


@asynccontextmanager
async def open_books(config: Path, *, whatever_tables: bool = False) -> AsyncIterator[Books]:
    """Open the database of a configuration to read it.

    Raises SettingsError, and StorageError also when its tables are those of another version of the program, unless
    ``whatever_tables``.
    """
    from bot.storage.ledger import SqlLedger
    from bot.storage.overview import Overview, open_to_read

    settings = load_settings(config, os.environ)
    engine = await open_to_read(settings.database_url)
    try:
        overview = Overview(engine)
        if not whatever_tables:
            await overview.require_tables()
        yield Books(settings, SqlLedger(engine), overview)
    finally:
        await engine.dispose()


def moment(text: str, now: datetime) -> datetime:
    """Return the aware time that ``text`` means, ``now`` for none; without a zone, by this machine's clocks.

    Raises UsageError.
    """
    if not text:
        return now
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is no time. Write one such as 2026-11-22T08:00 or 2026-11-22T08:00+01:00."
        ) from None

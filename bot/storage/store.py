"""What the parts of the ledger share: transactions, the clock, and one face for all database errors."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.storage.database import READING
from bot.storage.faults import explain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


def utc_now() -> datetime:
    """Return what the machine's clock says."""
    return datetime.now(UTC)


class Store:
    """A part of the ledger. ``clock`` stamps what is recorded, and says whether a courier's lease still runs."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reader = engine.execution_options(**READING)
        self._clock = clock

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it is stored, or nothing."""
        try:
            async with self._engine.begin() as connection:
                yield connection
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise explain(self._engine.url, error) from error

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._reader.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise explain(self._engine.url, error) from error

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that can say what to do ON CONFLICT: both databases know it, SQL does not."""
        return postgresql.insert(table) if self._engine.dialect.name == "postgresql" else sqlite.insert(table)

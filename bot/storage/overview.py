"""What operators see of a database: read without changing a byte of it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, func, make_url, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StorageError
from bot.storage.database import open_database
from bot.storage.faults import explain
from bot.storage.rows import subscription_from
from bot.storage.store import Store
from bot.storage.tables import chairs, occurrences, subscriptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.digests.subscription import Subscription

_MIGRATIONS = Path(__file__).with_name("migrations")
_AT_ONCE = 500  # subscriptions


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is the courier, under which number, since when; ``until`` is when that ends unless it is renewed."""

    holder: str
    token: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Tables:
    """The revision of the tables that are there, None for none, and of those that this program works with."""

    here: str | None
    wanted: str


async def open_to_read(url: str) -> AsyncEngine:
    """Connect to a database that exists, to read it. Dispose of the engine in the end. Raises StorageError."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return (await open_database(url)).execution_options(postgresql_readonly=True)
    path = Path(str(address.database))
    file = f"file:{quote(str(path))}"
    try:
        await asyncio.to_thread(_try_to_read, path, f"{file}?mode=ro")
    except sqlite3.Error as error:
        raise explain(address, error) from error
    return create_async_engine(URL.create("sqlite+aiosqlite", database=file, query={"mode": "ro", "uri": "true"}))


def _try_to_read(path: Path, file: str) -> None:
    if not path.is_file():
        raise StorageError(f"There is no database {path} yet: the bot makes it when it is run.")
    with closing(sqlite3.connect(file, uri=True)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master")


class Overview(Store):
    """What is in a database, for those who run the bot. All methods may raise StorageError."""

    @property
    def engine(self) -> AsyncEngine:
        """What it reads with."""
        return self._engine

    async def tables(self) -> Tables:
        """Return which tables there are, and which there should be."""
        async with self._reading() as connection:
            here = await connection.run_sync(_revision)
        return Tables(here, str(ScriptDirectory(str(_MIGRATIONS)).get_current_head()))

    async def require_tables(self) -> None:
        """Raise StorageError unless the tables are those that this program works with."""
        tables = await self.tables()
        if tables.here != tables.wanted:
            raise StorageError(
                f"The database has the tables of another version of Dépêche ({tables.here or 'none'}, not "
                f"{tables.wanted}). Start the bot once, which brings an older one up to date."
            )

    async def subscriptions(self) -> AsyncIterator[Subscription]:
        """Yield all subscriptions by number, whatever the server."""
        last = 0
        while True:
            following = select(subscriptions).where(subscriptions.c.id > last).order_by(subscriptions.c.id)
            async with self._reading() as connection:
                rows = (await connection.execute(following.limit(_AT_ONCE))).all()
            for row in rows:
                yield subscription_from(row)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1].id

    async def with_open(self) -> tuple[int, ...]:
        """Return the ids of the subscriptions that have an occurrence which has not ended yet."""
        query = select(occurrences.c.subscription_id).where(occurrences.c.finished_at.is_(None)).distinct()
        async with self._reading() as connection:
            return tuple(await connection.scalars(query.order_by(occurrences.c.subscription_id)))

    async def counts(self) -> Mapping[str, int]:
        """Return how many subscriptions there are of each standing."""
        query = select(subscriptions.c.standing, func.count()).group_by(subscriptions.c.standing)
        async with self._reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def seat(self) -> Seat | None:
        """Return who is the courier, or was last; None when there never was one."""
        query = select(chairs.c.holder, chairs.c.token, chairs.c.since, chairs.c.until).where(chairs.c.token > 0)
        async with self._reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Seat(*row) if row else None

    async def size(self) -> int:
        """Return how many bytes the database takes."""
        query = "SELECT pg_database_size(current_database())"
        if self._engine.dialect.name == "sqlite":
            query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        async with self._reading() as connection:
            return int(await connection.scalar(text(query)) or 0)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()

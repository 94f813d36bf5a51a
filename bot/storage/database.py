"""Opening the database and bringing its tables up to date."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import StorageError
from bot.storage.faults import explain

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine import ExceptionContext
    from sqlalchemy.engine.interfaces import DBAPIConnection

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}

# An execution option: on SQLite, statements that only read need no transaction and wait for no writer.
READING = {"reading": True}

_MIGRATIONS = Path(__file__).with_name("migrations")
_MIGRATION_LOCK = 0x44E9_7065  # any number that only we use, for pg_advisory_xact_lock


async def open_database(url: str, *, patience: float = 10) -> AsyncEngine:
    """Connect to ``url`` (``sqlite:///data/depeche.db``, ``postgresql://...``) and return the engine.

    The folder of a SQLite file is created. ``patience`` is how many seconds to wait for a lock of SQLite or
    for the PostgreSQL server to answer. Dispose of the engine in the end. Raises StorageError.
    """
    address = _address(url)
    try:
        return await (
            _sqlite(address, patience) if address.get_backend_name() == "sqlite" else _postgresql(address, patience)
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            f"PostgreSQL needs the module {error.name}; install it with: pip install 'depeche[postgres]'"
        ) from None
    except Exception as error:
        # asyncpg's refusals have no root that those who use SQLite could import.
        raise explain(address, error) from error


async def migrate(engine: AsyncEngine) -> None:
    """Create the tables, or bring them up to date, in one transaction and one process at a time.

    Raises StorageError with one sentence, also when a newer version of the program has been here.
    """
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            await connection.run_sync(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        raise explain(engine.url, error) from error


async def server_name(engine: AsyncEngine) -> str | None:
    """Return what tells this database from a copy on another server; None for SQLite, which has no server.

    Raises StorageError.
    """
    if engine.dialect.name != "postgresql":
        return None
    query = "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
    try:
        async with engine.connect() as connection:
            system, database = (await connection.execute(text(f"{query} FROM pg_control_system()"))).one()
    except (SQLAlchemyError, OSError) as error:
        raise explain(engine.url, error) from error
    return f"{system}/{database}"


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    here = MigrationContext.configure(connection).get_current_heads()
    if not known.issuperset(here):
        raise StorageError(
            f"the database {connection.engine.url.render_as_string()} belongs to a newer version of Dépêche"
            f" (tables {', '.join(here)}); update the program, or restore the backup made before the update"
        )
    command.upgrade(config, "head")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Without the address itself: it may hold a password.
        raise StorageError(
            "the address of the database cannot be read; write sqlite+aiosqlite:///data/depeche.db"
            " or postgresql+asyncpg://user:password@host/name"
        ) from None
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise StorageError(f"{address.drivername!r} is not supported; use sqlite or postgresql")
    return address.set(drivername=driver)


async def _sqlite(address: URL, patience: float) -> AsyncEngine:
    if address.database not in {None, "", ":memory:"}:
        await asyncio.to_thread(_try_sqlite, Path(str(address.database)), patience)
    # One connection: SQLite writes one transaction at a time anyway, and a queue is fairer than its lock,
    # which sleeps and tries again. It also keeps a database in memory alive.
    engine = create_async_engine(
        address,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        # Every transaction is ended explicitly; one more roll-back at each return would cost a thread switch.
        pool_reset_on_return=None,
        connect_args={"timeout": patience},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # The write lock at once. Left to itself, Python's sqlite3 would begin at the first write, and a
        # transaction that has read before cannot wait for the lock any more.
        if not connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine.sync_engine, "handle_error")
    def keep(failure: ExceptionContext) -> None:
        # SQLAlchemy drops the connection of a task that is cancelled, and with it a database in memory. Here
        # it stays usable: its thread finishes what it was doing, then rolls back.
        if isinstance(failure.original_exception, asyncio.CancelledError):
            failure.is_disconnect = False

    return engine


def _try_sqlite(path: Path, patience: float) -> None:
    """Make the file, and find out whether it can be read and written, without leaving a thread of aiosqlite's.

    When aiosqlite cannot open a file, its thread outlives the attempt, and complains once the loop is closed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=patience)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # the file remembers it
        connection.execute("BEGIN IMMEDIATE")


async def _postgresql(address: URL, patience: float) -> AsyncEngine:
    engine = create_async_engine(address, pool_pre_ping=True, connect_args={"timeout": patience})
    try:
        async with engine.connect():
            return engine
    except BaseException:
        await engine.dispose()
        raise

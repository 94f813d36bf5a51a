"""All that is remembered, over one database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.storage.arrivals import SqlArrivals
from bot.storage.database import migrate, open_database, server_name
from bot.storage.ledger import SqlLedger
from bot.storage.members import SqlMembers
from bot.storage.misses import SqlMisses
from bot.storage.servers import SqlServers


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """``server`` tells a database on a server from a copy on another one; None where it is a file.

    ``shared`` says that other processes may use the same database.
    """

    ledger: SqlLedger
    members: SqlMembers
    servers: SqlServers
    misses: SqlMisses
    arrivals: SqlArrivals
    server: str | None
    shared: bool


@asynccontextmanager
async def open_stores(url: str, clock: Callable[[], datetime]) -> AsyncIterator[Stores]:
    """Open a database, its tables brought up to date. Raises StorageError."""
    engine = await open_database(url)
    try:
        await migrate(engine)
        yield Stores(
            ledger=SqlLedger(engine, clock),
            members=SqlMembers(engine, clock),
            servers=SqlServers(engine, clock),
            misses=SqlMisses(engine, clock),
            arrivals=SqlArrivals(engine, clock),
            server=await server_name(engine),
            shared=engine.dialect.name == "postgresql",
        )
    finally:
        await engine.dispose()

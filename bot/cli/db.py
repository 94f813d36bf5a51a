"""``depeche db``: whose the database is, and whether it may send."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.ledgers import Format, open_books
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.errors import UsageError
from bot.settings import DEFAULT_FILE, Settings, load_settings

if TYPE_CHECKING:
    from bot.delivery.binding import Bond
    from bot.storage.overview import Seat, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    """What is known of the database; only ``address``, ``tables`` and ``size`` where the tables are not ours."""

    address: str
    folder: str
    tables: Tables
    size: int
    subscriptions: Mapping[str, int]
    bond: Bond | None
    refusal: str
    seat: Seat | None

    @property
    def readable(self) -> bool:
        return self.tables.here == self.tables.wanted


def db() -> typer.Typer:
    """Return the command with its subcommands."""
    group = typer.Typer(help="The database: whose it is, and whether it may send.", no_args_is_help=True)
    group.command()(status)
    group.command()(adopt)
    return group


def status(format: Format = "human", config: Config = DEFAULT_FILE) -> None:
    """Show whom the database is bound to, its tables and size, and which process is sending from it."""
    found = asyncio.run(_status(config))
    if format == "json":
        print(json.dumps(_plain(found), indent=2, ensure_ascii=False))
        return
    table = Table(show_header=False)
    for label, said in _said(found).items():
        table.add_row(label, Text(visible(said)))
    Console(highlight=False).print(table)


def adopt(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False, config: Config = DEFAULT_FILE
) -> None:
    """Bind the database to this data folder: it is the one that sends from now on."""
    before = asyncio.run(_status(config, whatever_tables=False))
    print(f"The database {visible(before.address)}: {_bound(before)}", file=sys.stderr)
    if (seat := before.seat) and _is_held(seat):
        print(
            f"At the moment it is in use by {visible(seat.holder)}, which goes on sending if this is its data folder, "
            "and stops if it has another.",
            file=sys.stderr,
        )
    if not yes and not _confirmed():
        raise UsageError("Nothing was changed.")
    asyncio.run(_adopt(load_settings(config, os.environ)))
    print(
        f"It is bound to the data folder {visible(before.folder)} now, and to the application that sends from it next. "
        "A bot that runs already begins to send within seconds. If this is a copy, stop the bot of the database that "
        "it was made from: that one cannot know, and both would send."
    )


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on. To adopt the database all the same, add --yes.")
    return typer.confirm("Is this the one database that is to send from now on?", err=True)


async def _adopt(settings: Settings) -> None:
    from bot.delivery.binding import Binding
    from bot.storage.database import open_database, server_name
    from bot.storage.ledger import SqlLedger

    engine = await open_database(settings.database_url)
    try:
        await Binding(SqlLedger(engine), settings.data.folder, _new_name, await server_name(engine)).adopt()
    finally:
        await engine.dispose()


async def _status(config: Path, *, whatever_tables: bool = True) -> _Status:
    from sqlalchemy import make_url

    from bot.delivery.binding import Binding
    from bot.storage.database import server_name

    async with open_books(config, whatever_tables=whatever_tables) as books:
        settings, overview, tables = books.settings, books.overview, await books.overview.tables()
        ours = tables.here == tables.wanted
        server = await server_name(overview.engine)
        binding = Binding(books.ledger, settings.data.folder, _new_name, server)
        bond = await binding.bond() if ours else None
        return _Status(
            address=make_url(settings.database_url).render_as_string(hide_password=True),
            folder=str(settings.data.folder),
            tables=tables,
            size=await overview.size(),
            subscriptions=await overview.counts() if ours else {},
            bond=bond,
            refusal=binding.refusal(bond) if ours else "",
            seat=await overview.seat() if ours else None,
        )


def _new_name() -> str:
    return uuid4().hex


def _is_held(seat: Seat) -> bool:
    return seat.until > datetime.now(UTC)


def _said(status: _Status) -> dict[str, str]:
    tables = status.tables
    said = {"database": status.address, "size": f"{status.size / 1_000_000:,.1f} MB"}
    if not status.readable:
        return said | {
            "tables": f"{tables.here or 'none'}, not {tables.wanted}: start the bot once, which brings older ones up "
            "to date"
        }
    counted = ", ".join(f"{count:,} {standing}" for standing, count in sorted(status.subscriptions.items()))
    return said | {
        "tables": f"{tables.here}, up to date",
        "digests": counted or "none",
        "sending": _bound(status),
        "courier": _courier(status.seat),
    }


def _bound(status: _Status) -> str:
    if status.refusal:
        return f"{status.refusal} It does not send."
    if status.bond is None:
        return "It has never sent. The first bot that sends from it binds it to its data folder."
    whose = f"application {status.bond.application}" if status.bond.application else "the application that sends next"
    return f"It is bound to {whose}, and to this data folder or database server: it may send."


def _courier(seat: Seat | None) -> str:
    if seat is None:
        return "nobody yet"
    since = f"{seat.since:%Y-%m-%d %H:%M} UTC"
    if _is_held(seat):
        return f"{seat.holder}, since {since}"
    return f"nobody; until {seat.until:%Y-%m-%d %H:%M} UTC {seat.holder}, since {since}"


def _plain(status: _Status) -> dict[str, Any]:
    seat, bond = status.seat, status.bond
    courier = None
    if seat:
        times = {"since": seat.since.isoformat(), "until": seat.until.isoformat()}
        courier = {"name": seat.holder, "number": seat.token, **times, "present": _is_held(seat)}
    return {
        "database": status.address,
        "tables": {"here": status.tables.here, "wanted": status.tables.wanted},
        "bytes": status.size,
        "digests": dict(status.subscriptions),
        "bound": bond is not None,
        "application": bond.application if bond else None,
        "refusal": status.refusal or None,
        "courier": courier,
    }

"""``depeche wanted``: what readers looked for several times and did not find."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.errors import StorageError
from bot.readers import Miss
from bot.settings import DEFAULT_FILE, load_settings


def wanted(
    format: Annotated[Literal["human", "json"], typer.Option("--format", help="A table, or JSON.")] = "human",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 50,
    config: Config = DEFAULT_FILE,
) -> None:
    """List what readers looked for several times in vain: the cards to write next."""
    url = load_settings(config, os.environ).database_url
    _require_database(url)
    misses = asyncio.run(_wanted(url, limit))
    if format == "json":
        print(json.dumps([{"query": each.query, "kind": each.kind, "times": each.times} for each in misses], indent=2))
    elif misses:
        _show(misses)
    else:
        print("Nothing was looked for in vain several times.")


def _require_database(url: str) -> None:
    """Raise StorageError where opening the database would only make an empty one."""
    _, sqlite, path = url.partition("sqlite+aiosqlite:///")
    if sqlite and not Path(path).is_file():
        raise StorageError(f"There is no database {path} yet: the bot makes it when it is run.")


async def _wanted(url: str, limit: int) -> Sequence[Miss]:
    from bot.storage.database import open_database
    from bot.storage.misses import SqlMisses

    engine = await open_database(url)
    try:
        return await SqlMisses(engine).wanted(limit)
    finally:
        await engine.dispose()


def _show(misses: Sequence[Miss]) -> None:
    table = Table("looked for", "as", "times")
    for miss in misses:
        table.add_row(Text(visible(miss.query)), miss.kind or "anything", str(miss.times))
    Console(highlight=False).print(table)

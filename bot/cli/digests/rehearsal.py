"""``depeche digest run --dry-run``: what would be sent, to whom, and what not."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.ledgers import At, Format, moment, open_books
from bot.cli.options import Config
from bot.cli.reports.phrases import counted
from bot.errors import UsageError
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from bot.cli.digests.forecast import Forecast


def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it: nothing is sent or changed.")] = False,
    at: At = "",
    format: Format = "human",
    config: Config = DEFAULT_FILE,
) -> None:
    """Show what is due now, or would be until a time: what would be sent, has nothing new, or comes too late."""
    if not dry_run:
        raise UsageError(
            "Digests are sent by the bot itself, while it runs: depeche run. "
            "What it would send is shown by: depeche digest run --dry-run"
        )
    now = datetime.now(UTC)
    until = moment(at, now)
    forecasts = asyncio.run(_forecasts(config, min(now, until), until))
    if format == "json":
        print(json.dumps([_plain(each) for each in forecasts], indent=2))
    elif forecasts:
        _show(forecasts)
    else:
        print("Nothing is due.")


async def _forecasts(config: Path, now: datetime, until: datetime) -> list[Forecast]:
    from bot.cli.digests.forecast import forecaster

    async with open_books(config) as books:
        found = [each async for each in (await forecaster(books, now, until)).forecasts()]
    return sorted(found, key=lambda each: (each.due_at, each.subscription.id))


def _plain(forecast: Forecast) -> dict[str, Any]:
    return {
        "digest": forecast.subscription.id,
        "server": forecast.subscription.place.guild_id,
        "channel": forecast.subscription.place.channel_id,
        "key": forecast.key,
        "due": forecast.due_at.isoformat(),
        "outcome": forecast.outcome,
        "messages": forecast.parts,
        "cards": forecast.cards,
        "begun": forecast.begun,
        "skipped": forecast.skipped,
    }


def _show(forecasts: list[Forecast]) -> None:
    table = Table("digest", "channel", "due", "outcome")
    for each in forecasts:
        place = each.subscription.place
        table.add_row(*map(Text, (str(each.subscription.id), str(place.channel_id), each.key, _outcome(each))))
    Console(highlight=False).print(table)


def _outcome(forecast: Forecast) -> str:
    match forecast.outcome:
        case "send":
            said = f"send {counted(forecast.parts, 'message')} with {counted(forecast.cards, 'card')}"
        case "nothing-new":
            said = "nothing new"
        case _:
            said = "missed: too late"
    notes = ["begun before"] if forecast.begun else []
    notes += [f"{forecast.skipped} before it missed"] if forecast.skipped else []
    return f"{said} ({', '.join(notes)})" if notes else said

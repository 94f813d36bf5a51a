"""``depeche digest history``: what became of one subscription's digests."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.ledgers import Format, Number, open_books
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from bot.digests.records import Record
    from bot.digests.subscription import Subscription

_MINUTE = timedelta(minutes=1)


def history(
    number: Number,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most, the latest first.")] = 20,
    format: Format = "human",
    config: Config = DEFAULT_FILE,
) -> None:
    """Show what became of one digest each time: sent when and how late, where it stands, or why not."""
    subscription, records = asyncio.run(_of(number, limit, config))
    rows = [_plain(each, subscription) for each in records]
    if format == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif rows:
        _show(rows)
    else:
        print(f"Digest {number} has not come due yet.")


async def _of(number: int, limit: int, config: Path) -> tuple[Subscription, tuple[Record, ...]]:
    async with open_books(config) as books:
        subscription = await books.subscription(number)
        return subscription, await books.ledger.history(number, limit)


def _plain(record: Record, subscription: Subscription) -> dict[str, Any]:
    return {
        "key": record.occurrence.key,
        "due": record.occurrence.at.isoformat(),
        "state": record.state,
        "manual": record.manual,
        "number": record.number,
        "edition": record.edition,
        "late_minutes": record.lateness // _MINUTE if record.lateness is not None else None,
        "reason": record.reason,
        "links": _links(record, subscription),
    }


def _links(record: Record, subscription: Subscription) -> list[str]:
    guild = subscription.place.guild_id
    posted = (each for each in record.receipts if each.message_id and each.channel_id)
    return [f"https://discord.com/channels/{guild}/{each.channel_id}/{each.message_id}" for each in posted]


def _show(rows: list[dict[str, Any]]) -> None:
    table = Table("due", "state", "No.", "late", "reason, or where it stands")
    for row in rows:
        late = row["late_minutes"]
        told = [visible(row["reason"])] if row["reason"] else []
        cells = (
            f"{row['key']}{' (asked for)' if row['manual'] else ''}",
            row["state"],
            str(row["number"] or "–"),
            f"{late} min" if late else "–",
            "\n".join([*told, *row["links"]]) or "–",
        )
        table.add_row(*map(Text, cells))
    Console(highlight=False).print(table)

"""``depeche digest list``: all subscriptions."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.ledgers import Format, open_books
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.digests.declared import is_declared, name_in_file
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.digests.subscription import NewSubscription, Subscription
    from bot.presentation.localizer import Localizer


def list_(format: Format = "human", config: Config = DEFAULT_FILE) -> None:
    """List the digests of all servers: where, when, when next, and what is wrong."""
    subscriptions = asyncio.run(_all(config))
    if format == "json":
        print(json.dumps([_plain(each) for each in subscriptions], indent=2, ensure_ascii=False))
    elif subscriptions:
        _show(subscriptions)
    else:
        print("There is no digest yet. In Discord, /digest create makes the first one.")


async def _all(config: Path) -> list[Subscription]:
    async with open_books(config) as books:
        return [each async for each in books.overview.subscriptions()]


def _show(subscriptions: list[Subscription]) -> None:
    from bot.presentation.localizer import load_localizers

    english = load_localizers()["en"]
    table = Table("digest", "server", "channel", "when", "next", "stands")
    for each in subscriptions:
        cells = (
            str(each.id),
            str(each.place.guild_id),
            f"{each.place.channel_id}\n{each.place.kind}",
            when(each, english),
            clock(each.next_run_at, each.cadence.zone),
            _standing(each, english),
        )
        table.add_row(*map(Text, cells))
    Console(highlight=False).print(table)


def when(subscription: NewSubscription, localizer: Localizer) -> str:
    """Return the cadence in words, for a terminal."""
    from bot.presentation.digests.cadences import cadence_in_words

    # The one thing in it that is Markdown is a cron expression, in code.
    return cadence_in_words(subscription.cadence, localizer).replace("`", "")


def clock(at: datetime | None, zone: str) -> str:
    """Return a time by the clocks of a zone, a dash for none."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else "–"


def _standing(subscription: Subscription, localizer: Localizer) -> str:
    from bot.presentation.digests.troubles import advice_on
    from bot.presentation.markup import displayed

    lines: list[str] = [subscription.standing]
    if subscription.trouble:
        reason = advice_on(subscription.trouble, subscription.place, localizer).reason
        lines.append(f"{subscription.trouble}: {displayed(reason)}")
    elif subscription.doubted_at:
        lines.append(f"cannot be posted in since {clock(subscription.doubted_at, subscription.cadence.zone)}")
    if name := name_in_file(subscription):
        lines.append(f"{'declared' if is_declared(subscription) else 'no longer declared'}: {visible(name)}")
    return "\n".join(lines)


def _plain(subscription: Subscription) -> dict[str, Any]:
    place = subscription.place
    return {
        "number": subscription.id,
        "server": place.guild_id,
        "channel": place.channel_id,
        "kind": place.kind,
        "cadence": subscription.cadence.to_json(),
        "topics": list(subscription.topics),
        "language": subscription.language,
        "next": _iso(subscription.next_run_at),
        "standing": subscription.standing,
        "trouble": subscription.trouble,
        "doubted_since": _iso(subscription.doubted_at),
        "sent": subscription.number,
        "declared": name_in_file(subscription) if is_declared(subscription) else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

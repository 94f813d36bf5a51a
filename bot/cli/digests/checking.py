"""``depeche digest check``: whether the file of declared digests can be followed."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.digests.listing import clock, when
from bot.cli.ledgers import Format
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.settings import DEFAULT_FILE, load_settings

if TYPE_CHECKING:
    from bot.digests.subscription import NewSubscription


def check(format: Format = "human", config: Config = DEFAULT_FILE) -> None:
    """Check the declared digests, and show when each comes next. Exits 1 when the file has a mistake."""
    from bot.cli.digests.editions import edition_of
    from bot.digests.declared_file import load_declared

    settings = load_settings(config, os.environ)
    file, now = settings.digests.declared, datetime.now(UTC)
    orders: list[NewSubscription] = []
    if file.exists():
        orders = [each.subscription(now) for each in load_declared(file, edition_of(settings))]
    if format == "json":
        print(json.dumps([_plain(each, now) for each in orders], indent=2, ensure_ascii=False))
    elif orders:
        _show(orders, now)
    else:
        missing = "declares no digest" if file.exists() else "is not there, so no digest is declared"
        print(f"{visible(str(file))} {missing}.")


def _plain(order: NewSubscription, now: datetime) -> dict[str, object]:
    following = order.cadence.next_after(now)
    return {
        "name": order.declared,
        "server": order.place.guild_id,
        "channel": order.place.channel_id,
        "next": following.at.isoformat(),
    }


def _show(orders: list[NewSubscription], now: datetime) -> None:
    from bot.presentation.localizer import load_localizers

    english = load_localizers()["en"]
    table = Table("declared", "server", "channel", "when", "next")
    for order in orders:
        following = clock(order.cadence.next_after(now).at, order.cadence.zone)
        where = (str(order.place.guild_id), str(order.place.channel_id))
        table.add_row(*map(Text, (order.declared or "", *where, when(order, english), following)))
    Console(highlight=False).print(table)

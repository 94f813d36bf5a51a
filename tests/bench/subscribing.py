"""Many subscriptions at a time, as they would have come one by one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards.library import Library
from bot.digests.cadence import Cadence
from bot.digests.subscription import NewSubscription, Place
from bot.storage.rows import columns_of
from bot.storage.tables import subscriptions

_TOPICS = 9  # that channels ask for, besides everything
_WRITTEN = 1_000  # at a time


async def subscribe(engine: AsyncEngine, library: Library, many: int, due: datetime) -> None:
    """Write ``many`` subscriptions that are ``due`` at nine in Paris, to a few topics in two languages."""
    topics = sorted(library.edition.published)[:_TOPICS]
    choices: list[tuple[str, ...]] = [(), *((topic,) for topic in topics)]
    first = {"next_run_at": due, "since": due - timedelta(days=3), "number": 0, "revision": 0}
    first |= {"standing": "active"}
    for start in range(0, many, _WRITTEN):
        rows = [
            columns_of(
                NewSubscription(
                    place=Place(guild_id=number // 3, channel_id=number),
                    cadence=Cadence(name="daily", time=time(9), zone="Europe/Paris"),
                    topics=choices[number % len(choices)],
                    language="fr" if number // len(choices) % 2 else "en",
                    created_by=1,
                    created_at=due - timedelta(days=3),
                )
            )
            | first
            for number in range(start, min(start + _WRITTEN, many))
        ]
        async with engine.begin() as connection:
            await connection.execute(subscriptions.insert(), rows)

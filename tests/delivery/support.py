"""The courier with a real ledger and a sender of our own: what it records, and in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.cards.inspection import build_edition
from bot.cards.library import Edition, Library
from bot.cards.snapshot import take_snapshot
from bot.delivery.courier import Courier, Rules
from bot.digests.cadence import Cadence, parse_time
from bot.digests.ports import Part, Record
from bot.digests.subscription import NewSubscription, Subscription
from bot.presentation.localizer import load_localizers
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.world.support import EIGHT, MORNING, Clock, write_card


@dataclass
class Postbox:
    """A sender that keeps what it is given. ``before`` runs before each message: it may look, wait or raise."""

    sent: list[tuple[int, Part, str]] = field(default_factory=list)
    before: Callable[[int], Any] = lambda _number: None

    async def send(self, channel_id: int, part: Part, nonce: str) -> int:
        waited = self.before(len(self.sent))
        if asyncio.iscoroutine(waited):
            await waited
        self.sent.append((channel_id, part, nonce))
        return 1_000 + len(self.sent)


@dataclass
class Desk:
    """A courier, and all that it works with."""

    courier: Courier
    ledger: SqlLedger
    postbox: Postbox
    library: Library
    clock: Clock
    briefings: Path

    async def subscribe(self, **changes: Any) -> Subscription:
        values: dict[str, Any] = {
            "guild_id": 1,
            "channel_id": 7,
            "cadence": Cadence(name="daily", time=parse_time("8:00"), zone="Europe/Paris"),
            "topics": (),
            "language": "en",
            "created_by": 2,
            "created_at": MORNING,
        }
        return await self.ledger.add(NewSubscription(**values | changes), EIGHT)

    async def current(self, subscription: Subscription) -> Subscription:
        found = await self.ledger.get(subscription.id)
        assert found is not None
        return found

    async def history(self, subscription: Subscription) -> list[Record]:
        return list(await self.ledger.history(subscription.id, 10))

    def reload(self) -> None:
        self.library.edition = edition_in(self.briefings)


def edition_in(folder: Path) -> Edition:
    return build_edition(take_snapshot(folder))


@asynccontextmanager
async def open_desk(tmp_path: Path, *, limit: int = 8) -> AsyncIterator[Desk]:
    """Set up a courier over a new SQLite file, with three cards to tell about."""
    briefings = tmp_path / "briefings"
    for card_id in ("ada", "bob", "cid"):
        write_card(briefings, "person", card_id)
    clock, postbox, library = Clock(), Postbox(), Library(edition_in(briefings))
    engine = await open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        await migrate(engine)
        ledger = SqlLedger(engine, clock)
        courier = Courier(
            ledger=ledger,
            sender=postbox,
            library=library,
            localizers=load_localizers(),
            clock=clock,
            rules=Rules(grace=timedelta(hours=2), limit=limit),
        )
        yield Desk(courier, ledger, postbox, library, clock, briefings)
    finally:
        await engine.dispose()

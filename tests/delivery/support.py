"""The courier with the real ledger and a Discord of our own: what it posts, what it records, and in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards.inspection import build_edition
from bot.cards.library import Edition, Library
from bot.cards.snapshot import take_snapshot
from bot.delivery.binding import Binding
from bot.delivery.composing import Composer
from bot.delivery.courier import Courier
from bot.delivery.dispatch import Dispatcher
from bot.delivery.errands import Errands
from bot.delivery.outcomes import Outcomes
from bot.delivery.scheduler import Crew, DigestScheduler
from bot.delivery.seat import LEASE, Seat
from bot.digests.cadence import Cadence, parse_time
from bot.digests.notices import Notice
from bot.digests.ports import Letter, Posted
from bot.digests.records import Part, Record
from bot.digests.subscription import NewSubscription, Options, Place, Subscription
from bot.digests.troubles import Trouble
from bot.errors import Undelivered, Unreachable, Unreadable
from bot.presentation.localizer import load_localizers
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.world.support import EIGHT, MORNING, write_card

# Discord knows a nonce for "a few minutes".
NONCE_MINUTES = timedelta(minutes=3)
PLACE = Place(guild_id=1, channel_id=7)
GONE = Unreachable("no-channel", "The channel does not exist any more")
SUMMARY = "*" * 490


class Clock:
    """What the wall shows, and seconds that never go back. Both stand still until they are moved."""

    def __init__(self, now: datetime = EIGHT) -> None:
        self.now = now
        self.seconds = 1_000.0

    def __call__(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        return self.seconds

    def advance(self, by: timedelta) -> None:
        self.now += by
        self.seconds += by.total_seconds()

    def set_to(self, now: datetime) -> None:
        """Move the hands, while no time passes."""
        self.now = now


@dataclass(frozen=True)
class Lost:
    """What happens to a message: it ``arrives`` or not, and then this is raised; or nothing is ever heard again."""

    error: Exception | None
    arrives: bool = False


HANGS = Lost(None)
ARRIVES_AND_HANGS = Lost(None, arrives=True)


@dataclass(frozen=True)
class Message:
    place: Place
    letter: Letter
    posted: Posted
    at: datetime


@dataclass
class Postbox:
    """A Discord that keeps what it is given, and goes wrong as ``plan`` says, one entry for each message in turn."""

    clock: Clock
    there: list[Message] = field(default_factory=list)
    asked: list[tuple[str, Place, Letter]] = field(default_factory=list)
    plan: list[Lost | Exception | Callable[[], Any] | None] = field(default_factory=list)
    blocked: dict[int, Undelivered] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    is_readable: bool = True
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    published: list[Posted] = field(default_factory=list)
    edited: list[tuple[Posted, Letter]] = field(default_factory=list)
    notices: list[tuple[int | None, int, Part, str]] = field(default_factory=list)
    errands: list[Exception | None] = field(default_factory=list)

    async def send(self, place: Place, letter: Letter) -> Posted:
        self.asked.append(("send", place, letter))
        planned = self.plan.pop(0) if self.plan else None
        if isinstance(planned, Exception):
            raise planned
        if error := self.blocked.get(place.channel_id):
            raise error
        if callable(planned):
            await planned()
        posted = None if isinstance(planned, Lost) and not planned.arrives else self._stored(place, letter)
        if isinstance(planned, Lost):
            if planned.error:
                raise planned.error
            self.hanging.set()
            await asyncio.Event().wait()
        assert posted
        return posted

    def _stored(self, place: Place, letter: Letter) -> Posted:
        recent = [each for each in self.there if self.clock() - each.at < NONCE_MINUTES]
        earlier = [each for each in recent if each.letter.nonce == letter.nonce]
        if earlier and place.kind != "forum":
            return earlier[0].posted
        number = 1_000 + len(self.there)
        posted = Posted(number, number if place.kind == "forum" else place.channel_id)
        self.there.append(Message(place, letter, posted, self.clock()))
        return posted

    async def find(self, place: Place, letter: Letter, since: datetime) -> Posted | None:
        self.asked.append(("find", place, letter))
        if not self.is_readable or place.guild_id in self.away:
            raise Unreadable("The bot may not read the channel's history.")
        found = [each.posted for each in self.there if each.letter.nonce == letter.nonce]
        return found[0] if found else None

    async def publish(self, posted: Posted) -> None:
        self._on_errand()
        self.published.append(posted)

    async def edit(self, posted: Posted, letter: Letter) -> None:
        self._on_errand()
        self.edited.append((posted, letter))

    async def notify(self, channel_id: int | None, user_id: int, part: Part, nonce: str) -> None:
        self._on_errand()
        self.notices.append((channel_id, user_id, part, nonce))

    def _on_errand(self) -> None:
        if self.errands and (error := self.errands.pop(0)):
            raise error

    def trouble_in(self, place: Place) -> Trouble | None:
        return None

    def missing_permissions(self, place: Place) -> tuple[str, ...]:
        return ()

    def welcomes(self, place: Place) -> bool:
        return place.channel_id not in self.blocked

    def is_away(self, guild_id: int) -> bool:
        return guild_id in self.away

    @property
    def letters(self) -> list[Letter]:
        """What was to be sent, in order, however often."""
        return [letter for kind, _, letter in self.asked if kind == "send"]

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.asked]


class Desk:
    """A courier, and all that it works with. A restart makes another courier, on the same ledger."""

    def __init__(self, engine: AsyncEngine, folder: Path, limit: int) -> None:
        self.clock = Clock()
        self.folder = folder
        self.briefings = folder / "briefings"
        self.library = Library(edition_in(self.briefings))
        self.postbox = Postbox(self.clock)
        self.ledger = SqlLedger(engine, self.clock)
        self.localizers = load_localizers()
        self._limit = limit
        self._lives = 0
        self.restart()

    def restart(self) -> None:
        self._lives += 1
        binding = Binding(self.ledger, self.folder, lambda: "this-one")
        name = f"life-{self._lives}"
        self.seat = Seat(self.ledger, binding, name, application=lambda: 4, elapsed=self.clock.elapsed)
        self.courier = Courier(self.ledger, self.seat, self.clock)
        self.composer = Composer(self.ledger, self.library, self.localizers, self._limit)
        self.dispatcher = Dispatcher(
            ledger=self.ledger,
            sender=self.postbox,
            composer=self.composer,
            outcomes=Outcomes(ledger=self.ledger, sender=self.postbox, clock=self.clock, random=Random(1)),
            localizers=self.localizers,
            clock=self.clock,
            grace=timedelta(hours=2),
            holds=self.seat.holds,
        )
        self.errands = Errands(
            ledger=self.ledger,
            sender=self.postbox,
            library=self.library,
            localizers=self.localizers,
            clock=self.clock,
        )
        crew = Crew(courier=self.courier, dispatcher=self.dispatcher, errands=self.errands)
        self.scheduler = DigestScheduler(self.ledger, crew, self.clock)

    async def subscribe(self, next_run_at: datetime | None = EIGHT, **changes: Any) -> Subscription:
        values: dict[str, Any] = {
            "place": PLACE,
            "cadence": Cadence(name="daily", time=parse_time("8:00"), zone="Europe/Paris"),
            "topics": (),
            "language": "en",
            "created_by": 2,
            "created_at": MORNING,
        }
        new = NewSubscription(**values | changes)
        return await self.ledger.add(new, next_run_at or new.cadence.next_after(self.clock()).at)

    async def current(self, subscription: Subscription) -> Subscription:
        found = await self.ledger.get(subscription.id)
        assert found is not None
        return found

    async def history(self, subscription: Subscription) -> list[Record]:
        return list(await self.ledger.history(subscription.id, 60))

    async def latest(self, subscription: Subscription) -> Record:
        return (await self.history(subscription))[0]

    async def work(self) -> None:
        """Deliver all that is due, as the courier that this process is."""
        assert await self.courier.sit_down()
        await self.courier.work(self.dispatcher)

    async def work_until_killed(self) -> None:
        """Deliver until Discord falls silent; then the process dies, and another one starts once that is noticed."""
        self.postbox.hanging.clear()
        working = asyncio.create_task(self.work())
        await self.postbox.hanging.wait()
        tasks = [working, *self.courier._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.clock.advance(timedelta(seconds=LEASE))
        self.restart()

    async def later(self, by: timedelta) -> None:
        self.clock.advance(by)
        await self.work()

    async def told(self) -> list[Notice]:
        """Return what admins are to be told, and take it off the list."""
        notices = list(await self.ledger.untold(self.clock(), 50))
        for notice in notices:
            await self.ledger.told(notice)
        return notices

    def write(self, card_id: str, **fields: Any) -> None:
        """Add a card, or change it, in the edition being served."""
        write_card(self.briefings, "person", card_id, **fields)
        self.library.edition = edition_in(self.briefings)

    async def with_much_to_tell(self, **changes: Any) -> Subscription:
        """Subscribe, as one who has had the welcome edition; what is due at eight fills several messages."""
        yesterday = EIGHT - timedelta(days=1)
        self.clock.set_to(yesterday)
        subscription = await self.subscribe(yesterday, **changes)
        await self.work()
        self.clock.advance(timedelta(days=1))
        self.postbox.there.clear()
        self.postbox.asked.clear()
        for number in range(10):
            write_card(
                self.briefings, "person", f"p-{number}", updated="2026-11-22", summary={"fr": SUMMARY, "en": SUMMARY}
            )
        self.library.edition = edition_in(self.briefings)
        return subscription


def edition_in(folder: Path) -> Edition:
    return build_edition(take_snapshot(folder))


@asynccontextmanager
async def open_desk(tmp_path: Path, *, limit: int = 10, patience: float = 10) -> AsyncIterator[Desk]:
    """Set up a courier over a new SQLite file, with three cards to tell about, at eight in the morning."""
    for card_id in ("ada", "bob", "cid"):
        write_card(tmp_path / "briefings", "person", card_id)
    engine = await open_database(f"sqlite:///{tmp_path / 'desk.db'}", patience=patience)
    try:
        await migrate(engine)
        desk = Desk(engine, tmp_path, limit)
        yield desk
        with suppress(Exception):
            await desk.courier.leave()
    finally:
        await engine.dispose()


FORUM = Place(guild_id=1, channel_id=7, kind="forum")
ANNOUNCEMENTS = Place(guild_id=1, channel_id=7, kind="announcement")
PUBLISHED = Options(publish=True)

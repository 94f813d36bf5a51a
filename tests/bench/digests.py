"""Many digests due at the same minute, and a look at the ledger with none: ``python -m tests.bench.digests [MANY]``.

The real courier, ledger, composer and cards, on a SQLite file; a sender that answers at once, and a clock on which the
messages leave at Discord's pace.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards.library import Library
from bot.delivery.api import REQUESTS_A_SECOND
from bot.delivery.binding import Binding
from bot.delivery.composing import Composer
from bot.delivery.courier import Courier
from bot.delivery.dispatch import Dispatcher
from bot.delivery.editions import EditionBuilder
from bot.delivery.outcomes import Outcomes
from bot.delivery.seat import RENEWAL, Seat
from bot.digests.ports import Letter, Posted
from bot.digests.subscription import Place
from bot.presentation.digests.edition import digest_content
from bot.presentation.localizer import Localizers, load_localizers
from bot.settings import DEFAULT_FILE, load_settings
from bot.storage.database import READING, migrate, open_database
from bot.storage.ledger import SqlLedger
from bot.storage.tables import occurrences
from tests.bench.subscribing import subscribe
from tests.bench.watching import Watch, commits_a_second

MANY = 5_000
_EIGHT = datetime(2026, 11, 22, 8, tzinfo=UTC)
_LOOKS = 1_000
_AT_REST = 2.0  # seconds


@dataclass
class _Postbox:
    """A sender that notes what it was given and answers at once; the time of the whole goes by with it."""

    now: datetime = _EIGHT - timedelta(minutes=1)
    sent: Counter[tuple[int, str]] = field(default_factory=Counter)

    def clock(self) -> datetime:
        return self.now

    async def send(self, place: Place, letter: Letter) -> Posted:
        self.sent[place.channel_id, letter.nonce] += 1
        self.now += timedelta(seconds=1 / REQUESTS_A_SECOND)
        return Posted(self.sent.total(), place.channel_id)


async def main(many: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    localizers, postbox = load_localizers(), _Postbox()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = _library(folder, localizers)
        engine = await open_database(f"sqlite:///{folder}/depeche.db")
        try:
            await migrate(engine)
            await subscribe(engine, library, many, _EIGHT)
            ledger = SqlLedger(engine, postbox.clock)
            figures = await _looking(engine, ledger, "before")
            figures |= await _delivering(ledger, library, localizers, folder, postbox)
            figures |= await _looking(engine, ledger, "after")
            await _require_all(engine, postbox, many)
        finally:
            await engine.dispose()
    sys.stdout.write(json.dumps(figures) + "\n")


def _library(folder: Path, localizers: Localizers) -> Library:
    content = load_settings(DEFAULT_FILE, {}).content
    builder = EditionBuilder(content.folder, content.articles_dir, folder, localizers)
    return Library(builder.build(builder.snapshot()))


async def _looking(engine: AsyncEngine, ledger: SqlLedger, when: str) -> dict[str, float]:
    """Milliseconds to ask when there is work next, as at each wake; the floor asks for 1."""
    reader = engine.execution_options(**READING)

    async def ask_for_one() -> None:
        async with reader.connect() as connection:
            await connection.scalar(text("SELECT 1"))

    return {f"look_{when}": await _median(ledger.next_due_at), f"floor_look_{when}": await _median(ask_for_one)}


async def _median(ask: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(_LOOKS):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


async def _delivering(
    ledger: SqlLedger, library: Library, localizers: Localizers, folder: Path, postbox: _Postbox
) -> dict[str, float]:
    courier, dispatcher = _crew(ledger, library, localizers, folder, postbox)
    gc.collect()
    gc.freeze()  # as the bot does after each build
    at_rest = await Watch.over(asyncio.sleep(_AT_REST))
    assert await courier.sit_down()
    postbox.now = _EIGHT
    with mock.patch("bot.delivery.composing.digest_content", wraps=digest_content) as rendered:
        async with _staying(courier):
            began, cpu, watch = time.perf_counter(), time.process_time(), await Watch.over(courier.work(dispatcher))
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "seconds": took,
        "a_second": len(postbox.sent) / took,
        "floor_a_second": await asyncio.to_thread(commits_a_second, folder / "bare.db"),
        "cpu": cpu / len(postbox.sent) * 1e3,
        "megabytes": watch.megabytes,
        "floor_megabytes": at_rest.megabytes,
        "stall": watch.worst * 1e3,
        "floor_stall": at_rest.worst * 1e3,
        "rendered": rendered.call_count,
        "distinct": len({_asked(call.args) for call in rendered.call_args_list}),
    }


def _asked(arguments: tuple[Any, ...]) -> tuple[object, ...]:
    selection, today, _, localizer = arguments
    return selection.topics, today, localizer.language


def _crew(
    ledger: SqlLedger, library: Library, localizers: Localizers, folder: Path, postbox: _Postbox
) -> tuple[Courier, Dispatcher]:
    binding = Binding(ledger, folder, lambda: "bench")
    seat = Seat(ledger, binding, "bench", application=lambda: 1, elapsed=time.monotonic)
    courier = Courier(ledger, seat, postbox.clock)
    sender: Any = postbox  # all that is asked of a sender here
    dispatcher = Dispatcher(
        ledger=ledger,
        sender=sender,
        composer=Composer(ledger, library, localizers, 10),
        outcomes=Outcomes(ledger=ledger, sender=sender, clock=postbox.clock, random=random.Random(1)),
        localizers=localizers,
        clock=postbox.clock,
        grace=timedelta(hours=2),
        holds=seat.holds,
    )
    return courier, dispatcher


@asynccontextmanager
async def _staying(courier: Courier) -> AsyncIterator[None]:
    """Keep the courier's chair, as the scheduler does."""

    async def stay() -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            await courier.stay()

    staying = asyncio.create_task(stay())
    yield
    staying.cancel()


async def _require_all(engine: AsyncEngine, postbox: _Postbox, many: int) -> None:
    sent = select(func.count()).where(occurrences.c.state == "sent")
    async with engine.connect() as connection:
        on_record = await connection.scalar(sent)
    channels = Counter(channel for channel, _ in postbox.sent)
    assert on_record == len(channels) == many, "a channel got nothing"
    assert set(postbox.sent.values()) == {1}, "a message was sent twice"


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else MANY))

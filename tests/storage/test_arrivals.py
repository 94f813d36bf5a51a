"""Since when cards stand as they do: the same on every database."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.readers import NO_NEWS, Arrival, Arrivals, News
from bot.storage.arrivals import SqlArrivals
from bot.storage.tables import arrivals as table
from tests.storage.support import NOW, Clock

START = datetime.fromtimestamp(1, UTC)
FAR = NOW + timedelta(days=9_999)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MANY = 10_000


@pytest.fixture
def arrivals(engine: AsyncEngine, clock: Clock) -> SqlArrivals:
    return SqlArrivals(engine, clock)


async def between(arrivals: SqlArrivals, since: datetime, until: datetime) -> list[Arrival]:
    news = await arrivals.between(since, until, MANY)
    assert news.count == len(news.newest)
    return list(news.newest)


def test_the_arrivals_are_what_the_commands_ask_for(arrivals: SqlArrivals) -> None:
    port: Arrivals = arrivals  # the type checker has the last word
    assert port is arrivals


async def test_before_the_first_noting_nothing_has_arrived(arrivals: SqlArrivals) -> None:
    assert await arrivals.latest() is None
    assert await arrivals.between(START, FAR, MANY) == NO_NEWS
    await arrivals.note({}, NOW)
    assert await arrivals.latest() is None


async def test_cards_that_come_and_change_are_news_the_newest_first(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "2026-11-01", "b": "2026-11-01", "c": "2026-11-01"}, NOW)
    await arrivals.note({"a": "2026-11-01", "b": "2026-11-02", "c": "2026-11-01", "d": "2026-11-02"}, NOW + DAY)
    assert await arrivals.latest() == NOW + DAY
    changed = [Arrival("b", NOW, NOW + DAY), Arrival("d", NOW + DAY, NOW + DAY)]
    assert await between(arrivals, NOW, NOW + DAY) == changed
    assert await between(arrivals, START, FAR) == [*changed, Arrival("a", NOW, NOW), Arrival("c", NOW, NOW)]


async def test_a_span_begins_after_its_first_instant_and_ends_with_its_last(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "1"}, NOW)
    assert await between(arrivals, NOW, FAR) == []
    assert await between(arrivals, START, NOW - SECOND) == []
    assert len(await between(arrivals, NOW - SECOND, NOW)) == 1


async def test_of_more_than_are_wanted_the_newest_are_told_and_all_counted(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "1", "b": "1", "c": "1", "gone": "1"}, NOW)
    await arrivals.note({"a": "1", "b": "1", "c": "2"}, NOW + DAY)
    newest = (Arrival("c", NOW, NOW + DAY), Arrival("a", NOW, NOW))
    assert await arrivals.between(START, FAR, 2) == News(newest, 3)


async def test_an_empty_span_is_not_even_looked_up(arrivals: SqlArrivals, engine: AsyncEngine) -> None:
    await arrivals.note({"a": "1"}, NOW)
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE arrival"))
    assert await arrivals.between(NOW, NOW, MANY) == NO_NEWS


async def test_a_large_edition_is_noted_whole_and_in_parts(arrivals: SqlArrivals, engine: AsyncEngine) -> None:
    """How many rows the database is given at once, and so how long that holds everybody up, has a limit."""
    parts: list[int] = []

    def count(*call: Any) -> None:
        _, _, _, parameters, _, many = call
        parts.append(len(parameters) if many else 1)

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    cards = {f"card-{number:04}": "1" for number in range(2_500)}
    await arrivals.note(cards, NOW)
    assert [each.card_id for each in await between(arrivals, START, FAR)] == sorted(cards)
    changed = dict.fromkeys(cards, "2")
    await arrivals.note(changed, NOW + DAY)
    assert await between(arrivals, START, FAR) == [Arrival(card, NOW, NOW + DAY) for card in sorted(cards)]
    await arrivals.note({}, NOW + DAY)
    assert await arrivals.between(START, FAR, MANY) == NO_NEWS
    assert max(parts) == 250


async def test_what_stands_as_before_is_no_news(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "2026-11-02"}, NOW)
    for updated in ("2026-11-02", "2026-11-01", "2026-11-02"):
        await arrivals.note({"a": updated}, NOW + DAY)
    assert await arrivals.latest() == NOW


async def test_a_card_that_has_left_is_not_told_and_comes_again_as_new(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "1", "b": "1"}, NOW)
    await arrivals.note({"b": "1"}, NOW + DAY)
    assert [each.card_id for each in await between(arrivals, START, FAR)] == ["b"]
    await arrivals.note({"a": "1", "b": "1"}, NOW + 2 * DAY)
    assert await between(arrivals, NOW, FAR) == [Arrival("a", NOW + 2 * DAY, NOW + 2 * DAY)]


@pytest.mark.parametrize("later", [timedelta(milliseconds=700), timedelta(0), -DAY], ids=str)
async def test_every_noting_has_a_later_whole_second_whatever_the_clock_says(
    arrivals: SqlArrivals, later: timedelta
) -> None:
    at = NOW + timedelta(milliseconds=123)
    await arrivals.note({"a": "1"}, at)
    assert await arrivals.latest() == NOW + SECOND
    await arrivals.note({"a": "1", "b": "1"}, at + later)
    assert await between(arrivals, NOW + SECOND, FAR) == [Arrival("b", NOW + 2 * SECOND, NOW + 2 * SECOND)]


async def test_an_instant_is_not_given_out_again_after_its_cards_have_left(arrivals: SqlArrivals) -> None:
    await arrivals.note({"a": "1"}, NOW)
    await arrivals.note({}, NOW)
    await arrivals.note({"b": "1"}, NOW)
    assert await between(arrivals, NOW, FAR) == [Arrival("b", NOW + SECOND, NOW + SECOND)]


async def test_processes_that_note_at_once_leave_one_story(engine: AsyncEngine, clock: Clock) -> None:
    cards = {f"card-{number}": "1" for number in range(50)}
    await asyncio.gather(*(SqlArrivals(engine, clock).note(cards, NOW) for _ in range(4)))
    noted = await between(SqlArrivals(engine, clock), START, FAR)
    assert noted == [Arrival(card, NOW, NOW) for card in sorted(cards)]


async def test_who_notes_while_another_does_comes_after_them(engine: AsyncEngine, clock: Clock) -> None:
    """Or somebody could catch up with the later of two instants before the earlier one is there to be seen."""
    arrivals = SqlArrivals(engine, clock)
    async with engine.begin() as other:
        await arrivals._alone(other)
        row = {"card_id": "a", "updated": "1", "came_at": FAR, "at": FAR}
        await other.execute(table.insert().values(row))
        noting = asyncio.create_task(arrivals.note({"a": "1", "b": "1"}, NOW))
        await asyncio.wait({noting}, timeout=0.1)
    await noting
    assert [each.at for each in await between(arrivals, START, FAR + DAY)] == [FAR + SECOND, FAR]


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_catches_up_again_and_again_misses_nothing_and_sees_nothing_twice(
    engine: AsyncEngine, clock: Clock, seed: int
) -> None:
    """Edits fall anywhere, also in the second of a catch-up, while several processes write and the clock jumps."""
    chance = random.Random(seed)
    processes = [SqlArrivals(engine, clock) for _ in range(3)]
    cards: dict[str, str] = {}
    versions: list[tuple[str, str]] = []
    seen: list[tuple[str, str]] = []
    since = START
    for number in range(40):
        card = f"card-{chance.randrange(12)}"
        cards[card] = f"{number:03}"
        clock.advance(timedelta(milliseconds=chance.choice([0, 1, 300, 999, 60_000, -5_000])))
        await chance.choice(processes).note(cards, clock.now)
        versions.append((card, cards[card]))
        if chance.random() < 0.5:
            until = await processes[0].latest()
            assert until
            told = await between(processes[0], since, until)
            seen += [(each.card_id, cards[each.card_id]) for each in told]
            since = until
    until = await processes[0].latest()
    assert until
    seen += [(each.card_id, cards[each.card_id]) for each in await between(processes[0], since, until)]
    assert len(seen) == len(set(seen)), "nothing twice"
    assert {card for card, _ in seen} == {card for card, _ in versions}
    assert set(cards.items()) <= set(seen), "the last version of each card was told"

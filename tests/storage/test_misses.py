"""What was looked for in vain: the same on every database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.readers import Miss, Misses
from bot.storage import misses as module
from bot.storage.misses import SqlMisses
from bot.storage.tables import misses as table
from tests.storage.support import Clock

DAY = timedelta(days=1)


@pytest.fixture
def misses(engine: AsyncEngine, clock: Clock) -> SqlMisses:
    return SqlMisses(engine, clock)


async def rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def ask(misses: SqlMisses, query: str, times: int = 3) -> None:
    for _ in range(times):
        await misses.missed(query, "person")


def test_the_misses_are_what_the_commands_ask_for(misses: SqlMisses) -> None:
    port: Misses = misses  # the type checker has the last word
    assert port is misses


async def test_only_what_was_looked_for_several_times_is_wanted_the_most_wanted_first(misses: SqlMisses) -> None:
    await ask(misses, "ada", 2)
    await ask(misses, "bea", 3)
    await ask(misses, "cyd", 5)
    assert await misses.wanted(10) == [Miss("cyd", "person", 5), Miss("bea", "person", 3)]
    assert await misses.wanted(1) == [Miss("cyd", "person", 5)]


async def test_case_accents_and_punctuation_make_no_difference_and_the_kind_does(misses: SqlMisses) -> None:
    for query in ("Édith  Piaf", "edith-piaf", "EDITH PIAF !"):
        await misses.missed(query, "person")
        await misses.missed(query, None)
    await misses.missed("edith piaf", "event")
    assert await misses.wanted(10) == [Miss("edith piaf", None, 3), Miss("edith piaf", "person", 3)]


@pytest.mark.parametrize("query", ["", "  ", "🗞", "***", "<@123456789012345678>"])
async def test_what_has_no_words_is_not_counted(misses: SqlMisses, engine: AsyncEngine, query: str) -> None:
    await misses.missed(query, None)
    assert await rows(engine) == 0


async def test_a_mention_leaves_no_trace_of_whom(misses: SqlMisses) -> None:
    for _ in range(3):
        await misses.missed("qui est <@!1234567890123456789> ?", None)
    assert await misses.wanted(1) == [Miss("qui est", None, 3)]


async def test_a_very_long_question_is_counted_by_its_beginning(misses: SqlMisses) -> None:
    for end in ("a", "b", "c"):
        await misses.missed("œ" * 60 + end, None)
    (miss,) = await misses.wanted(1)
    assert miss.query == "oe" * 50


async def test_what_was_asked_once_or_twice_is_forgotten_after_a_month(
    misses: SqlMisses, engine: AsyncEngine, clock: Clock
) -> None:
    await ask(misses, "slip", 2)
    await ask(misses, "wish", 3)
    clock.advance(30 * DAY)
    await ask(misses, "other", 1)
    assert await rows(engine) == 3
    clock.advance(timedelta(milliseconds=1))
    await ask(misses, "slip", 1)
    assert await rows(engine) == 3
    await ask(misses, "slip", 1)
    assert await misses.wanted(10) == [Miss("wish", "person", 3)], "it began again with one"


async def test_what_nobody_misses_any_more_is_wanted_no_longer(
    misses: SqlMisses, engine: AsyncEngine, clock: Clock
) -> None:
    await ask(misses, "written meanwhile")
    await ask(misses, "still wanted")
    clock.advance(100 * DAY)
    await ask(misses, "still wanted", 1)
    clock.advance(100 * DAY)
    assert await misses.wanted(10) == [Miss("still wanted", "person", 4)]
    await ask(misses, "another", 1)
    assert await rows(engine) == 2


async def test_random_words_do_not_fill_the_disk_and_do_not_push_out_what_is_wanted(
    misses: SqlMisses, engine: AsyncEngine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_ROWS", 20)
    monkeypatch.setattr(module, "_ROWS_FREED_AT_ONCE", 5)
    await ask(misses, "wanted")
    counts = []
    for number in range(60):
        clock.advance(timedelta(seconds=1))
        await misses.missed(f"word{number}", None)
        counts.append(await rows(engine))
    assert max(counts) == 20
    assert min(counts[20:]) == 16
    assert await misses.wanted(10) == [Miss("wanted", "person", 3)]
    async with engine.connect() as connection:
        assert await connection.scalar(select(table.c.query).where(table.c.query == "word59"))


async def test_a_full_table_still_counts_what_is_new(
    misses: SqlMisses, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_ROWS", 3)
    monkeypatch.setattr(module, "_ROWS_FREED_AT_ONCE", 1)
    for query in ("a", "b", "c", "d"):
        await ask(misses, query, 4)
    assert await rows(engine) == 3
    assert Miss("d", "person", 4) in await misses.wanted(10)

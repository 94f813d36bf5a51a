"""What members chose: the same on every database."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.readers import NO_PREFERENCES, Known, Members, Preferences
from bot.storage.ledger import SqlLedger
from bot.storage.members import SqlMembers
from bot.storage.tables import members as table
from tests.storage.support import NOW, Clock, added

ANN, BOB = 1_333_333_333_333_333_333, 2**63 - 1
MINUTE = timedelta(minutes=1)


@pytest.fixture
def members(engine: AsyncEngine, clock: Clock) -> SqlMembers:
    return SqlMembers(engine, clock)


async def again(engine: AsyncEngine, clock: Clock) -> SqlMembers:
    """Return the members of a process that starts now."""
    started = SqlMembers(engine, clock)
    await started.load()
    return started


async def rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_members_are_what_the_commands_ask_for(members: SqlMembers) -> None:
    port: Members = members  # the type checker has the last word
    assert port is members


async def test_nothing_is_known_of_a_stranger(members: SqlMembers) -> None:
    assert members.preferences(ANN) == NO_PREFERENCES
    assert (await members.known(ANN)).nothing
    assert await members.caught_up_at(ANN) is None


async def test_what_was_chosen_is_known_at_once_and_after_a_restart(
    members: SqlMembers, engine: AsyncEngine, clock: Clock
) -> None:
    await members.choose_language(ANN, "fr")
    await members.choose_zone(ANN, "America/Montreal")
    await members.choose_zone(BOB, "UTC")
    for each in (members, await again(engine, clock)):
        assert each.preferences(ANN) == Preferences("fr", "America/Montreal")
        assert each.preferences(BOB) == Preferences(None, "UTC")
        assert await each.known(ANN) == Known(Preferences("fr", "America/Montreal"))


async def test_a_choice_leaves_what_was_chosen_in_another_process(
    members: SqlMembers, engine: AsyncEngine, clock: Clock
) -> None:
    other = await again(engine, clock)
    await other.choose_zone(ANN, "Europe/Paris")
    await members.choose_language(ANN, "en")
    assert members.preferences(ANN) == Preferences("en", "Europe/Paris")
    assert other.preferences(ANN) == Preferences(None, "Europe/Paris")
    await other.load()
    assert other.preferences(ANN) == Preferences("en", "Europe/Paris")


async def test_what_another_process_forgot_is_gone_once_it_is_read_again(
    members: SqlMembers, engine: AsyncEngine, clock: Clock
) -> None:
    await members.choose_language(ANN, "fr")
    other = await again(engine, clock)
    await other.forget(ANN)
    await members.load()
    assert members.preferences(ANN) == NO_PREFERENCES


async def test_who_takes_every_choice_back_leaves_no_row(members: SqlMembers, engine: AsyncEngine) -> None:
    await members.choose_language(ANN, "fr")
    await members.choose_zone(ANN, "UTC")
    await members.choose_language(ANN, None)
    assert await rows(engine) == 1
    await members.choose_zone(ANN, None)
    assert await rows(engine) == 0
    assert members._chosen == {}


async def test_taking_a_choice_back_keeps_where_one_has_caught_up(members: SqlMembers) -> None:
    await members.caught_up(ANN, NOW, stranger=True)
    await members.choose_language(ANN, "fr")
    await members.choose_language(ANN, None)
    assert await members.caught_up_at(ANN) == NOW


@pytest.mark.parametrize("stranger", [True, False])
async def test_catching_up_never_goes_back(members: SqlMembers, *, stranger: bool) -> None:
    await members.choose_zone(ANN, "UTC")
    for at in (NOW, NOW + MINUTE, NOW - MINUTE):
        await members.caught_up(ANN, at, stranger=stranger)
    assert await members.known(ANN) == Known(Preferences(None, "UTC"), NOW + MINUTE)
    assert members.preferences(ANN).zone == "UTC"


async def test_who_is_forgotten_while_they_catch_up_stays_forgotten(members: SqlMembers, engine: AsyncEngine) -> None:
    await members.caught_up(ANN, NOW, stranger=True)
    await members.forget(ANN)
    await members.caught_up(ANN, NOW + MINUTE, stranger=False)
    assert await rows(engine) == 0


async def test_forgetting_erases_everything_and_says_what(
    members: SqlMembers, ledger: SqlLedger, engine: AsyncEngine, clock: Clock
) -> None:
    await members.choose_language(ANN, "fr")
    await members.caught_up(ANN, NOW, stranger=True)
    await members.caught_up(BOB, NOW, stranger=True)
    theirs = [await added(ledger, created_by=ANN) for _ in range(2)]
    others = await added(ledger, created_by=BOB)
    everything = Known(Preferences("fr"), NOW, digests=2)
    assert await members.known(ANN) == everything
    assert await members.forget(ANN) == everything
    assert (await members.forget(ANN)).nothing
    for each in (members, await again(engine, clock)):
        assert each.preferences(ANN) == NO_PREFERENCES
        assert (await each.known(ANN)).nothing
    assert [each.created_by for each in await ledger.subscriptions_of(theirs[0].place.guild_id)] == [0, 0, BOB]
    assert await ledger.get(others.id) == others
    assert await members.known(BOB) == Known(caught_up_at=NOW, digests=1)


async def test_choices_at_the_same_time_end_the_same_in_memory_and_in_the_database(
    members: SqlMembers, engine: AsyncEngine, clock: Clock
) -> None:
    await asyncio.gather(
        *(members.choose_language(ANN, language) for language in ("fr", "en", None, "fr") * 5),
        members.choose_zone(ANN, "UTC"),
        members.load(),
        members.forget(BOB),
    )
    assert members.preferences(ANN) == (await again(engine, clock)).preferences(ANN)
    assert members.preferences(ANN).zone == "UTC"


def test_the_zone_follows_the_choice_then_the_language() -> None:
    assert Preferences(zone="Asia/Tokyo").zone_in("fr") == "Asia/Tokyo"
    assert (NO_PREFERENCES.zone_in("fr"), NO_PREFERENCES.zone_in("en")) == ("Europe/Paris", "UTC")

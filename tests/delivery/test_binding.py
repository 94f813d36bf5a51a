"""Whose a database is, on real files: copies, backups and what a crash leaves must not send, and the original must."""

import json
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.delivery.binding import Binding
from bot.digests.cadence import Cadence, parse_time
from bot.digests.subscription import NewSubscription, Place
from bot.errors import SendingForbidden, StorageError
from bot.storage.database import migrate, open_database, server_name
from bot.storage.ledger import SqlLedger
from tests.storage.conftest import empty, postgres  # noqa: F401  (a fixture)
from tests.world.support import EIGHT, MORNING, House

BOT, ANOTHER_BOT = 77, 78
NAMES = count()


def new_name() -> str:
    return f"name-{next(NAMES)}"


@asynccontextmanager
async def opened(folder: Path, url: str = "") -> AsyncIterator[Binding]:
    """The database in a data folder, and what holds the two together: as a bot that starts finds them."""
    folder.mkdir(exist_ok=True)
    engine = await open_database(url or f"sqlite:///{folder}/depeche.db")
    try:
        await migrate(engine)
        yield Binding(SqlLedger(engine), folder, new_name, await server_name(engine))
    finally:
        await engine.dispose()


async def send_from(folder: Path, application: int = BOT, *, times: int = 1) -> None:
    """Do what a bot does that starts, sends a few times and stops."""
    async with opened(folder) as binding:
        await binding.bind(application)
        for _ in range(times):
            await binding.advance()


async def refusal_in(folder: Path, application: int = BOT) -> str:
    """Have a bot try to send, several times in a row as it does; return why it may not."""
    async with opened(folder) as binding:
        said = set()
        for _ in range(5):
            with pytest.raises(SendingForbidden) as refused:
                await binding.bind(application)
            said.add(str(refused.value))
    (sentence,) = said
    assert sentence.endswith("run: depeche db adopt")
    return sentence


async def adopt(folder: Path) -> None:
    async with opened(folder) as binding:
        await binding.adopt()


def back_up(folder: Path, copy: Path) -> Path:
    """Copy a database that may be in use, and nothing else."""
    copy.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "depeche.db")) as source, closing(sqlite3.connect(copy / "depeche.db")) as to:
        source.backup(to)
    return copy


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def test_a_database_that_never_sent_is_bound_by_the_first_bot_that_does_and_serves_it_from_then_on(
    home: Path,
) -> None:
    for _ in range(3):
        await send_from(home)
    async with opened(home) as binding:
        bond = await binding.bond()
    assert bond is not None
    assert (bond.application, bond.beat) == (BOT, 3)


async def test_another_application_may_not_send_from_it(home: Path) -> None:
    await send_from(home)
    assert "belongs to application 77, not to 78" in await refusal_in(home, ANOTHER_BOT)
    await send_from(home)


async def test_a_copy_of_the_database_elsewhere_may_not_send_and_the_original_may(home: Path, tmp_path: Path) -> None:
    await send_from(home)
    copy = back_up(home, tmp_path / "copy")
    assert "is a copy" in await refusal_in(copy)
    await send_from(home)


async def test_a_copy_beside_another_bot_s_database_may_not_send_either(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    await send_from(home)
    await send_from(other)
    back_up(home, other)
    assert "is a copy" in await refusal_in(other)


@pytest.mark.parametrize("copied", [shutil.copy, shutil.copy2], ids=["plainly", "with its times"])
async def test_a_copy_of_the_whole_data_folder_may_not_send(
    home: Path, tmp_path: Path, copied: Callable[[str, str], object]
) -> None:
    await send_from(home)
    copy = Path(shutil.copytree(home, tmp_path / "copy", copy_function=copied))
    assert "is a copy" in await refusal_in(copy)
    await send_from(home)


async def test_a_folder_that_was_moved_is_still_the_same(home: Path, tmp_path: Path) -> None:
    await send_from(home)
    await send_from(home.rename(tmp_path / "elsewhere"))


async def test_an_older_backup_restored_in_place_may_not_send_however_often_it_tries(
    home: Path, tmp_path: Path
) -> None:
    await send_from(home)
    backup = back_up(home, tmp_path / "backup")
    await send_from(home)
    shutil.copy(backup / "depeche.db", home / "depeche.db")
    assert "a restored backup" in await refusal_in(home)


async def test_a_backup_made_while_the_bot_ran_is_older_as_soon_as_the_bot_has_sent_again(
    home: Path, tmp_path: Path
) -> None:
    async with opened(home) as binding:
        await binding.bind(BOT)
        await binding.advance()
        backup = back_up(home, tmp_path / "backup")
        await binding.advance()
    shutil.copy(backup / "depeche.db", home / "depeche.db")
    assert "a restored backup" in await refusal_in(home)


async def test_a_backup_of_before_anything_was_sent_may_not_send_where_something_was(
    home: Path, tmp_path: Path
) -> None:
    async with opened(home):
        backup = back_up(home, tmp_path / "backup")
    await send_from(home)
    shutil.copy(backup / "depeche.db", home / "depeche.db")
    assert "another one has sent from this data folder" in await refusal_in(home)


async def test_a_whole_folder_copied_over_itself_from_a_backup_may_not_send(home: Path, tmp_path: Path) -> None:
    await send_from(home)
    backup = Path(shutil.copytree(home, tmp_path / "backup"))
    await send_from(home)
    for file in backup.iterdir():
        shutil.copy(file, home / file.name)
    # As if some hours had passed since the backup.
    later = (home / "instance.json").stat().st_mtime + 7_200
    os.utime(home / "instance.json", (later, later))
    assert "is a copy" in await refusal_in(home)


async def test_an_adopted_copy_sends_and_nothing_tells_the_original_so(home: Path, tmp_path: Path) -> None:
    """The two know nothing of each other: `depeche db adopt` says that the other must be stopped."""
    await send_from(home)
    copy = back_up(home, tmp_path / "copy")
    await adopt(copy)
    await send_from(copy)
    await send_from(home)
    await send_from(copy)


async def test_what_was_adopted_belongs_to_the_application_that_sends_next(home: Path) -> None:
    await send_from(home)
    await adopt(home)
    await send_from(home, ANOTHER_BOT)
    assert "belongs to application 78" in await refusal_in(home, BOT)


async def test_a_restored_backup_that_was_adopted_sends_from_then_on(home: Path, tmp_path: Path) -> None:
    await send_from(home)
    backup = back_up(home, tmp_path / "backup")
    await send_from(home, times=5)
    shutil.copy(backup / "depeche.db", home / "depeche.db")
    await adopt(home)
    await send_from(home)
    await send_from(home)


async def test_a_database_adopted_by_another_folder_stops_the_bot_that_was_sending_from_it(
    home: Path, tmp_path: Path
) -> None:
    async with opened(home) as binding:
        await binding.bind(BOT)
        await binding.advance()
        async with opened(tmp_path / "other", f"sqlite:///{home}/depeche.db") as other:
            await other.adopt()
        with pytest.raises(SendingForbidden, match="is a copy"):
            await binding.advance()


async def test_a_bot_whose_own_database_is_adopted_goes_on(home: Path) -> None:
    async with opened(home) as binding:
        await binding.bind(BOT)
        await adopt(home)
        await binding.bind(BOT)
        await binding.advance()


async def test_every_delivery_makes_the_earlier_copies_of_the_database_older(house: House, tmp_path: Path) -> None:
    cadence = Cadence(name="daily", time=parse_time("8:00"), zone="Europe/Paris")
    guild = house.channel.guild
    assert guild
    place = Place(guild_id=guild.id, channel_id=house.channel.id)
    new = NewSubscription(
        place=place, cadence=cadence, topics=(), language="fr", created_by=house.admin.id, created_at=MORNING
    )
    await house.app.ledger.add(new, EIGHT)
    await house.wake_at(MORNING)
    backup = back_up(house.settings.data.folder, tmp_path / "backup")
    await house.wake_at(EIGHT)
    assert len(house.posts()) == 1
    during = back_up(house.settings.data.folder, tmp_path / "during")
    known = json.loads((house.settings.data.folder / "instance.json").read_text())["beat"]
    beats = []
    for folder in (backup, during):
        async with opened(folder) as binding:
            bond = await binding.bond()
            assert bond
            beats.append(bond.beat)
    assert beats == [known - 2, known]


# What a crash leaves, at each of the points between two writes.


class Crash(BaseException):
    """The end of a process."""


def crashing(engine: AsyncEngine) -> SqlLedger:
    """Return a ledger whose process ends when it is to store something."""

    class Crashing(SqlLedger):
        async def put_setting(self, key: str, value: str) -> None:
            raise Crash

    return Crashing(engine)


async def test_a_crash_while_it_is_first_bound_leaves_one_that_can_be_bound(home: Path) -> None:
    async with opened(home) as binding:
        crashed = Binding(crashing(cast("SqlLedger", binding.memory)._engine), home, new_name)
        with pytest.raises(Crash):
            await crashed.bind(BOT)
    assert (home / "instance.json").exists()
    await send_from(home)


async def test_an_empty_file_beside_a_database_that_never_sent_is_what_a_crash_leaves(home: Path) -> None:
    home.mkdir()
    (home / "instance.json").touch()
    await send_from(home)
    await send_from(home)


async def test_a_crash_between_the_database_and_the_file_costs_nothing(home: Path) -> None:
    await send_from(home)
    before = (home / "instance.json").read_bytes()
    async with opened(home) as binding:
        await binding.bind(BOT)
        await binding.advance()
    with (home / "instance.json").open("r+b") as file:
        file.write(before)
    await send_from(home)


async def test_a_crash_while_it_is_adopted_leaves_one_that_does_not_send_and_can_be_adopted(home: Path) -> None:
    await send_from(home)
    async with opened(home) as binding:
        with pytest.raises(Crash):
            await Binding(crashing(cast("SqlLedger", binding.memory)._engine), home, new_name).adopt()
    assert "is a copy" in await refusal_in(home)
    await adopt(home)
    await send_from(home)


@pytest.mark.parametrize("torn", [b'{"name": "na', b"\0" * 200, b"[]", b"\xff\xfe"])
async def test_a_damaged_file_is_said_to_be_one(home: Path, torn: bytes) -> None:
    await send_from(home)
    (home / "instance.json").write_bytes(torn)
    assert "is damaged" in await refusal_in(home)


async def test_a_missing_file_makes_it_a_copy(home: Path) -> None:
    await send_from(home)
    (home / "instance.json").unlink()
    assert "is a copy" in await refusal_in(home)


async def test_the_file_is_written_in_one_piece_and_never_grows(home: Path) -> None:
    await send_from(home, times=12)
    text = (home / "instance.json").read_bytes()
    assert len(text) == 200
    assert json.loads(text)["beat"] == 12


# A folder that cannot be used: said, and tried again; nothing else of the bot may break.


@pytest.fixture
def at_odds(home: Path) -> Path:
    """A data folder in which a folder stands where the file should."""
    (home / "instance.json").mkdir(parents=True)
    return home


async def test_a_folder_that_cannot_be_written_is_a_storage_error_with_a_remedy(at_odds: Path) -> None:
    attempts: list[Callable[[Binding], Awaitable[None]]] = [
        lambda binding: binding.bind(BOT),
        lambda binding: binding.adopt(),
    ]
    async with opened(at_odds) as binding:
        for attempt in attempts:
            with pytest.raises(StorageError, match=r"instance.json cannot be used \(.+\)"):
                await attempt(binding)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_became_read_only_stops_the_sending_until_it_is_mended(home: Path) -> None:
    await send_from(home)
    (home / "instance.json").chmod(0o400)
    async with opened(home) as binding:
        await binding.bind(BOT)
        with pytest.raises(StorageError, match="Give the bot's user the right"):
            await binding.advance()
        (home / "instance.json").chmod(0o600)
        await binding.advance()


# A database server has many processes, each with a data folder of its own.


@pytest.fixture
async def server(postgres: str) -> AsyncIterator[str]:  # noqa: F811  (a fixture)
    yield postgres
    await empty(postgres)


async def test_processes_with_folders_of_their_own_send_from_one_server(server: str, tmp_path: Path) -> None:
    async with opened(tmp_path / "one", server) as one, opened(tmp_path / "two", server) as two:
        for _ in range(3):
            for binding in (one, two):
                await binding.bind(BOT)
                await binding.advance()
    shutil.rmtree(tmp_path / "one")
    async with opened(tmp_path / "one", server) as one:
        await one.check(BOT)


async def test_what_was_bound_to_another_server_may_not_send(server: str, tmp_path: Path) -> None:
    async with opened(tmp_path / "one", server) as binding:
        await binding.bind(BOT)
        elsewhere = Binding(binding.memory, tmp_path / "one", new_name, "another/1")
        with pytest.raises(SendingForbidden, match="from another database server"):
            await elsewhere.check(BOT)
        await elsewhere.adopt()
        await elsewhere.check(BOT)


async def test_a_dump_restored_into_the_same_server_is_older_than_what_its_processes_have_seen(
    server: str, tmp_path: Path
) -> None:
    async with opened(tmp_path / "one", server) as binding:
        await binding.bind(BOT)
        await binding.advance()
        dumped = await binding.memory.setting("bound")
        assert dumped is not None
        await binding.advance()
        await binding.memory.put_setting("bound", dumped)
        with pytest.raises(SendingForbidden, match="a restored backup"):
            await binding.bind(BOT)
        await binding.adopt()
        await binding.bind(BOT)
        await binding.advance()


async def test_a_folder_that_sent_from_a_file_may_send_from_a_server(server: str, home: Path) -> None:
    await send_from(home)
    async with opened(home, server) as binding:
        await binding.bind(BOT)
        await binding.advance()
        await binding.bind(BOT)

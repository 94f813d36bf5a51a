"""Opening and migrating the database, and what is said when that fails."""

import asyncio
import logging
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from bot.storage.agenda import _DUE, _NEXT
from bot.storage.database import migrate, open_database
from bot.storage.faults import explain
from bot.storage.ledger import SqlLedger
from bot.storage.tables import metadata
from tests.storage.support import NOW, added

only_sqlite_file = pytest.mark.parametrize("database_url", ["sqlite-file"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def refusal(url: str, **options: Any) -> str:
    """Return what is said when ``url`` cannot be opened."""
    with pytest.raises(StorageError) as caught:
        await open_database(url, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "<class" not in sentence, "the driver's own words, not SQLAlchemy's wrapping"
    return sentence


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """For root every folder is writable; tests of what is not need somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


class TestOpening:
    async def test_the_folder_of_a_sqlite_file_is_made(self, tmp_path: Path) -> None:
        engine = await open_database(f"sqlite:///{tmp_path}/new/data/depeche.db")
        await engine.dispose()
        assert (tmp_path / "new/data/depeche.db").exists()

    @only_sqlite_file
    async def test_sqlite_is_set_up_to_lose_nothing(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            settings = {
                name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}

    @only_sqlite_file
    async def test_what_was_stored_is_there_after_a_restart(self, ledger: SqlLedger, engine: AsyncEngine) -> None:
        subscription = await added(ledger)
        await engine.dispose()
        again = await open_database(str(engine.url))
        await migrate(again)
        assert await SqlLedger(again).get(subscription.id) == subscription
        await again.dispose()

    @pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite://", "sqlite:///:memory:"])
    async def test_a_database_in_memory_is_one_database(self, url: str) -> None:
        engine = await open_database(url)
        await migrate(engine)
        ledger = SqlLedger(engine)
        await asyncio.gather(*(added(ledger) for _ in range(20)))
        assert len(await ledger.due(NOW, 100)) == 20
        await engine.dispose()


class TestRefusals:
    async def test_a_folder_that_may_not_be_written_to(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o555)
        with as_ordinary_user():
            sentence = await refusal(f"sqlite:///{tmp_path}/data/depeche.db")
        assert f"cannot use the database {tmp_path}/data/depeche.db: Permission denied" in sentence
        assert "make the folder writable" in sentence

    async def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        sentence = await refusal(f"sqlite:///{tmp_path}/data/depeche.db")
        assert sentence.startswith(f"cannot use the database {tmp_path}/data/depeche.db: ")
        assert "choose another" in sentence

    async def test_a_folder_where_the_file_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "depeche.db").mkdir()
        assert "unable to open database file; make the folder writable" in await refusal(
            f"sqlite:///{tmp_path}/depeche.db"
        )

    async def test_a_file_that_may_only_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "depeche.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE x (y)")
        path.chmod(0o444)
        # As far up as pytest has made folders for nobody else.
        for folder in (tmp_path, *tmp_path.parents[:3]):
            folder.chmod(0o755)
        with as_ordinary_user():
            sentence = await refusal(f"sqlite:///{path}")
        assert "readonly" in sentence
        assert "make the file and its folder writable" in sentence

    async def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        path = tmp_path / "depeche.db"
        path.write_bytes(b"This is a letter to the editor. " * 200)
        assert await refusal(f"sqlite:///{path}") == (
            f"cannot use the database {path}: file is not a database; move the file away, or restore a backup"
        )

    @only_sqlite_file
    async def test_a_damaged_database(self, engine: AsyncEngine) -> None:
        await engine.dispose()
        path = Path(str(engine.url.database))
        whole = path.read_bytes()
        path.write_bytes(whole[:200] + b"\xff" * 3896 + whole[4096:])
        sentence = await refusal(f"sqlite:///{path}")
        assert "malformed" in sentence
        assert "restore a backup" in sentence

    @only_sqlite_file
    async def test_a_database_that_another_program_holds(self, engine: AsyncEngine) -> None:
        await engine.dispose()
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            sentence = await refusal(f"sqlite:///{engine.url.database}", patience=0)
        assert "database is locked; stop the other program that uses it" in sentence

    async def test_a_server_that_is_not_there(self) -> None:
        sentence = await refusal("postgresql://depeche:hunter2@127.0.0.1:1/depeche")
        assert sentence.startswith("cannot use the database postgresql+asyncpg://depeche:***@127.0.0.1:1/depeche: ")
        assert sentence.endswith("check its address and that the server runs")

    @only_postgresql
    async def test_a_wrong_password(self, database_url: str) -> None:
        wrong = make_url(database_url).set(password="hunter2").render_as_string(hide_password=False)
        sentence = await refusal(wrong)
        assert 'password authentication failed for user "postgres"' in sentence
        assert "hunter2" not in sentence

    @only_postgresql
    async def test_a_database_that_the_server_does_not_have(self, database_url: str) -> None:
        sentence = await refusal(f"{database_url}-of-others")
        assert 'database "postgres-of-others" does not exist' in sentence

    @only_postgresql
    async def test_an_option_that_the_driver_does_not_know(self, database_url: str) -> None:
        assert "sslmode" in await refusal(f"{database_url}?sslmode=require")

    @pytest.mark.parametrize("url", ["mysql://localhost/depeche", "sqlite+pysqlite:///depeche.db"])
    async def test_another_kind_of_database(self, url: str) -> None:
        assert await refusal(url) == f"'{url.partition(':')[0]}' is not supported; use sqlite or postgresql"

    @pytest.mark.parametrize(
        "url", ["", "data/depeche.db", "postgresql:/bot:hunter2@host", "postgresql://bot:hunter2@host:port/x"]
    )
    async def test_what_is_no_address(self, url: str) -> None:
        sentence = await refusal(url)
        assert sentence.startswith("the address of the database cannot be read; write sqlite+aiosqlite:///")
        assert "hunter2" not in sentence

    async def test_postgresql_without_its_driver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "asyncpg", None)
        sentence = await refusal("postgresql://127.0.0.1/depeche")
        assert "install it with: pip install 'depeche[postgres]'" in sentence

    def test_a_silent_server(self) -> None:
        sentence = str(explain(make_url("postgresql://host/depeche"), TimeoutError()))
        assert "no answer in time" in sentence

    def test_a_full_disk(self) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        assert "make room on the disk" in str(explain(make_url("sqlite:///depeche.db"), error))


class TestInUse:
    """What goes wrong later is told the same way."""

    @only_sqlite_file
    async def test_a_locked_database(self, engine: AsyncEngine) -> None:
        path = engine.url.database
        await engine.dispose()
        impatient = await open_database(f"sqlite:///{path}", patience=0)
        ledger = SqlLedger(impatient)
        with closing(sqlite3.connect(str(path), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="database is locked; stop the other program"):
                await added(ledger)
            assert await ledger.due(NOW, 1) == (), "readers wait for nobody"
        await added(ledger)
        await impatient.dispose()

    @only_postgresql
    async def test_a_server_that_was_restarted_is_found_again(self, ledger: SqlLedger, database_url: str) -> None:
        subscription = await added(ledger)
        other = await open_database(database_url)
        async with other.connect() as connection:
            await connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
        await other.dispose()
        assert await ledger.get(subscription.id) == subscription

    async def test_missing_tables(self, database_url: str) -> None:
        engine = await open_database(database_url)
        with pytest.raises(StorageError, match=r"no such table: setting|relation \"setting\" does not exist"):
            await SqlLedger(engine).setting("commands")
        await engine.dispose()


class TestMigrations:
    async def test_they_make_the_tables_that_the_program_uses(self, engine: AsyncEngine) -> None:
        """A difference means that somebody changed a table and wrote no migration for it."""

        def differences(connection: Connection) -> list[Any]:
            options = {"compare_type": True, "compare_server_default": True}
            return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []

    async def test_running_them_again_keeps_everything(self, ledger: SqlLedger, engine: AsyncEngine) -> None:
        subscription = await added(ledger)
        await migrate(engine)
        assert await ledger.get(subscription.id) == subscription

    async def test_a_database_of_a_newer_version_is_left_alone(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StorageError) as caught:
            await migrate(engine)
        assert "belongs to a newer version of Dépêche (tables 9999); update the program" in str(caught.value)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"

    async def test_one_that_fails_leaves_nothing_behind(self, database_url: str) -> None:
        """The second table is in the way: the first must not be there afterwards either."""
        engine = await open_database(database_url)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE occurrence (x INTEGER)"))
        with pytest.raises(StorageError, match="already exists"):
            await migrate(engine)
        async with engine.begin() as connection:
            await connection.execute(text("DROP TABLE occurrence"))
        await migrate(engine)
        await engine.dispose()

    async def test_logging_is_left_alone(
        self, database_url: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ours = logging.getLogger("bot.somewhere")
        before = (logging.getLogger().handlers[:], logging.getLogger().level)
        engine = await open_database(database_url)
        await migrate(engine)
        await engine.dispose()
        assert (logging.getLogger().handlers, logging.getLogger().level) == before
        assert not ours.disabled
        assert capsys.readouterr() == ("", "")

    async def test_they_are_found_wherever_the_package_lies(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A percent sign means something in Alembic's configuration."""
        elsewhere = tmp_path / "50% off"
        shutil.copytree(Path(migrate.__code__.co_filename).with_name("migrations"), elsewhere)
        monkeypatch.setattr("bot.storage.database._MIGRATIONS", elsewhere)
        engine = await open_database("sqlite://")
        await migrate(engine)
        assert await SqlLedger(engine).next_due_at() is None
        await engine.dispose()


@pytest.mark.parametrize("question", [_DUE.params(now=NOW, limit=1), _NEXT], ids=["due", "next"])
async def test_what_is_asked_at_every_wake_is_answered_from_indexes(question: Any) -> None:
    """It costs the same however many subscriptions wait: none is read, and none sorted, that is not due."""
    engine = await open_database("sqlite://")
    await migrate(engine)
    statement = question.compile(engine.sync_engine, compile_kwargs={"literal_binds": True})
    async with engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")).all()
    await engine.dispose()
    steps = [row.detail for row in plan]
    assert any("ix_subscription_next_run_at" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step == "SCAN subscription" for step in steps), steps


async def test_instants_are_stored_as_milliseconds_in_utc(ledger: SqlLedger, engine: AsyncEngine) -> None:
    """So that both databases compare them alike, and any other program can read them."""
    await added(ledger, datetime(2026, 11, 22, 7, 0, 0, 123_456, tzinfo=UTC))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT next_run_at FROM subscription")) == 1_795_330_800_123

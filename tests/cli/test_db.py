"""``depeche db``: whose the database is, and how it becomes this folder's own."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.binding import Binding
from bot.errors import SendingForbidden
from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.cli.support import Outcome, clean_environment, depeche
from tests.conftest import ROOT
from tests.storage.conftest import empty, postgres  # noqa: F401  (a fixture)

BOT = 77


async def send_from(folder: Path, *, holder: str = "process 1 on desk", stay: bool = False) -> None:
    """Do what a bot does that starts, sends and stops; or that is still there."""
    engine = await open_database(f"sqlite:///{folder}/depeche.db")
    try:
        await migrate(engine)
        ledger = SqlLedger(engine)
        binding = Binding(ledger, folder, lambda: f"name of {folder.name}")
        await binding.bind(BOT)
        token = await ledger.take_chair(holder, 1_000)
        assert token is not None
        await binding.advance()
        if not stay:
            await ledger.leave_chair(token)
    finally:
        await engine.dispose()


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A data folder that has sent."""
    folder = tmp_path / "home"
    folder.mkdir()
    await send_from(folder)
    return folder


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(home / "depeche.db", folder)
    return folder


def db(folder: Path, *arguments: str) -> Outcome:
    return depeche("db", *arguments, DEPECHE_DATA_FOLDER=str(folder), COLUMNS="200")


def status(folder: Path) -> Any:
    return json.loads(db(folder, "status", "--format", "json").out)


async def test_the_status_says_whose_it_is_and_who_is_sending(home: Path) -> None:
    before = (home / "depeche.db").read_bytes()
    found = status(home)
    assert (found["bound"], found["application"], found["refusal"]) == (True, BOT, None)
    assert found["tables"]["here"] == found["tables"]["wanted"]
    assert found["bytes"] == len(before)
    assert found["digests"] == {}
    assert (found["courier"]["name"], found["courier"]["number"]) == ("process 1 on desk", 1)
    assert not found["courier"]["present"]

    await send_from(home, holder="process 2 on desk", stay=True)
    assert status(home)["courier"]["present"]
    shown = db(home, "status").out
    assert "process 2 on desk, since 20" in shown
    assert "bound to application 77" in shown


def test_the_status_changes_nothing(home: Path) -> None:
    before = (home / "depeche.db").read_bytes(), (home / "instance.json").read_bytes()
    assert db(home, "status").code == 0
    assert ((home / "depeche.db").read_bytes(), (home / "instance.json").read_bytes()) == before


def test_the_status_of_a_copy_says_why_it_does_not_send(copy: Path) -> None:
    assert status(copy)["refusal"] == "This database is a copy: it last sent from another data folder."
    assert "is a copy" in db(copy, "status").out
    assert not (copy / "instance.json").exists()


async def test_a_database_that_never_sent_is_nobody_s(tmp_path: Path) -> None:
    engine = await open_database(f"sqlite:///{tmp_path}/depeche.db")
    await migrate(engine)
    await engine.dispose()
    found = status(tmp_path)
    assert (found["bound"], found["refusal"], found["courier"]) == (False, None, None)
    assert "It has never sent." in db(tmp_path, "status").out


async def test_an_adopted_copy_may_send(copy: Path) -> None:
    with pytest.raises(SendingForbidden):
        await send_from(copy)
    outcome = db(copy, "adopt", "--yes")
    assert outcome.code == 0
    assert "This database is a copy" in outcome.err
    assert f"bound to the data folder {copy} now" in outcome.out
    assert "stop the bot of the database that it was made from" in outcome.out
    assert status(copy)["refusal"] is None
    await send_from(copy)


async def test_adopting_says_that_a_bot_is_running(home: Path) -> None:
    await send_from(home, holder="process 2 on desk", stay=True)
    outcome = db(home, "adopt", "--yes")
    assert outcome.code == 0
    assert "in use by process 2 on desk" in outcome.err


async def test_without_a_terminal_nothing_is_adopted_unless_told_to(copy: Path) -> None:
    outcome = db(copy, "adopt")
    assert outcome.code == 2
    assert "add --yes" in outcome.complaint()
    with pytest.raises(SendingForbidden):
        await send_from(copy)


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("n", 2)])
async def test_on_a_terminal_it_asks_first(copy: Path, typed: str, code: int) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "db", "adopt"],
        cwd=ROOT,
        env=clean_environment(DEPECHE_DATA_FOLDER=str(copy)),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    os.write(ours, f"{typed}\n".encode())
    _, err = process.communicate(timeout=120)
    os.close(ours)
    assert process.returncode == code
    assert b"Is this the one database that is to send from now on?" in err
    assert (status(copy)["refusal"] is None) == (code == 0)


@pytest.mark.parametrize("command", [("status",), ("adopt", "--yes")])
def test_where_there_is_no_database_none_is_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    outcome = db(tmp_path, *command)
    assert outcome.code == 1
    assert outcome.complaint() == f"There is no database {tmp_path}/depeche.db yet: the bot makes it when it is run."
    assert list(tmp_path.iterdir()) == []


def test_tables_of_another_version_are_shown_and_not_adopted(tmp_path: Path) -> None:
    (tmp_path / "depeche.db").touch()
    found = status(tmp_path)
    assert found["tables"]["here"] is None
    assert "start the bot once" in db(tmp_path, "status").out
    outcome = db(tmp_path, "adopt", "--yes")
    assert outcome.code == 1
    assert "Start the bot once" in outcome.complaint()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "depeche.db").write_bytes(b"nothing of the kind" * 100)
    outcome = db(tmp_path, "status")
    assert outcome.code == 1
    assert "file is not a database; move the file away, or restore a backup" in outcome.complaint()


def test_a_folder_that_cannot_be_written_is_said(copy: Path) -> None:
    (copy / "instance.json").mkdir()
    outcome = db(copy, "adopt", "--yes")
    assert outcome.code == 1
    assert "instance.json cannot be used (" in outcome.complaint()


async def test_a_database_server_is_shown_without_its_password_and_adopted_whole(
    postgres: str,  # noqa: F811  (a fixture)
    tmp_path: Path,
) -> None:
    url = postgres.replace("postgresql://", "postgresql+asyncpg://")
    try:
        engine = await open_database(postgres)
        await migrate(engine)
        await engine.dispose()
        folder = {"DEPECHE_DATA_FOLDER": str(tmp_path), "DEPECHE_DATABASE_URL": url}
        assert depeche("db", "adopt", "--yes", cwd=ROOT, **folder).code == 0
        shown = depeche("db", "status", "--format", "json", cwd=ROOT, **folder).out
        found = json.loads(shown)
        assert (found["bound"], found["refusal"]) == (True, None)
        assert found["database"].startswith("postgresql+asyncpg://postgres:***@127.0.0.1")
        assert found["bytes"] > 1_000_000
        listed = depeche("digest", "list", cwd=ROOT, **folder)
        assert listed.out.startswith("There is no digest yet."), listed.err
    finally:
        await empty(postgres)

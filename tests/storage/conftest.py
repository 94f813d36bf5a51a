"""Databases to test on: SQLite in a file and in memory, and a PostgreSQL server of our own."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.database import migrate, open_database
from bot.storage.ledger import SqlLedger
from tests.storage.support import Clock


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty database, on a server that lives as long as the tests."""
    programs = postgres_programs()
    with tempfile.TemporaryDirectory(prefix="depeche-postgres-") as folder:
        password = secrets.token_hex(16)
        as_owner = unprivileged(Path(folder))
        secret = Path(folder, "password")
        secret.write_text(password)
        data = f"{folder}/data"
        run = [*as_owner, str(programs / "initdb"), "--pgdata", data, "--username=postgres", "--no-sync"]
        subprocess.run(
            [*run, "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off"]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(
                [*as_owner, str(programs / "postgres"), "-D", data, *(f"--{each}" for each in settings)],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        try:
            wait_until_it_listens(server, port, Path(folder, "log"))
            yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait()


def postgres_programs() -> Path:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    pytest.skip("PostgreSQL's server programs are not installed")


def unprivileged(folder: Path) -> list[str]:
    """Return what to put before a command: PostgreSQL refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("PostgreSQL does not run as root, and there is no setpriv")
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    user, group = f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"
    return ["setpriv", user, group, "--clear-groups", "--pdeathsig=TERM", "--"]


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    while server.poll() is None:
        if b"ready to accept connections" in log.read_bytes():
            return
        time.sleep(0.02)
    pytest.fail(f"PostgreSQL did not start: {log.read_text()}")


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database, of each kind that is supported."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
        yield url
        await empty(url)
    elif request.param == "sqlite-file":
        yield f"sqlite:///{tmp_path}/depeche.db"
    else:
        yield "sqlite://"


async def empty(url: str) -> None:
    engine = await open_database(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        await connection.exec_driver_sql("CREATE SCHEMA public")
    await engine.dispose()


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The same, with its tables."""
    opened = await open_database(database_url)
    await migrate(opened)
    yield opened
    await opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(engine: AsyncEngine, clock: Clock) -> SqlLedger:
    return SqlLedger(engine, clock)

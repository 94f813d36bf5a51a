"""What every test can ask for. No test reaches the network: only this machine answers."""

import ipaddress
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.settings import Data, Database, Settings, load_settings
from tests.world.support import Clock, House, open_house

ROOT = Path(__file__).parent.parent


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection that would leave this machine, and to look up where it would lead."""
    if event == "socket.connect":
        # A socket and an address, which is a path for Unix sockets.
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host and not _is_loopback(host.decode() if isinstance(host, bytes) else str(host)):
        raise RuntimeError(f"a test tried to reach {host}; tests stay on this machine")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# Python tells audit hooks of every connection, whoever makes it; nothing can take a hook away again.
sys.addaudithook(_stay_on_this_machine)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Log without colours and frames' locals: drawing those takes longer than most tests."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


@pytest.fixture
def briefings(tmp_path: Path) -> Path:
    """The real cards, in a folder that a test may write to."""
    return Path(shutil.copytree(ROOT / "briefings", tmp_path / "briefings"))


@pytest.fixture
def settings(briefings: Path, tmp_path: Path) -> Settings:
    """config/bot.yaml as it is delivered, but with folders of the test's own, and no rest before an edit is read."""
    shipped = load_settings(ROOT / "config" / "bot.yaml", {})
    return replace(
        shipped,
        content=replace(shipped.content, folder=briefings, settle=0.01),
        data=Data(folder=tmp_path / "data"),
        database=Database(url=f"sqlite+aiosqlite:///{tmp_path / 'data' / 'depeche.db'}"),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    """The real bot with the real cards in a simulated server, with a reader and an admin."""
    async with open_house(settings, clock) as opened:
        yield opened

"""The bot's lives in a crash campaign: ``python -m tests.wire.lives SOCKET FOLDER``.

One process prepares what every life needs, and forks one for each line it reads: a JSON object of ``Life``. It answers
with a line once that life has ended. A life is the whole bot against the loopback Discord, and ends by SIGKILL: at
any moment, or between two steps of a delivery.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot.bootstrap import application
from bot.delivery.sender import DiscordSender
from bot.settings import Settings, load_settings
from bot.storage.ledger import SqlLedger
from tests.wire.server import TOKEN

# Where a life can be ended: around each of these, which together are all that a delivery does to the outside.
LEDGER_STEPS = (
    "take_chair",
    "take_up",
    "claim",
    "begin",
    "attempting",
    "withdraw",
    "sent",
    "complete",
    "finish",
    "put_off",
    "published",
)
SENDER_STEPS = ("send", "find", "publish")
STEPS = tuple(f"{when}:{name}" for name in (*LEDGER_STEPS, *SENDER_STEPS) for when in ("before", "after"))


@dataclass(frozen=True)
class Life:
    """``now`` is what its clock shows at first; it is killed after ``seconds``, or sooner at ``count`` times ``step``.

    It may end by itself, unharmed, once nothing is due any more: when ``peaceful``. ``room`` is how many bytes its
    files may grow by, None for any: a disk that is full.
    """

    now: str
    seconds: float
    step: str = ""
    count: int = 1
    peaceful: bool = False
    room: int | None = None


class _Killer:
    """Ends this process at the given step."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._left = life.count

    def watch(self) -> None:
        """Wrap the steps. Classes are changed, since nothing of this process outlives it."""
        for owner, names in ((SqlLedger, LEDGER_STEPS), (DiscordSender, SENDER_STEPS)):
            for name in names:
                setattr(owner, name, self._around(name, getattr(owner, name)))

    def _around(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        async def stepping(*arguments: Any, **named: Any) -> Any:
            self._pass(f"before:{name}")
            result = await step(*arguments, **named)
            self._pass(f"after:{name}")
            return result

        return stepping

    def _pass(self, step: str) -> None:
        if step == self._life.step:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


async def live(life: Life, settings: Settings, socket: str) -> None:
    """Run the bot until it is killed, or until nothing is due."""
    began, start = time.monotonic(), datetime.fromisoformat(life.now)

    def clock() -> datetime:
        return start + timedelta(seconds=time.monotonic() - began)

    async with application(settings, clock=clock, connector=aiohttp.UnixConnector(socket)) as app:
        client = app.client
        async with client:
            await client.login(TOKEN)
            connecting = asyncio.create_task(client.connect())
            async with app.background():
                await client.connected.wait()
                while not (life.peaceful and await _is_idle(app.ledger, settings, clock)):
                    await asyncio.sleep(0.1)
            await client.close()
            connecting.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await connecting


async def _is_idle(ledger: SqlLedger, settings: Settings, clock: Callable[[], datetime]) -> bool:
    due = await ledger.next_due_at()
    with closing(sqlite3.connect(settings.data.folder / "depeche.db")) as connection:
        in_hand = connection.execute("SELECT count(*) FROM occurrence WHERE finished_at IS NULL AND retry_at IS NULL")
        if in_hand.fetchone() != (0,):
            return False
    # What was put off is waited for, unless it is put off for long.
    return due is None or due > clock() + timedelta(seconds=30)


def _begin(life: Life, settings: Settings, socket: str) -> None:
    if life.room is not None:
        database = settings.data.folder / "depeche.db"
        size = max(path.stat().st_size for path in (database, Path(f"{database}-wal")) if path.exists())
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + life.room, resource.RLIM_INFINITY))
    _Killer(life).watch()
    asyncio.run(live(life, settings, socket))


def _born(life: Life, settings: Settings, socket: str) -> str:
    """Live one life in a child, and tell how it ended: ``killed``, ``step``, ``done``, or ``error``."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _begin(life, settings, socket)
            code = 0
        except BaseException:
            structlog.get_logger(__name__).exception("a life failed")
            raise
        finally:
            os._exit(code)
    deadline = time.monotonic() + life.seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return {0: "done", -signal.SIGKILL: "step"}.get(os.waitstatus_to_exitcode(status), "error")
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "killed"


def main() -> None:
    socket, folder = sys.argv[1], Path(sys.argv[2])
    environment = {"DEPECHE_DATA_FOLDER": str(folder / "data")}
    settings = load_settings(Path("config/bot.yaml"), environment)
    log = (folder / "bot.log").open("a", encoding="utf-8")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=log))
    logging.basicConfig(stream=log, level=logging.WARNING)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(_born(Life(**json.loads(line)), settings, socket) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""The simulated Discord as a page in the browser, with a digest on its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from simcord.backend.errors import SetupError
from simcord.preview import Preview

from bot.demo.world import World, simulated
from bot.errors import UsageError
from bot.settings import Settings

log = structlog.get_logger(__name__)

_ZONE = "Europe/Paris"
_TICK = 1.0
_RETRY = 0.1
_SHOWN = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"})


async def serve_demo(settings: Settings, port: int, opened: Callable[[str], None]) -> None:
    """Serve the page until cancelled; ``opened`` is told its address. Raises UsageError when the port is taken."""
    async with simulated(settings) as (app, world):
        world.speak({world.visitor.id: "en-US"}, default="fr")
        async with _page(world, port) as preview, app.background(), _following(world, preview):
            await _subscribe(world)
            opened(preview.url)
            await preview.wait_closed()


@asynccontextmanager
async def _page(world: World, port: int) -> AsyncIterator[Preview]:
    preview = world.env.preview(
        world.newsroom,
        viewers=[world.reader, world.admin, world.visitor],
        layout="channel",
        locale="fr",
        timezone=_ZONE,
        port=port,
    )
    try:
        await preview.__aenter__()
    except SetupError as error:
        raise UsageError(f"The demo cannot start: {error}. Choose another port with --port.") from None
    try:
        yield preview
    finally:
        await preview.close()


async def _subscribe(world: World) -> None:
    """Have the admin order a digest for the minute about to begin, the way any admin would."""
    next_minute = datetime.now(ZoneInfo(_ZONE)) + timedelta(minutes=1)
    rehearsal = await world.admin.slash(
        world.newsroom,
        "digest create",
        channel=world.newsroom,
        cadence="daily",
        time=f"{next_minute:%H:%M}",
        timezone=_ZONE,
        language="fr",
    )
    # What it would say comes first, and what is asked of the admin last.
    await world.admin.click(rehearsal.followups[-1], label="Enregistrer")


@asynccontextmanager
async def _following(world: World, preview: Preview) -> AsyncIterator[None]:
    """Keep the page and the simulator's clock up to date while the bot acts by itself."""
    tasks = [asyncio.create_task(_refresh(world, preview)), asyncio.create_task(_tick(world))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _refresh(world: World, preview: Preview) -> None:
    posted = asyncio.Event()
    world.env.backend.subscribers.append(lambda event, _payload: posted.set() if event in _SHOWN else None)
    while True:
        await posted.wait()
        posted.clear()
        try:
            await preview.refresh()
        except (SetupError, TimeoutError):
            # Somebody is in the middle of a command; the page is brought up to date right after it.
            posted.set()
            await asyncio.sleep(_RETRY)


async def _tick(world: World) -> None:
    while True:
        world.catch_up()
        await asyncio.sleep(_TICK)

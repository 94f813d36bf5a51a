"""A small French newsroom on a simulated Discord, with the real bot in it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.bootstrap import Application, application
from bot.presentation.sheet import Sheet
from bot.settings import Data, Database, Settings

# Where the people are, digests arrive and the newsroom is told about its briefings.
NEWSROOM = "rédaction"
_OTHER_CHANNELS = ("général", "veille-ia")


@dataclass(frozen=True, slots=True)
class World:
    """The simulated server: ``channels`` by name, and two members; ``locales`` says whose Discord speaks what."""

    env: simcord.Env
    channels: Mapping[str, ChannelHandle]
    reader: MemberActor
    admin: MemberActor
    visitor: MemberActor

    @property
    def newsroom(self) -> ChannelHandle:
        return self.channels[NEWSROOM]

    def catch_up(self) -> None:
        """Set the simulator's clock, which stands still by itself, to the real time."""
        behind = (datetime.now(UTC) - self.env.now()).total_seconds()
        self.env.backend.advance_clock(max(behind, 0.0))

    def speak(self, locales: Mapping[int, str], default: str) -> None:
        """Give members (by id) a Discord in a language: the simulator knows only en-US."""

        def set_locale(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE":
                user = payload.get("user") or payload["member"]["user"]
                payload["locale"] = locales.get(int(user["id"]), default)

        # First in line, so that the client receives what a real Discord would have sent.
        self.env.backend.subscribers.insert(0, set_locale)


@asynccontextmanager
async def simulated(settings: Settings) -> AsyncIterator[tuple[Application, World]]:
    """Start the bot in a new world whose data is forgotten at the end. Raises what ``application`` raises."""
    newsroom_exists: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def post(sheet: Sheet) -> None:
        await app.sender.post(await newsroom_exists, sheet)

    with tempfile.TemporaryDirectory(prefix="depeche-") as folder:
        async with (
            application(_forgetful(settings, Path(folder)), post=post) as app,
            # What the bot could not do, it has already said in the log and to the member.
            simcord.run(app.client, shard_count=1, check_errors=False) as env,
        ):
            world = _populate(env)
            world.catch_up()
            newsroom_exists.set_result(world.newsroom.id)
            await env.settle()
            yield app, world


def _forgetful(settings: Settings, folder: Path) -> Settings:
    database = Database(url=f"sqlite+aiosqlite:///{folder / 'depeche.db'}")
    # What is declared is for real servers.
    digests = replace(settings.digests, declared=folder / "digests.yaml")
    return replace(settings, data=Data(folder=folder), database=database, digests=digests)


def _populate(env: simcord.Env) -> World:
    env.backend.edit_bot_profile("Dépêche")
    guild = env.create_guild("La Rédaction", preferred_locale="fr")
    channels = {name: guild.create_text_channel(name, topic=_TOPICS.get(name)) for name in (NEWSROOM, *_OTHER_CHANNELS)}
    managing = guild.create_role("Administration", permissions=discord.Permissions(manage_guild=True))
    return World(
        env=env,
        channels=channels,
        reader=guild.add_member(env.create_user("camille", global_name="Camille (lectrice)")),
        admin=guild.add_member(env.create_user("nadia", global_name="Nadia (admin)"), roles=[managing]),
        visitor=guild.add_member(env.create_user("alex", global_name="Alex (reads in English)")),
    )


_TOPICS = {NEWSROOM: "Tapez / pour appeler Dépêche : /who, /search, /timeline, /compare, /quote, /story, /about…"}

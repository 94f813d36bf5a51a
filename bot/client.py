"""The Discord client: which commands it has, how it registers them, what a button press does."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, cast

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.commands.about import About
from bot.commands.articles import Articles
from bot.commands.catchup import CatchUp
from bot.commands.comparison import Comparison
from bot.commands.digests import BUTTONS, Digest
from bot.commands.failures import own_up
from bot.commands.find import Find
from bot.commands.lookup import Lookup
from bot.commands.quotes import Quotes
from bot.commands.replies import answer, share, show
from bot.commands.search import Search
from bot.commands.server import Server
from bot.commands.services import Services
from bot.commands.settings import Settings
from bot.commands.stories import Stories
from bot.commands.timeline import Timeline
from bot.presentation import notices
from bot.presentation.localizer import CommandTranslator
from bot.presentation.navigation import NAVIGATION, leads_somewhere
from bot.presentation.routes import Route

COGS: Sequence[Callable[[Services], commands.Cog]] = (
    Lookup,
    Quotes,
    Stories,
    Comparison,
    Timeline,
    Search,
    Find,
    Articles,
    CatchUp,
    About,
    Settings,
    Server,
    Digest,
)

log = structlog.get_logger(__name__)


class Memory(Protocol):
    """Small state that outlives the process."""

    async def setting(self, key: str) -> str | None: ...

    async def put_setting(self, key: str, value: str) -> None: ...


class DepecheClient(commands.AutoShardedBot):
    """Serves cards. Sharded even when there is one shard: a plain Client retries a dead gateway for ever.

    ``services`` is given to it before it connects: some of what commands work with needs the client. ``connector``
    leads to another Discord than the one on the Internet.
    """

    services: Services

    def __init__(self, memory: Memory, connector: aiohttp.BaseConnector | None = None) -> None:
        super().__init__(
            connector=connector,
            # Nothing answers to messages: the guilds intent alone brings no message events.
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=PoliteTree,
            # Cards can be looked up anywhere, in a server, a direct message or an app that a member installed.
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            # Seconds of silence after which all servers count as received; the library's 2 delay every start.
            guild_ready_timeout=0.5,
        )
        self.connected = asyncio.Event()
        self._memory = memory

    async def setup_hook(self) -> None:
        for family in COGS:
            cog = family(self.services)
            await self.add_cog(cog)
            if isinstance(cog, Find):
                self.tree.add_command(cog.menu)
        self.add_dynamic_items(*NAVIGATION, *BUTTONS)
        translator = CommandTranslator(self.services.localizers)
        await self.tree.set_translator(translator)
        await self._register_commands(translator)

    async def on_ready(self) -> None:
        self.connected.set()

    async def open(self, interaction: discord.Interaction[Any], route: Route, edition: str) -> None:
        """Show what a button leads to, as it stands now."""
        await self.press(interaction, show(interaction, route, self.services, seen=edition))

    async def share(self, interaction: discord.Interaction[Any], route: Route, edition: str) -> None:
        """Post what a button leads to for all to see."""
        await self.press(interaction, share(interaction, route, self.services, seen=edition))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer a press that leads nowhere: a button of an older version, for one."""
        if interaction.type is not discord.InteractionType.component:
            return
        data = cast("dict[str, Any]", interaction.data)
        if not leads_somewhere(data["custom_id"], discord.ComponentType(data["component_type"]), BUTTONS):
            sheet = notices.dead_end(self.services.localizer(interaction))
            await self.press(interaction, answer(interaction, sheet, self.services))

    async def press(self, interaction: discord.Interaction[Any], answering: Awaitable[object]) -> None:
        """Await the answer to a press; when it fails, say so instead: discord.py would only log it."""
        try:
            await answering
        except Exception as error:  # noqa: BLE001  (it is logged there)
            broken = cast("dict[str, Any]", interaction.data)["custom_id"]
            await own_up(interaction, error, self.services, event="button failed", broken=broken)

    async def _register_commands(self, translator: CommandTranslator) -> None:
        """Tell Discord about the commands, but only when their definition has changed since the last time."""
        definitions = [
            await command.get_translated_payload(self.tree, translator) for command in self.tree.get_commands()
        ]
        known_by = f"{self.application_id}:{json.dumps(definitions, sort_keys=True)}"
        digest = hashlib.sha256(known_by.encode()).hexdigest()
        if await self._memory.setting("commands") == digest:
            return
        await self.tree.sync()
        await self._memory.put_setting("commands", digest)
        log.info("commands registered", commands=len(definitions))


class PoliteTree(app_commands.CommandTree["DepecheClient"]):
    """Answers even when something broke: silence would look like a bot that is down."""

    async def on_error(
        self, interaction: discord.Interaction[DepecheClient], error: app_commands.AppCommandError, /
    ) -> None:
        if isinstance(error, app_commands.CheckFailure) and interaction.response.is_done():
            return  # the check itself has answered
        # A command of an older version, which Discord still offers for a while, has no name here.
        broken = interaction.command.qualified_name if interaction.command else "unknown"
        await own_up(interaction, error, interaction.client.services, event="command failed", broken=broken)

"""/digest: regular briefings for a server's channels, kept by its admins."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, Transform, locale_str
from discord.ext import commands

from bot.commands.digests import suggestions, wording
from bot.commands.digests.channels import Chosen, PostingChannel, TellingChannel
from bot.commands.digests.declined import Declined
from bot.commands.digests.drafts import Drafts
from bot.commands.digests.keeping import Keeping
from bot.commands.digests.orders import MOST_GRACE, USUAL, Asked, order
from bot.commands.digests.pressing import Pressing
from bot.commands.digests.rehearsing import Rehearsing
from bot.commands.digests.showing import Showing
from bot.commands.digests.subscriptions import require_ours, theirs
from bot.commands.replies import answer, answer_all, managing
from bot.commands.services import Services
from bot.presentation.localizer import N_
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

Where = Transform[Chosen, PostingChannel]
Telling = Transform[Chosen, TellingChannel]
Number = Range[int, 1, 2**31 - 1]
Moment = Range[str, 1, 10]
Short = Range[str, 1, 60]
Topics = Range[str, 1, 500]
Name = Range[str, 1, 100]
Grace = Range[int, USUAL, MOST_GRACE]
Spoken = Literal["fr", "en"]


# In full: guild_only() would only add servers to the places where every command of this bot can be used.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Digest(commands.GroupCog, group_name="digest", group_description=locale_str("Regular briefings for a channel")):
    """Subscriptions of a server's channels."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._showing = Showing(services)
        self._keeping = Keeping(services)
        self._rehearsing = Rehearsing(services, Drafts(services))
        self._pressing = Pressing(services, self._showing, self._keeping, self._rehearsing)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        return await managing(interaction, N_("Digests are for members who may manage this server."), self._services)

    async def pressed(self, interaction: Interaction, verb: str, arguments: tuple[str, ...]) -> None:
        """Answer a press of a button about digests."""
        await self._answer(interaction, self._pressing.pressed(interaction, verb, arguments))

    @app_commands.command(name="create", description=locale_str("Rehearse a digest for a channel, then save it"))
    @app_commands.rename(**wording.NAMES)
    @app_commands.describe(**wording.WANTED)
    @app_commands.choices(cadence=wording.CADENCES, language=wording.LANGUAGES)
    async def create(
        self,
        interaction: Interaction,
        *,
        channel: Where,
        cadence: str,
        time: Moment | None = None,
        timezone: Short | None = None,
        weekdays: Name | None = None,
        day: Short | None = None,
        cron: Name | None = None,
        topics: Topics | None = None,
        language: Spoken | None = None,
        publish: bool | None = None,
        even_if_empty: bool | None = None,
        grace: Grace | None = None,
        fallback: Telling | None = None,
        title: Name | None = None,
        tags: Topics | None = None,
    ) -> None:
        await self._answer(interaction, self._rehearsed(interaction, None))

    @app_commands.command(name="edit", description=locale_str("Rehearse a change to a digest, then save it"))
    @app_commands.rename(digest=wording.DIGEST, **wording.NAMES)
    @app_commands.describe(digest=wording.WHICH, **wording.CHANGED)
    @app_commands.choices(cadence=wording.CADENCES, language=wording.LANGUAGES)
    async def edit(
        self,
        interaction: Interaction,
        *,
        digest: Number,
        channel: Where | None = None,
        cadence: str | None = None,
        time: Moment | None = None,
        timezone: Short | None = None,
        weekdays: Name | None = None,
        day: Short | None = None,
        cron: Name | None = None,
        topics: Topics | None = None,
        language: Spoken | None = None,
        publish: bool | None = None,
        even_if_empty: bool | None = None,
        grace: Grace | None = None,
        fallback: Telling | None = None,
        title: Name | None = None,
        tags: Topics | None = None,
    ) -> None:
        await self._answer(interaction, self._rehearsed(interaction, digest))

    @app_commands.command(name="list", description=locale_str("The digests of this server, and how they are"))
    async def list_(self, interaction: Interaction) -> None:
        await self._answer(interaction, self._showing.all(interaction))

    @app_commands.command(name="status", description=locale_str("How a digest is, and what helps"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def status(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._showing.status(interaction, digest))

    @app_commands.command(name="history", description=locale_str("What became of a digest, with links"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def history(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._showing.history(interaction, digest))

    @app_commands.command(name="preview", description=locale_str("What a digest would say now, for you alone"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def preview(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._showing.preview(interaction, digest))

    @app_commands.command(name="send", description=locale_str("Send a digest now, beyond its schedule"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def send(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._keeping.ask_to_send(interaction, digest))

    @app_commands.command(name="pause", description=locale_str("Stop a digest until it is resumed"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def pause(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._keeping.pause(interaction, digest))

    @app_commands.command(name="resume", description=locale_str("Let a digest go on"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def resume(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._resumed(interaction, digest))

    @app_commands.command(name="delete", description=locale_str("Stop a digest for good"))
    @app_commands.rename(digest=wording.DIGEST)
    @app_commands.describe(digest=wording.WHICH)
    async def delete(self, interaction: Interaction, digest: Number) -> None:
        await self._answer(interaction, self._keeping.ask_to_delete(interaction, digest))

    @status.autocomplete("digest")
    @edit.autocomplete("digest")
    @history.autocomplete("digest")
    @preview.autocomplete("digest")
    @send.autocomplete("digest")
    @pause.autocomplete("digest")
    @resume.autocomplete("digest")
    @delete.autocomplete("digest")
    async def _digests(self, interaction: Interaction, typed: str) -> list[Choice[int]]:
        return await suggestions.digests(interaction, typed, self._services)

    @create.autocomplete("timezone")
    @edit.autocomplete("timezone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return suggestions.zones(typed, self._services)

    @create.autocomplete("topics")
    @edit.autocomplete("topics")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return suggestions.topics(typed, self._services, self._services.localizer(interaction))

    @create.autocomplete("weekdays")
    @edit.autocomplete("weekdays")
    async def _weekdays(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return suggestions.weekdays(typed, self._services.localizer(interaction))

    @create.autocomplete("day")
    @edit.autocomplete("day")
    async def _days(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return suggestions.days(typed, self._services.localizer(interaction))

    @create.autocomplete("grace")
    @edit.autocomplete("grace")
    async def _graces(self, interaction: Interaction, typed: str) -> list[Choice[int]]:
        return suggestions.graces(typed, self._services, self._services.localizer(interaction))

    @create.autocomplete("tags")
    @edit.autocomplete("tags")
    async def _tags(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await suggestions.tags(interaction, typed, self._services)

    async def _rehearsed(self, interaction: Interaction, number: int | None) -> Sequence[Sheet]:
        # The signature of a command is for Discord; so many options are easier to read together.
        asked = Asked.of(interaction.namespace)
        old = await theirs(interaction, number, self._services) if number is not None else None
        localizer = self._services.localizer(interaction)
        if old:
            require_ours(old, localizer)
        if old and asked.nothing:
            raise Declined(localizer.gettext("Say what is to change: give at least one option."))
        new = order(asked, old, interaction, self._services)
        # What is composed is drawn, too, and may have to wait for others.
        await interaction.response.defer(ephemeral=True, thinking=True)
        return await self._rehearsing.rehearse(interaction, new, old)

    async def _resumed(self, interaction: Interaction, number: int) -> Sheet:
        return await self._keeping.resume(interaction, await theirs(interaction, number, self._services))

    async def _answer(self, interaction: Interaction, answering: Awaitable[Sheet | Sequence[Sheet]]) -> None:
        try:
            answered = await answering
        except Declined as declined:
            answered = declined.sheet
        if isinstance(answered, Sheet):
            await answer(interaction, answered, self._services)
        else:
            await answer_all(interaction, answered, self._services)

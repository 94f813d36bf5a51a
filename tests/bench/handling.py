"""Commands, from the gateway's payload to the request that answers it: ``python -m tests.bench.handling CARDS``.

The client is the real one, over a Unix socket that stands for Discord. The floor, measured in turns with it, is a bare
discord.py client with the same settings that answers every command with one constant message, of as many characters
and components as ours.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.bootstrap import application
from bot.cards.library import Edition
from bot.cards.schema import KINDS
from bot.client import DepecheClient
from bot.presentation.localizer import Localizer, load_localizers
from bot.presentation.pages import Pages
from bot.presentation.routes import Route, TimelineRoute
from bot.presentation.sheet import Sheet
from bot.settings import DEFAULT_FILE, Data, Database, load_settings
from tests.bench.discord_api import SmallDiscord, small_discord

_SAMPLES = 250
_WARMING = 30
_numbers = itertools.count(100)


class Bare(commands.AutoShardedBot):
    """The least that answers: the settings of ``DepecheClient``, and one command."""

    def __init__(self) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.view: Callable[[], discord.ui.LayoutView] = discord.ui.LayoutView
        self.choices: list[app_commands.Choice[str]] = []
        self.tree.command(name="bare", description="bare")(self._command())

    def _command(self) -> Any:
        @app_commands.autocomplete(text=self._complete)
        async def bare(interaction: discord.Interaction[Any], text: str) -> None:
            await interaction.response.send_message(view=self.view(), ephemeral=True)

        return bare

    async def _complete(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return self.choices


def payload(command: str, typed: Mapping[str, str], *, complete: bool = False) -> str:
    """Return what the gateway sends when a member types ``command`` with these options."""
    options = [{"name": name, "type": 3, "value": text} for name, text in typed.items()]
    if complete:
        options = [option | {"focused": True} for option in options]
    number = str(next(_numbers))
    return json.dumps(
        {
            "id": number,
            "application_id": "1",
            "type": 4 if complete else 2,
            "token": f"token-{number}",
            "version": 1,
            "data": {"id": "2", "name": command, "type": 1, "options": options},
            "guild_id": "7",
            "channel": {"id": "8", "type": 0},
            "channel_id": "8",
            "member": {
                "user": {"id": "5", "username": "reader", "discriminator": "0", "avatar": None},
                "roles": [],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "permissions": str(discord.Permissions.text().value),
                "deaf": False,
                "mute": False,
                "flags": 0,
            },
            "locale": "fr",
            "guild_locale": "fr",
            "attachment_size_limit": 10_000_000,
            "authorizing_integration_owners": {"0": "7"},
            "context": 0,
            "entitlements": [],
        }
    )


def constant(components: Iterable[Mapping[str, Any]]) -> Callable[[], discord.ui.LayoutView]:
    """Return what builds a message of the shape of ``components``, its words of the same length but always the same."""
    makers = [_maker(component) for component in components]

    def build() -> discord.ui.LayoutView:
        view = discord.ui.LayoutView(timeout=None)
        for make in makers:
            view.add_item(make())
        return view

    return build


def _maker(component: Mapping[str, Any]) -> Callable[[], discord.ui.Item[Any]]:
    inner = [_maker(each) for each in component.get("components", ())]
    match component["type"]:
        case 1:
            return lambda: discord.ui.ActionRow(*(make() for make in inner))
        case 2:
            label, custom_id = component["label"], component["custom_id"]
            style, disabled = discord.ButtonStyle(component["style"]), bool(component.get("disabled"))
            return lambda: discord.ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)
        case 3:
            options = [(option["label"], option["value"]) for option in component["options"]]
            hint, custom_id = component["placeholder"], component["custom_id"]
            return lambda: discord.ui.Select(
                custom_id=custom_id,
                placeholder=hint,
                options=[discord.SelectOption(label=label, value=value) for label, value in options],
            )
        case 10:
            content = component["content"]
            return lambda: discord.ui.TextDisplay(content)
        case 14:
            return discord.ui.Separator
        case 17:
            colour = component["accent_color"]
            return lambda: discord.ui.Container(*(make() for make in inner), accent_colour=colour)
    raise ValueError(component["type"])


Question = tuple[str, Mapping[str, str]]


class _WithoutPictures(Pages):
    """Pages as they are, less what is sent as a file."""

    def sheet_for(self, route: Route, edition: Edition, localizer: Localizer) -> Sheet:
        return replace(super().sheet_for(route, edition, localizer), picture=None)


@dataclass(frozen=True)
class Bench:
    """The two clients, one beside the other."""

    api: SmallDiscord
    ours: discord.Client
    bare: Bare

    async def commands(self, questions: Sequence[Question]) -> dict[str, float]:
        """Ask each question of both in turn, and tell how long they took to answer, in milliseconds."""
        typical = await self._typical_answer(questions[:_WARMING], complete=False)
        self.bare.view = constant(typical["components"])
        return await self._in_turns(questions[_WARMING:], complete=False)

    async def keystrokes(self, questions: Sequence[Question]) -> dict[str, float]:
        """Do the same with what is typed into an option."""
        typical = await self._typical_answer(questions[:_WARMING], complete=True)
        self.bare.choices = [app_commands.Choice(name=each["name"], value=each["value"]) for each in typical["choices"]]
        return await self._in_turns(questions[_WARMING:], complete=True)

    async def _typical_answer(self, questions: Iterable[Question], *, complete: bool) -> dict[str, Any]:
        """Return the answer of middling size."""
        answers = [(await self.api.ask(self.ours, payload(*each, complete=complete)))[1] for each in questions]
        middling: dict[str, Any] = sorted(answers, key=lambda answer: len(json.dumps(answer)))[len(answers) // 2]
        return middling["data"]  # type: ignore[no-any-return]

    async def _in_turns(self, questions: Iterable[Question], *, complete: bool) -> dict[str, float]:
        measured, floor = [], []
        gc.collect()
        for command, typed in questions:
            measured.append((await self.api.ask(self.ours, payload(command, typed, complete=complete)))[0])
            bare = {"text": next(iter(typed.values()), "all")}
            floor.append((await self.api.ask(self.bare, payload("bare", bare, complete=complete)))[0])
        p50, least = statistics.median(measured), statistics.median(floor)
        return {"p50": p50, "p99": statistics.quantiles(measured, n=100)[-1], "floor": least, "ratio": p50 / least}


async def main(cards: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = load_settings(DEFAULT_FILE, {})
        settings = replace(
            settings,
            content=replace(settings.content, folder=cards, articles_dir=folder),
            data=Data(folder=folder),
            database=Database(url=f"sqlite+aiosqlite:///{folder}/depeche.db"),
        )
        async with application(settings) as app:
            services = replace(app.client.services, pages=_WithoutPictures())
            client, bare = DepecheClient(app.ledger), Bare()
            client.services = services
            async with small_discord(folder, client, bare) as api:
                figures = await _measure(Bench(api, client, bare), app.library.edition)
    print(json.dumps({f"{what}_{name}": value for what, row in figures.items() for name, value in row.items()}))


async def _measure(bench: Bench, edition: Edition) -> dict[str, dict[str, float]]:
    dice = random.Random(1)
    by_kind = {kind: [card for card in edition.published.values() if card.kind == kind] for kind in KINDS}
    people = dice.sample(by_kind["person"], _SAMPLES + _WARMING)
    organizations = dice.sample(by_kind["organization"], _SAMPLES + _WARMING)
    who = [("who", {"person": card.id}) for card in people]
    about = [("timeline", {"topic": card.id}) for card in organizations]
    everything: list[Question] = [("timeline", {})] * len(people)
    queries = [dice.sample(card.summary.fr.rstrip(".").split(), 2) for card in people]
    search = [("search", {"query": " ".join(words)}) for words in queries]
    typed = [card.name.fr[: dice.randint(1, len(card.name.fr))] for card in people]
    return {
        "wait": _waits(edition),
        "who": await bench.commands(who),
        "who_again": await bench.commands(who),
        "about": await bench.commands(about),
        "about_again": await bench.commands(about),
        "timeline": await bench.commands(everything),
        "search": await bench.commands(search),
        "search_again": await bench.commands(search),
        "key": await bench.keystrokes([("who", {"person": text}) for text in typed]),
    }


def _waits(edition: Edition) -> dict[str, float]:
    """Tell how long nothing else moves while a page of the whole timeline is made, the first and then another."""
    localizer, waits = load_localizers()["fr"], []
    gc.collect()
    for page in (0, 1):
        start = time.perf_counter()
        Pages().sheet_for(TimelineRoute(page=page), edition, localizer)
        waits.append((time.perf_counter() - start) * 1e3)
    return dict(zip(("first", "next"), waits, strict=True))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

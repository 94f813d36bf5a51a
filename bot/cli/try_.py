"""``depeche try``: slash commands in the terminal, through the real bot in a simulated Discord."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.cli.options import Config, simulator_installed
from bot.cli.reports.phrases import visible
from bot.settings import DEFAULT_FILE, Log, Settings, load_settings

_LOCALES = {"fr": "fr", "en": "en-US"}


def try_(
    commands: Annotated[list[str], typer.Argument(help='Slash commands, each in quotes: "/who person:Sam Altman".')],
    config: Config = DEFAULT_FILE,
    locale: Annotated[Literal["fr", "en"], typer.Option(help="The language of the member's Discord.")] = "fr",
    as_: Annotated[Literal["reader", "admin"], typer.Option("--as", help="Who types.")] = "reader",
    autocomplete: Annotated[bool, typer.Option("--autocomplete", help="Show the choices of the last option.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Run slash commands here and print the answers. Exits 1 when the bot could not answer one of them."""
    simulator_installed()
    from bot.logs import configure_logs

    settings = load_settings(config, os.environ)
    settings = replace(settings, token="", log=Log(level="warning", format=settings.log.format))
    configure_logs(settings.log)
    answers = asyncio.run(_ask(commands, settings, locale, as_, autocomplete=autocomplete))
    for command, given in zip(commands, answers, strict=True):
        if as_json:
            print(json.dumps(given, ensure_ascii=False))
        else:
            Console(highlight=False).print(_panel(command, given))
    if any(given.get("error") for given in answers if isinstance(given, dict)):
        raise typer.Exit(1)


async def _ask(
    commands: list[str], settings: Settings, locale: str, as_: str, *, autocomplete: bool
) -> list[dict[str, Any] | list[dict[str, Any]]]:
    from bot.demo.trial import complete, run_command
    from bot.demo.world import simulated

    async with simulated(settings) as (app, world):
        world.speak({}, default=_LOCALES[locale])
        member = world.admin if as_ == "admin" else world.reader
        if autocomplete:
            return [await complete(command, app, world, member) for command in commands]
        return [asdict(await run_command(command, app, world, member)) for command in commands]


def _panel(command: str, given: dict[str, Any] | list[dict[str, Any]]) -> Panel:
    if isinstance(given, list):
        text = "\n".join(f"{choice['name']}  ({choice['value']})" for choice in given) or "no choice"
        return Panel(_legible(text), title=_legible(command), title_align="left")
    private = "only you can see this" if given["ephemeral"] else None
    colour = "yellow" if given["error"] else "green"
    return Panel(
        _legible(given["text"]),
        title=_legible(command),
        title_align="left",
        subtitle=private,
        subtitle_align="left",
        border_style=colour,
    )


def _legible(text: str) -> Text:
    return Text("\n".join(map(visible, text.split("\n"))))

"""``depeche demo``: the bot in a simulated Discord in the browser."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.options import Config, simulator_installed
from bot.cli.stopping import until_stopped
from bot.settings import DEFAULT_FILE, load_settings


def demo(
    config: Config = DEFAULT_FILE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Try the bot in the browser: a simulated Discord, no token, no account."""
    simulator_installed()
    from bot.demo.server import serve_demo
    from bot.logs import configure_logs

    settings = load_settings(config, os.environ)
    configure_logs(settings.log)
    settings = replace(settings, token="")
    console = Console(highlight=False, soft_wrap=True)

    def opened(address: str) -> None:
        console.print(f"\nDépêche is running in a simulated Discord. Open:\n\n    [bold]{address}[/]\n")
        console.print("Type [bold]/who[/] and choose a person. A digest arrives within a minute. Ctrl-C ends it.\n")
        if browser and _has_screen():
            webbrowser.open(address)

    asyncio.run(until_stopped(serve_demo(settings, port, opened)))
    console.print("\nThe demo has ended.")


def _has_screen() -> bool:
    """Without one, webbrowser would start a text browser in the terminal."""
    return sys.platform in {"win32", "darwin"} or any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY"))

"""Options and conditions that several commands share."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UsageError
from bot.settings import DEFAULT_FILE

Config = Annotated[
    Path,
    typer.Option("--config", envvar="DEPECHE_CONFIG", help="The configuration file.", show_default=str(DEFAULT_FILE)),
]


def simulator_installed() -> None:
    """Raise UsageError unless the simulated Discord, an extra, is there."""
    if find_spec("simcord") is None:
        raise UsageError("The simulated Discord is not installed. Install it with: pip install 'depeche[demo]'")

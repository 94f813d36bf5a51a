"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import DEFAULT_FILE

Config = Annotated[
    Path, typer.Option("--config", envvar="DEPECHE_CONFIG", help="The configuration file.", show_default=str(DEFAULT_FILE))
]

"""``depeche digest``: what operators see of the digests, without a token and without changing anything."""

from __future__ import annotations

import typer

from bot.cli.digests.checking import check
from bot.cli.digests.history import history
from bot.cli.digests.listing import list_
from bot.cli.digests.preview import preview
from bot.cli.digests.rehearsal import run


def digest() -> typer.Typer:
    """Return the command with its subcommands."""
    group = typer.Typer(help="The digests: who gets which, what became of them, what comes next.", no_args_is_help=True)
    group.command(name="list")(list_)
    group.command()(history)
    group.command()(preview)
    group.command()(run)
    group.command()(check)
    return group

"""Puts the commands together, and turns our own errors into a sentence and an exit code."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from io import TextIOWrapper

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.check import check
from bot.cli.coverage import coverage_
from bot.cli.db import db
from bot.cli.demo import demo
from bot.cli.digests import digest
from bot.cli.explain import explain
from bot.cli.export import export_
from bot.cli.new import new
from bot.cli.reports.phrases import visible
from bot.cli.run import run
from bot.cli.schema import schema
from bot.cli.sources import sources
from bot.cli.try_ import try_
from bot.cli.wanted import wanted
from bot.errors import ContentError, DepecheError, UsageError

USAGE = 2


def main() -> None:
    """Run ``depeche``; exits 0 when it did what it was asked, 1 when it could not, 2 when it was not understood."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters gets question marks for the others, rather than nothing at all.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app = typer.Typer(
        name="depeche",
        help="A Discord bot that delivers sourced briefings.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command()(check)
    app.command()(explain)
    app.command(name="coverage")(coverage_)
    app.add_typer(sources(), name="sources")
    app.command()(run)
    app.command()(demo)
    app.command(name="try")(try_)
    app.command(name="export")(export_)
    app.command()(wanted)
    app.add_typer(digest(), name="digest")
    app.add_typer(db(), name="db")
    app.command()(new)
    app.command()(schema)
    try:
        app()
    except UsageError as error:
        _complain(str(error).split("\n"))
        sys.exit(USAGE)
    except ContentError as error:
        count = len(error.problems)
        _complain([f"The briefings cannot be served; {count} to mend:", *map(str, error.problems)])
        sys.exit(1)
    except DepecheError as error:
        _complain(str(error).split("\n"))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _complain(lines: Iterable[str]) -> None:
    said = "\n".join(map(_harmless, lines))
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text.assemble(("depeche:", "bold red"), " ", said))


def _harmless(line: str) -> str:
    """Return ``line`` for a terminal, and for GitHub, where a line that begins with two colons is a command."""
    return re.sub(r"^(\s*):(?=:)", r"\1\\u003a", visible(line))

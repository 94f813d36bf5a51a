"""``depeche export``: the whole collection as one document, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cards.export import Format, export
from bot.cards.files import replace_file
from bot.cards.inspection import build_edition
from bot.cards.snapshot import take_snapshot
from bot.cli.briefings import whereabouts
from bot.cli.options import Config
from bot.errors import DepecheError, UsageError
from bot.settings import DEFAULT_FILE


def export_(
    format: Annotated[
        Format, typer.Option("--format", help="The words of the card files (json) or of schema.org (json-ld).")
    ] = "json",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it; the terminal if left out.")
    ] = None,
    content: Annotated[
        Path | None,
        typer.Option("--content", metavar="FOLDER", help="The folder of cards; the configured one if left out."),
    ] = None,
    config: Config = DEFAULT_FILE,
) -> None:
    """Write the published cards and their sources as one JSON document."""
    folder = content or whereabouts(config).folder
    document = export(build_edition(take_snapshot(folder)), format).encode()
    if output is None:
        _print(document)
    else:
        _write(output, document)


def _print(document: bytes) -> None:
    """Print UTF-8, which the document is by definition, whatever the terminal's own encoding is."""
    try:
        sys.stdout.buffer.write(document)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # whoever was reading has seen enough; typer ends the program without a word
    except OSError as error:
        raise DepecheError(f"The document cannot be printed ({error.strerror}).") from None


def _write(file: Path, document: bytes) -> None:
    try:
        if file.exists() and not file.is_file():
            what = "a folder" if file.is_dir() else "not a regular file"
            raise UsageError(f"{file} is {what}. Name a file with --output, or leave it out to print the document.")
        replace_file(file, document)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead to each other
        reason = getattr(error, "strerror", None) or "its links go round in a circle"
        raise UsageError(f"{file} cannot be written ({reason}). Name another place with --output.") from None

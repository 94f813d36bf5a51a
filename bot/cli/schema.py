"""``depeche schema``: the JSON Schemas that editors complete and underline cards by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.writing import writing
from bot.errors import DepecheError, UsageError

DEFAULT_FOLDER = Path("config/schema")


def schema(
    kind: Annotated[str, typer.Argument(help="Print the schema of this kind of card.", show_default=False)] = "",
    output: Annotated[Path, typer.Option("--output", help="The folder that the schemas lie in.")] = DEFAULT_FOLDER,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a schema is stale.")] = False,
) -> None:
    """Write the JSON Schemas of the cards, one per kind, for editors that read YAML."""
    from bot.cards.answers import kind_called
    from bot.cards.json_schema import schema_file, schema_text
    from bot.cards.schema import CLASSES

    if kind:
        if check or output != DEFAULT_FOLDER:
            raise UsageError("A schema that is printed is neither written nor checked: leave out KIND, or the options.")
        print(schema_text(kind_called(kind)), end="")
        return
    generated = {output / schema_file(each): schema_text(each).encode() for each in CLASSES}
    stale = {path: text for path, text in generated.items() if _contents(path) != text}
    if check and stale:
        names = ", ".join(str(path) for path in stale)
        raise DepecheError(
            f"The cards have changed their shape since these were written: {names}. Run {_again(output)}."
        )
    for path, text in stale.items():
        _write(path, text)
        print(f"wrote {path}")
    print(f"{len(generated)} schemas in {output}, {len(generated) - len(stale)} of them unchanged")


def _again(output: Path) -> str:
    return "depeche schema" if output == DEFAULT_FOLDER else f"depeche schema --output {output}"


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, text: bytes) -> None:
    with writing(path, "Name another folder with --output."):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)

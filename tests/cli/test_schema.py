"""``depeche schema`` keeps the files that editors read up to date, and touches nothing else."""

import json
from functools import partial
from pathlib import Path

import pytest

from bot.cards.json_schema import schema_file, schema_text
from bot.cards.schema import CLASSES
from tests.cli.support import at_once, depeche
from tests.conftest import ROOT


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_the_schemas_are_written_where_cards_look_for_them_and_then_left_alone(tmp_path: Path) -> None:
    first = depeche("schema", cwd=tmp_path)
    assert first.code == 0
    assert contents(tmp_path) == {f"config/schema/{schema_file(kind)}": schema_text(kind) for kind in CLASSES}
    assert first.out.splitlines() == [
        *(f"wrote {Path('config/schema', schema_file(kind))}" for kind in CLASSES),
        f"9 schemas in {Path('config/schema')}, 0 of them unchanged",
    ]
    again = depeche("schema", cwd=tmp_path)
    assert again.out == f"9 schemas in {Path('config/schema')}, 9 of them unchanged\n"


def test_a_stale_schema_is_named_and_only_written_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    depeche("schema", "--output", str(folder))
    (folder / "term.schema.json").write_text("{}")
    (folder / "quote.schema.json").unlink()
    (folder / "mine.json").write_text("mine")
    before = contents(folder)
    checked = depeche("schema", "--output", "schemas", "--check", cwd=tmp_path)
    assert checked.code == 1
    stale = f"{Path('schemas', 'quote.schema.json')}, {Path('schemas', 'term.schema.json')}"
    assert checked.complaint() == (
        f"The cards have changed their shape since these were written: {stale}. Run depeche schema --output schemas."
    )
    assert contents(folder) == before
    written = depeche("schema", "--output", "schemas", cwd=tmp_path)
    assert written.out.endswith("9 schemas in schemas, 7 of them unchanged\n")
    assert depeche("schema", "--output", "schemas", "--check", cwd=tmp_path).code == 0
    assert contents(folder)["mine.json"] == "mine"


def test_the_committed_schemas_pass_the_check() -> None:
    assert depeche("schema", "--check", cwd=ROOT).code == 0


def test_one_schema_is_printed(tmp_path: Path) -> None:
    said = at_once({kind: partial(depeche, "schema", kind, cwd=tmp_path) for kind in ("person", "people")})
    for outcome in said.values():
        assert outcome.code == 0
        assert outcome.out == schema_text("person")
        assert json.loads(outcome.out)["title"] == "Person"
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("persn",), "there is no kind of card 'persn'; did you mean 'person'?"),
        (("person", "--check"), "neither written nor checked"),
        (("person", "--output", "x"), "neither written nor checked"),
        (("--output", "taken/by/a/file"), "cannot be written (Not a directory)"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "taken").write_text("")
    outcome = depeche("schema", *arguments, cwd=tmp_path)
    assert outcome.code == 2
    assert words in outcome.complaint()
    assert contents(tmp_path) == {"taken": ""}

"""``depeche wanted``: what readers looked for several times and did not find."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cards.schema import Kind
from bot.storage.database import migrate, open_database
from bot.storage.misses import SqlMisses
from tests.cli.support import Outcome, depeche

MISSED: Mapping[tuple[str, Kind | None], int] = {
    ("Édith Piaf", "person"): 4,
    ("[red]quantique[/]", None): 3,
    ("slip", "person"): 2,
}


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data folder in which readers have looked for ``MISSED`` in vain."""
    engine = await open_database(f"sqlite:///{tmp_path}/depeche.db")
    await migrate(engine)
    misses = SqlMisses(engine)
    for (query, kind), times in MISSED.items():
        for _ in range(times):
            await misses.missed(query, kind)
    await engine.dispose()
    return tmp_path


def wanted(data: Path, *options: str) -> Outcome:
    return depeche("wanted", *options, DEPECHE_DATA_FOLDER=str(data))


def test_a_table_lists_what_was_asked_for_several_times_the_most_wanted_first(data: Path) -> None:
    outcome = wanted(data)
    assert (outcome.code, outcome.err) == (0, "")
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in outcome.out.splitlines() if "│" in line]
    assert cells == [["edith piaf", "person", "4"], ["red quantique", "anything", "3"]]


def test_a_program_gets_json(data: Path) -> None:
    expected = [
        {"query": "edith piaf", "kind": "person", "times": 4},
        {"query": "red quantique", "kind": None, "times": 3},
    ]
    assert json.loads(wanted(data, "--format", "json").out) == expected
    assert json.loads(wanted(data, "--format", "json", "--limit", "1").out) == expected[:1]


async def test_when_nothing_is_wanted_that_is_said(tmp_path: Path) -> None:
    engine = await open_database(f"sqlite:///{tmp_path}/depeche.db")
    await migrate(engine)
    await engine.dispose()
    assert wanted(tmp_path).out == "Nothing was looked for in vain several times.\n"
    assert json.loads(wanted(tmp_path, "--format", "json").out) == []


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    outcome = wanted(tmp_path)
    assert outcome.code == 1
    assert outcome.complaint() == f"There is no database {tmp_path}/depeche.db yet: the bot makes it when it is run."
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_the_bot_has_not_brought_up_to_date_is_said(tmp_path: Path) -> None:
    (tmp_path / "depeche.db").touch()
    outcome = wanted(tmp_path)
    assert outcome.code == 1
    assert "no such table: miss" in outcome.complaint()


@pytest.mark.parametrize("wrong", [("--format", "xml"), ("--limit", "0")])
def test_an_option_that_means_nothing_is_a_usage_error(data: Path, wrong: tuple[str, str]) -> None:
    assert wanted(data, *wrong).code == 2

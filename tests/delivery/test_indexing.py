"""The search index is made once for each state of the cards, and whatever happens to its file costs time only."""

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

import bot.delivery.indexing
from bot.cards.fulltext.writing import write_index
from bot.cards.schema import Card
from bot.delivery.editions import EditionBuilder
from bot.presentation.localizer import load_localizers
from tests.world.support import edit, write_card


class Desk:
    """A folder of briefings, searched as by a new process each time; ``made`` counts the indexes that were made."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.made = 0
        self.card = write_card(home / "briefings", "term", "kiwi", definition={"fr": "Un fruit.", "en": "A fruit."})

        def writing(cards: Collection[Card]) -> bytes:
            self.made += 1
            return write_index(cards)

        monkeypatch.setattr(bot.delivery.indexing, "write_index", writing)

    @property
    def file(self) -> Path:
        return self.home / "data" / "search-index.msgpack"

    def builder(self) -> EditionBuilder:
        return EditionBuilder(self.home / "briefings", self.home / "none", self.home / "data", load_localizers())

    def search(self, query: str) -> list[str]:
        builder = self.builder()
        found = builder.build(builder.snapshot()).fulltext.search(query, "fr")
        return [hit.card_id for hit in found.hits]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_what_has_not_changed_is_not_indexed_again(desk: Desk) -> None:
    assert desk.search("fruits") == ["kiwi"]
    assert desk.search("fruits") == ["kiwi"]
    assert desk.made == 1


def test_an_edit_is_indexed(desk: Desk) -> None:
    desk.search("fruit")
    edit(desk.card, "Un fruit.", "Un oiseau.")
    assert desk.search("oiseaux") == ["kiwi"]
    assert desk.made == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-100] + bytes(100),
        lambda data: b"\x93\x01\x02\x03",
        lambda data: b"\xc1",
    ],
    ids=["empty", "cut", "overwritten", "something else", "no msgpack"],
)
def test_a_damaged_file_only_costs_time(damage: Callable[[bytes], bytes], desk: Desk) -> None:
    desk.search("fruit")
    desk.file.write_bytes(damage(desk.file.read_bytes()))
    assert desk.search("fruit") == ["kiwi"]
    assert desk.made == 2
    assert desk.search("fruit") == ["kiwi"]
    assert desk.made == 2


def test_a_file_that_cannot_be_written_only_costs_time(desk: Desk) -> None:
    desk.file.mkdir(parents=True)
    assert desk.search("fruit") == ["kiwi"]
    assert desk.search("fruit") == ["kiwi"]
    assert desk.made == 2


def test_a_check_needs_no_index(desk: Desk) -> None:
    builder = desk.builder()
    builder.inspect(builder.snapshot(), advice=True)
    assert desk.made == 0
    assert not desk.file.exists()


@pytest.mark.parametrize("program", ["Stemmer.version", "sqlite3.sqlite_version"])
def test_another_program_does_not_take_its_index(program: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.search("fruit")
    monkeypatch.setattr(program, (lambda: "0") if program == "Stemmer.version" else "0")
    desk.search("fruit")
    assert desk.made == 2

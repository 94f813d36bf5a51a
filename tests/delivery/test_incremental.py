"""What was measured and compared is remembered, and done again whenever the answer may be another."""

from collections.abc import Iterator
from pathlib import Path

import msgpack
import pytest

import bot.delivery.incremental
from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.lint import advise
from bot.delivery.editions import EditionBuilder
from bot.presentation.limits import measure
from bot.presentation.localizer import load_localizers
from tests.cards.support import card, written

ARTICLE = "Une phrase sur Ada et douze lampes. Elle n’est pas longue."
SOURCE = f"""\
id: article
kind: source
title: Un article
published: 2025-08
language: fr
snapshot: article.txt
sha256: {lock.sha256(ARTICLE)}
"""
ADA = card("person", "ada", "affiliation: atelier")
ATELIER = card("organization", "atelier")
ZOE = card("person", "zoe")
ALL = {"organizations/atelier.yaml", "people/ada.yaml", "people/zoe.yaml"}


class Desk:
    """A folder of briefings; ``measured`` and ``advised`` are the files that the last check looked into."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.measured: set[str] = set()
        self.advised: set[str] = set()
        written(home / "briefings", {"sources/article.yaml": SOURCE, "people/ada.yaml": ADA, "people/zoe.yaml": ZOE})
        written(home / "briefings", {"organizations/atelier.yaml": ATELIER})
        written(home / "texts", {"article.txt": ARTICLE})

        def measuring(edition: object, cards: dict[str, object], *rest: object) -> Iterator[object]:
            self.measured |= cards.keys()
            return measure(edition, cards, *rest)  # type: ignore[arg-type]

        def advising(edition: object, cards: dict[str, object]) -> Iterator[object]:
            self.advised |= cards.keys()
            return advise(edition, cards)  # type: ignore[arg-type]

        monkeypatch.setattr(bot.delivery.incremental, "measure", measuring)
        monkeypatch.setattr(bot.delivery.incremental, "advise", advising)

    def check(self, *, articles: bool = True) -> list[str]:
        """Check as a new process would, and return the codes of what was found."""
        self.measured.clear()
        self.advised.clear()
        texts = self.home / ("texts" if articles else "none")
        builder = EditionBuilder(self.home / "briefings", texts, self.home / "data", load_localizers())
        problems: tuple[Problem, ...] = builder.inspect(builder.snapshot(), advice=True).problems
        return [problem.code for problem in problems if problem.code != "S07"]

    def rewrite(self, file: str, old: str, new: str) -> None:
        path = self.home / "briefings" / file
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    @property
    def remembered(self) -> Path:
        (path,) = (self.home / "data").glob("fit*.msgpack")
        return path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path, monkeypatch)
    assert made.check() == []
    assert made.measured == made.advised == ALL
    return made


def test_what_has_not_changed_is_not_measured_again(desk: Desk) -> None:
    assert desk.check() == []
    assert desk.measured == desk.advised == set()


def test_a_changed_card_is_and_so_are_those_that_show_it(desk: Desk) -> None:
    desk.rewrite("organizations/atelier.yaml", "name: Atelier", "name: Le grand atelier")
    desk.check()
    assert desk.measured == {"organizations/atelier.yaml", "people/ada.yaml"}


def test_a_card_that_nobody_shows_is_measured_alone(desk: Desk) -> None:
    desk.rewrite("people/zoe.yaml", "Une phrase.", "Une autre phrase.")
    desk.check()
    assert desk.measured == {"people/zoe.yaml"}
    assert desk.advised == {"people/zoe.yaml"}


def test_a_name_that_is_new_may_stand_in_any_sentence(desk: Desk) -> None:
    desk.rewrite("people/zoe.yaml", "name: Zoe", "name: Zoé")
    desk.check()
    assert desk.advised == ALL


def test_a_neighbour_that_is_gone_is_noticed(desk: Desk) -> None:
    desk.rewrite("organizations/atelier.yaml", "status: published", "status: draft")
    desk.check()
    assert desk.measured == {"people/ada.yaml"}


def test_passages_are_shown_only_where_the_articles_are(desk: Desk) -> None:
    desk.check(articles=False)
    assert desk.measured == ALL
    desk.check()
    assert desk.measured == ALL


def test_a_card_that_is_wrong_is_looked_at_again(desk: Desk) -> None:
    """Only what is right is remembered: a warning must not be said once only."""
    desk.rewrite("people/zoe.yaml", "name: Zoe", f"name: {'Z' * 90}")
    desk.rewrite(
        "people/zoe.yaml",
        "cite:",
        "facts: [{id: f, text: {fr: Quinze., en: Fifteen.}, cite: [{source: article, passage: Une phrase}]}]\ncite:",
    )
    assert sorted(desk.check()) == ["C02", "S09"]
    assert sorted(desk.check()) == ["C02", "S09"]
    assert desk.measured == desk.advised == {"people/zoe.yaml"}


def test_an_article_that_was_refused_and_is_right_again_is_compared(desk: Desk) -> None:
    """While it was refused, nothing could be said about the sentences that cite it."""
    desk.rewrite(
        "people/zoe.yaml",
        "cite:",
        "facts: [{id: f, text: {fr: Quinze., en: Fifteen.}, cite: [{source: article, passage: Une phrase}]}]\ncite:",
    )
    desk.rewrite("sources/article.yaml", "sha256: ", "sha256: 0")
    desk.rewrite("sources/article.yaml", lock.sha256(ARTICLE), lock.sha256(ARTICLE)[:-1])
    assert "S09" not in desk.check()
    desk.rewrite("sources/article.yaml", "sha256: 0" + lock.sha256(ARTICLE)[:-1], f"sha256: {lock.sha256(ARTICLE)}")
    assert desk.check() == ["S09"]


def test_another_program_measures_anew(desk: Desk) -> None:
    program, right = msgpack.unpackb(desk.remembered.read_bytes())
    assert len(right) == len(ALL) + 1  # each of them, and all together
    desk.remembered.write_bytes(msgpack.packb([program + b"?", right]))
    desk.check()
    assert desk.measured == ALL


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xc1",
        b"not msgpack at all",
        msgpack.packb(None),
        msgpack.packb([1, 2, 3]),
        msgpack.packb({"a": 1}),
        msgpack.packb([b"program", 5]),
        b"\x92\xc4\x10",
    ],
)
def test_a_damaged_file_costs_the_time_to_measure(content: bytes, desk: Desk) -> None:
    desk.remembered.write_bytes(content)
    assert desk.check() == []
    assert desk.measured == ALL
    desk.check()
    assert desk.measured == set()


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    desk = Desk(tmp_path, monkeypatch)
    for _ in range(2):
        assert desk.check() == []
        assert desk.measured == ALL
    assert (tmp_path / "data").read_text() == "a file where the folder should be"

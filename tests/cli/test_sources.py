"""``depeche sources``: the sources with what rests on them, and the passages behind each sentence of a card."""

from pathlib import Path

import pytest

from tests.cli.newsroom import Newsroom, furnish
from tests.cli.support import Outcome

WIDE = "200"  # characters


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return furnish(tmp_path)


def show(newsroom: Newsroom, *arguments: str, articles: bool = True) -> Outcome:
    named = ("--articles", "texts") if articles else ()
    return newsroom.run("sources", "show", *arguments, *named, COLUMNS=WIDE)


def test_each_source_is_listed_with_its_citations(newsroom: Newsroom) -> None:
    newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... 15")
    with_articles = newsroom.run("sources", "--articles", "texts", COLUMNS=WIDE)
    assert with_articles.code == 0
    assert with_articles.out.splitlines()[:2] == ["brest", "  La lampe de Brest · 2026-03"]
    assert "3 cards, 4 citations: 3 verified" in with_articles.out
    newsroom.rewrite("people/zoe.yaml", "Gall ... 15", "Gall ... 12")
    without = newsroom.run("sources", COLUMNS=WIDE)
    assert "3 cards, 4 citations: 4 locked" in without.out


def test_a_source_that_nobody_cites(newsroom: Newsroom) -> None:
    (newsroom.briefings / "sources" / "other.yaml").write_text(
        "id: other\nkind: source\ntitle: '[b]Autre[/b]'\npublished: 2026\nlanguage: fr\n"
    )
    outcome = newsroom.run("sources", COLUMNS=WIDE)
    assert "0 cards, 0 citations: none" in outcome.out
    assert "[b]Autre[/b]" in outcome.out


def test_each_sentence_stands_beside_its_whole_passage(newsroom: Newsroom) -> None:
    outcome = show(newsroom, "ada")
    assert outcome.code == 0
    assert "Ada Morel" in outcome.out.splitlines()[0]
    row = next(line for line in outcome.out.splitlines() if "Sa lampe ne se vend pas." in line)
    assert "Elle n’est pas à vendre, dit Ada Morel" in row
    assert "Une équipe de Brest a montré le 3 mars une lampe qui éclaire dix ans" in outcome.out
    assert "brest, verified" in outcome.out


def test_without_the_article_there_are_its_two_ends(newsroom: Newsroom) -> None:
    outcome = show(newsroom, "ada", articles=False)
    assert outcome.code == 0
    assert "Elle n’est pas ... Ada Morel" in outcome.out
    assert "à vendre" not in outcome.out
    assert "brest, locked" in outcome.out


def test_in_english(newsroom: Newsroom) -> None:
    outcome = show(newsroom, "ada", "--locale", "en")
    assert "Her lamp is not for sale." in outcome.out
    assert "Sa lampe" not in outcome.out


@pytest.mark.parametrize("name", ["zoe", "Zoé Le Gall", "zoe le gall", "ZOE"])
def test_a_card_may_be_named_as_readers_do(name: str, newsroom: Newsroom) -> None:
    assert "Elle a commandé la lampe." in show(newsroom, name).out


def test_a_name_that_nobody_has_is_answered_with_the_closest(newsroom: Newsroom) -> None:
    outcome = show(newsroom, "zoé le gal")
    assert outcome.code in {0, 2}
    unknown = show(newsroom, "quelqu’un d’autre")
    assert unknown.code == 2
    assert "There is no card 'quelqu’un d’autre'" in unknown.complaint()


def test_a_passage_that_is_refused_is_said_not_to_be_there(newsroom: Newsroom) -> None:
    newsroom.rewrite("people/zoe.yaml", "Gall ... 12", "Gall ... 15")
    outcome = show(newsroom, "zoe")
    assert "Zoé Le Gall ... 15" in outcome.out
    assert "brest, not in it" in outcome.out
    assert "verified" not in outcome.out


def test_a_narrow_terminal_breaks_lines_and_loses_no_word(newsroom: Newsroom) -> None:
    outcome = newsroom.run("sources", "show", "ada", "--articles", "texts", COLUMNS="40")
    assert max(map(len, outcome.out.splitlines())) <= 40
    for word in ("équipe", "montré", "éclaire", "vendre,"):
        assert word in outcome.out

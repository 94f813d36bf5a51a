"""``depeche sources``: the sources with what rests on them, and the passages behind each sentence of a card."""

from pathlib import Path

import pytest

from bot.cards.lock import sha256
from tests.cli.newsroom import ARTICLE, Newsroom, furnish
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


UNSURE = """\
      en: Her lamp is not for sale.
    certainty: reported
    said_by: zoe
    date: {date: 2026-03, basis: inferred, note: {fr: Sans jour., en: No day.}}
    basis: inferred
    note: {fr: Elle le tait., en: She does not say.}
"""


def test_a_sentence_says_how_sure_it_is_and_who_says_it(newsroom: Newsroom) -> None:
    newsroom.rewrite("people/ada.yaml", "      en: Her lamp is not for sale.\n", UNSURE)
    newsroom.rewrite(
        "people/ada.yaml",
        "\ncite:\n",
        "\nrelations:\n  - type: rival-of\n    card: zoe\n    certainty: disputed\n    cite:\n"
        '      - source: brest\n        passage: "Zoé Le Gall ... 12"\ncite:\n',
    )
    outcome = newsroom.run("sources", "show", "ada", "--articles", "texts", "--locale", "en", COLUMNS="400")
    remarks = "reported; according to Zoé Le Gall; 2026-03; date inferred: No day; inferred: She does not say"
    assert f"│ Her lamp is not for sale. ({remarks}) " in outcome.out
    assert "│ relation: rival-of zoe (disputed) " in outcome.out
    assert "│ summary: She has shown a lamp. " in outcome.out


def test_a_passage_with_quotation_marks_gets_no_others(newsroom: Newsroom) -> None:
    assert "│ Personne ne la veut encore », admet-elle " in show(newsroom, "nobody-yet").out
    assert "│ « Zoé Le Gall en a commandé 12 » " in show(newsroom, "zoe").out


HOSTILE = "\x1b[2J\x1b]8;;https://evil.example\x07\u202e\x9b1m\u2066"
DISARMED = r"\u001b[2J\u001b]8;;https://evil.example\u0007\u202e\u009b1m\u2066"


def test_nothing_in_an_article_reaches_the_terminal_but_letters(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("Elle n’est pas à vendre", f"Elle n’est pas à {HOSTILE} vendre")
    (newsroom.articles / "brest.txt").write_text(article, "utf-8")
    newsroom.rewrite("sources/brest.yaml", sha256(ARTICLE), sha256(article))
    outcome = newsroom.run("sources", "show", "ada", "--articles", "texts", COLUMNS="400")
    assert f"Elle n’est pas à {DISARMED} vendre, dit Ada Morel" in outcome.out
    assert not set(HOSTILE) - set(DISARMED) & set(outcome.out)


def test_nor_does_anything_in_a_card_or_a_source(newsroom: Newsroom) -> None:
    escaped = HOSTILE.encode("unicode_escape").decode().replace("\\x9b", "\\u009b")
    newsroom.rewrite("sources/brest.yaml", "title: La lampe de Brest", f'title: "La lampe {escaped} de Brest"')
    newsroom.rewrite("people/ada.yaml", "name: Ada Morel", f'name: "Ada {escaped} Morel"')
    newsroom.rewrite("people/ada.yaml", "fr: Sa lampe ne se vend pas.", f'fr: "Sa lampe {escaped} ne se vend pas."')
    listed, shown = newsroom.run("sources", COLUMNS="400"), show(newsroom, "ada")
    assert f"La lampe {DISARMED} de Brest" in listed.out
    assert f"Ada {DISARMED} Morel" in shown.out
    assert f"Sa lampe {DISARMED} ne se vend pas." in shown.out
    for told in (listed, shown):
        assert not set(HOSTILE) - set(DISARMED) & set(told.out + told.err)

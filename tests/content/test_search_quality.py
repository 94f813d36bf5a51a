"""What readers would type, and whether they find it; ``queries.tsv`` was written before any engine was asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from tests.content.search_quality import REVIEWED, Judged, first_cards, judged, misses, report, without_accents

GOAL = 0.95


@pytest.fixture(scope="module")
def edition() -> Edition:
    return build_edition(take_snapshot(Path(__file__).parents[2] / "briefings"))


def test_every_judged_card_is_published_and_no_query_is_judged_twice(edition: Edition) -> None:
    every = list(judged())
    assert all(each.cards <= edition.published.keys() for each in judged(REVIEWED))
    assert all(each.cards and each.cards <= edition.published.keys() for each in every)
    assert len({(each.language, each.query) for each in every}) == len(every)
    assert all(sum(each.language == language for each in every) >= 30 for language in LANGUAGES)


@pytest.mark.parametrize("typed", [str, without_accents], ids=["as written", "without accents"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_looked_for_is_among_the_first_three(
    language: Language, typed: Callable[[str], str], edition: Edition
) -> None:
    of_all = sum(each.language == language for each in judged())
    assert 1 - len(misses(edition, language, typed)) / of_all >= GOAL, "\n".join(report(edition))


@pytest.mark.parametrize("each", list(judged(REVIEWED)), ids=lambda each: each.query)
def test_what_a_reader_looked_for_is_where_they_looked(each: Judged, edition: Edition) -> None:
    assert each.cards & set(first_cards(edition, each.query, each.language, each.first))


@pytest.mark.parametrize("query", ["securite", "sécurités", "l'IA chinoise", "ouvrir les poids"])
def test_these_find_what_they_should(query: str, edition: Edition) -> None:
    (expected,) = (each.cards for each in judged() if each.query == query)
    assert expected.intersection(first_cards(edition, query, "fr"))

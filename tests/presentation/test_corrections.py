"""What readers are told of the mistakes that a card had."""

import pytest

from bot.cards.text import LANGUAGES, Language
from bot.presentation.cards import card_pages
from tests.presentation.support import LOCALIZERS, check_limits, edition_of, raw_card


def corrections(*days: str) -> list[dict[str, object]]:
    return [{"date": day, "note": {"fr": f"Faux *le* {day} @here.", "en": f"Wrong *on* {day} @here."}} for day in days]


def shown(language: Language, *days: str) -> list[list[str]]:
    """Return the blocks of each page of a card that was corrected on ``days``, written in this order."""
    edition = edition_of([raw_card("person", "ada", updated="2026-12-01", corrections=corrections(*days))])
    pages = card_pages(edition.published["ada"], edition, LOCALIZERS[language])
    for page in pages:
        check_limits(page)
    return [list(page.blocks) for page in pages]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            [
                "-# Corrigé le 1er décembre 2026\u00a0: Faux \\*le\\* 2026-12-01 \\@here.",
                "-# Corrigé le 22 novembre 2026\u00a0: Faux \\*le\\* 2026-11-22 \\@here.",
            ],
        ),
        (
            "en",
            [
                "-# Corrected on 1 December 2026: Wrong \\*on\\* 2026-12-01 \\@here.",
                "-# Corrected on 22 November 2026: Wrong \\*on\\* 2026-11-22 \\@here.",
            ],
        ),
    ],
)
def test_corrections_stand_above_the_foot_in_small_print_the_latest_first(language: Language, lines: list[str]) -> None:
    (blocks,) = shown(language, "2026-11-22", "2026-12-01")
    assert blocks[-2].split("\n") == lines
    assert blocks[-1].startswith("-# ")


def test_a_card_without_corrections_says_nothing_of_them() -> None:
    (blocks,) = shown("en")
    assert "orrect" not in "".join(blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_many_corrections_go_on_over_pages_and_none_is_left_out(language: Language) -> None:
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 12) for day in range(1, 28)]
    pages = shown(language, *days)
    assert len(pages) > 1
    told = "\n".join(block for blocks in pages for block in blocks)
    places = [told.index(f" {day} ") for day in sorted(days, reverse=True)]
    assert places == sorted(places)
    assert all(told.count(f" {day} ") == 1 for day in days)

"""The pages that are kept: the same as those made anew, of the present edition only, and not without end."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.lazy import LazyPages
from bot.presentation.pages import Pages, pages_for
from bot.presentation.routes import (
    ArticlesRoute,
    CardRoute,
    ComparisonRoute,
    EvidenceRoute,
    QuotesRoute,
    Route,
    SearchRoute,
    StoryRoute,
    TimelineRoute,
)
from bot.presentation.sheet import Sheet
from tests.conftest import ROOT
from tests.presentation.support import LOCALIZERS, edition_of, raw_card

ROUTES: tuple[Route, ...] = (
    CardRoute("openai"),
    EvidenceRoute("openai"),
    TimelineRoute(),
    TimelineRoute("openai"),
    TimelineRoute(first="tomorrow"),
    QuotesRoute(),
    QuotesRoute("sam-altman"),
    ComparisonRoute("openai", "alibaba"),
    SearchRoute(0, "open"),
    SearchRoute(0, "xyzzy"),
    ArticlesRoute(),
    StoryRoute("us-china-race"),
    CardRoute("nobody"),
)


@pytest.fixture(scope="module")
def real() -> Edition:
    return build_edition(take_snapshot(ROOT / "briefings"))


def every_page(route: Route, edition: Edition, language: Language) -> Iterator[Route]:
    """Yield ``route`` at each of its pages, the last one first, and beyond that."""
    for page in reversed(range(len(pages_for(route, edition, LOCALIZERS[language])) + 2)):
        yield replace(route, page=page)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_page_is_the_one_that_would_be_made(real: Edition, route: Route, language: Language) -> None:
    pages, localizer = Pages(), LOCALIZERS[language]
    for _ in range(2):
        for each in every_page(route, real, language):
            made = pages_for(each, real, localizer)
            assert pages.sheet_for(each, real, localizer) == made[min(each.page, len(made) - 1)]


def test_a_page_is_made_once(real: Edition) -> None:
    pages = Pages()
    for route in ROUTES:
        first = pages.sheet_for(route, real, LOCALIZERS["fr"])
        assert pages.sheet_for(route, real, LOCALIZERS["fr"]) is first


def test_of_a_long_list_only_the_page_that_is_asked_for_is_laid_out() -> None:
    laid_out: list[int] = []

    def make(page: int) -> Sheet:
        laid_out.append(page)
        return Sheet(page, ())

    pages = LazyPages(500, make)
    assert (len(pages), pages[7].colour, pages[-1].colour) == (500, 7, 499)
    assert laid_out == [7, 499]
    assert [page.colour for page in pages[2:8:3]] == [2, 5]
    with pytest.raises(IndexError):
        pages[500]


@pytest.mark.parametrize("route", [TimelineRoute(), TimelineRoute("ada"), QuotesRoute(), QuotesRoute("ada")], ids=str)
def test_long_lists_wait_to_be_laid_out(route: Route) -> None:
    events = [raw_card("event", f"e-{day}", start=f"2025-01-{day}", participants=["ada"]) for day in range(10, 31)]
    said = {"said_by": "ada", "text": "Words.", "original_language": "en"}
    quotes = [raw_card("quote", f"q-{number}", **said) for number in range(21)]
    pages = pages_for(route, edition_of([raw_card("person", "ada"), *events, *quotes]), LOCALIZERS["fr"])
    assert len(pages) > 1
    assert isinstance(pages, LazyPages)


def test_each_language_has_its_own_pages(real: Edition) -> None:
    pages = Pages()
    french, english = (pages.sheet_for(CardRoute("openai"), real, LOCALIZERS[each]) for each in LANGUAGES)
    assert french != english


def test_another_edition_is_never_shown_the_pages_of_the_one_before() -> None:
    """Not even when both have one number, as when only an article has changed."""
    old, new = (
        edition_of([raw_card("person", "ada", summary={"fr": words, "en": words})]) for words in ("Before.", "After.")
    )
    new = replace(new, number=old.number)
    pages = Pages()
    for edition, words in ((old, "Before."), (new, "After."), (old, "Before.")):
        for _ in range(2):
            assert words in pages.sheet_for(CardRoute("ada"), edition, LOCALIZERS["en"]).blocks[0]


def test_only_so_many_pages_are_kept_and_the_latest_stay(real: Edition) -> None:
    pages = Pages(most=3)
    popular = pages.sheet_for(CardRoute("openai"), real, LOCALIZERS["en"])
    for card_id in list(real.published)[:20]:
        pages.sheet_for(CardRoute(card_id), real, LOCALIZERS["en"])
        assert pages.sheet_for(CardRoute("openai"), real, LOCALIZERS["en"]) is popular
    assert len(pages._kept) == 3

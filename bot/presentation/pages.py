"""From a route to the message it leads to: every page that readers walk through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.cards.library import Edition
from bot.presentation import notices
from bot.presentation.articles import article_pages
from bot.presentation.cards import card_pages
from bot.presentation.comparison import comparison_pages
from bot.presentation.localizer import Localizer
from bot.presentation.quotes import quote_pages
from bot.presentation.results import result_pages
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
    in_full,
)
from bot.presentation.sheet import Sheet
from bot.presentation.sources import source_pages
from bot.presentation.stories import story_pages
from bot.presentation.timeline import timeline_pages


def sheet_for(route: Route, edition: Edition, localizer: Localizer) -> Sheet:
    """Return the page that ``route`` leads to; one beyond the last, from an older edition's button, is the last.

    Where it leads nowhere any more, the page says so. A ``CatchUpRoute`` is not for here: it needs the database.
    """
    if not all(card_id in edition.published for card_id in _named_by(route, edition)):
        return notices.card_gone(localizer)
    try:
        pages = _PAGES[type(route)](route, edition, localizer)
    except ValueError:
        return notices.bad_date(localizer)
    return pages[min(route.page, len(pages) - 1)]


def _named_by(route: Route, edition: Edition) -> list[str]:
    """Return the ids of the cards without which ``route`` leads nowhere."""
    match route:
        case CardRoute(card) | EvidenceRoute(card) | StoryRoute(card):
            return [card]
        case ComparisonRoute(first, second):
            named = [first, second]
        case QuotesRoute(person, topic):
            named = [person, topic]
        case TimelineRoute(topic):
            named = [topic]
        case _:
            named = []
    return [in_full(short, edition.published) for short in named if short]


_PAGES: Mapping[type[Route], Callable[[Any, Edition, Localizer], Sequence[Sheet]]] = {
    CardRoute: lambda route, edition, localizer: card_pages(edition.published[route.card], edition, localizer),
    EvidenceRoute: lambda route, edition, localizer: source_pages(edition.published[route.card], edition, localizer),
    StoryRoute: story_pages,
    TimelineRoute: timeline_pages,
    QuotesRoute: quote_pages,
    ComparisonRoute: comparison_pages,
    SearchRoute: result_pages,
    ArticlesRoute: article_pages,
}

"""From a route to the message it leads to: every page that readers walk through."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.cards.library import Edition
from bot.cards.text import Language
from bot.presentation import notices
from bot.presentation.articles import article_pages
from bot.presentation.bounds import BadBound
from bot.presentation.cards import card_pages
from bot.presentation.comparison.pages import comparison_pages
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

_KEPT = 2_000  # pages, of some 5 kB each


class Pages:
    """Keeps the pages that readers asked for lately: most ask for the same ones.

    They all belong to one edition, that very object: two may have one number and yet differ, in their evidence.
    """

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._edition: Edition | None = None
        self._kept: OrderedDict[tuple[Route, Language], Sheet] = OrderedDict()

    def sheet_for(self, route: Route, edition: Edition, localizer: Localizer) -> Sheet:
        """Return the page that ``route`` leads to; one beyond the last, from an older edition's button, is the last."""
        if edition is not self._edition:
            self._edition = edition
            self._kept.clear()
        key = (route, localizer.language)
        sheet = self._kept.get(key)
        if sheet is None:
            sheet = self._make(route, edition, localizer)
            self._keep(key, sheet)
        else:
            self._kept.move_to_end(key)
        return sheet

    def give_up(self, edition: Edition) -> object:
        """Let go of ``edition``, if the pages are its own, and return them."""
        if edition is not self._edition:
            return None
        kept, self._kept, self._edition = self._kept, OrderedDict(), None
        return kept

    def _make(self, route: Route, edition: Edition, localizer: Localizer) -> Sheet:
        pages = pages_for(route, edition, localizer)
        # What was made in one go is kept as one, for those who turn its pages. A story is another at each of its pages.
        if isinstance(pages, list) and not isinstance(route, StoryRoute):
            for number, sheet in enumerate(pages):
                if number != route.page:
                    self._keep((replace(route, page=number), localizer.language), sheet)
        return pages[min(route.page, len(pages) - 1)]

    def _keep(self, key: tuple[Route, Language], sheet: Sheet) -> None:
        self._kept[key] = sheet
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def pages_for(route: Route, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return all the pages between which ``route`` names one, of which there is at least one.

    Where it leads nowhere any more, the page says so. A ``CatchUpRoute`` and an ``AboutRoute`` are not for
    here: they need the database and the registered commands.
    """
    if not all(card_id in edition.published for card_id in _named_by(route, edition)):
        return [notices.card_gone(localizer)]
    if isinstance(route, StoryRoute) and edition.published[route.story].kind != "story":
        return [notices.dead_end(localizer)]
    try:
        return _PAGES[type(route)](route, edition, localizer)
    except BadBound:
        return [notices.bad_date(localizer)]


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

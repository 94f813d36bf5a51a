"""Two cards of a kind side by side, as pages of a message: what differs first."""

from __future__ import annotations

from bot.cards.library import Edition
from bot.presentation import notices, vocabulary
from bot.presentation.comparison.between import between
from bot.presentation.comparison.pair import MARKS, Pair
from bot.presentation.comparison.refusals import links_to, of_two_kinds, the_same_twice
from bot.presentation.comparison.sections import Section, marked, spread
from bot.presentation.comparison.side_by_side import fields_of, left_over, to_be_read, weighed
from bot.presentation.comparison.values import sources_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.navigation import Press
from bot.presentation.paging import Paging
from bot.presentation.routes import ComparisonRoute, brief, in_full
from bot.presentation.sheet import Sheet
from bot.presentation.voices import Unit


def comparison_pages(route: ComparisonRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page; two cards that cannot be compared get one that says why, and what can be done instead."""
    first, second = (edition.published.get(in_full(each, edition.published)) for each in (route.first, route.second))
    if first is None or second is None:
        return [notices.card_gone(localizer)]
    pair = Pair(first, second, edition, localizer)
    if first.id == second.id:
        return [the_same_twice(pair)]
    if first.kind != second.kind:
        return [of_two_kinds(pair)]
    paging = _paging(pair)
    return paging.sheets(spread(_sections(pair), paging.room))


def _sections(pair: Pair) -> list[Section]:
    """Return what differs and what contradicts, what is alike, what has to be read, and in small print the rest."""
    fields = fields_of(pair)
    found, nothing = between(pair)
    small = [f"-# {line}" for line in (*left_over(fields, pair), nothing) if line]
    rest = Section("", tuple(Unit(line, (line,)) for line in small))
    sections = (*weighed(fields, pair), *found, to_be_read(fields, pair), rest)
    return [section for section in sections if section.rows]


def _paging(pair: Pair) -> Paging:
    route = ComparisonRoute(brief(pair.first.id), brief(pair.second.id))
    sources, t = len(sources_of(pair.first) | sources_of(pair.second)), pair.localizer.gettext
    counted = pair.localizer.ngettext("{count} source", "{count} sources", sources)
    return Paging(
        route,
        pair.edition,
        pair.localizer,
        vocabulary.COLOURS[pair.first.kind],
        _head(pair),
        parts=[counted.format(count=pair.localizer.number(sources))],
        ways=[Press(t("Swap sides"), ComparisonRoute(route.second, route.first))],
        links=links_to(pair.cards, pair),
    )


def _head(pair: Pair) -> str:
    """Return the names of both cards with the marks that stand for them below."""
    t, language, kind = pair.localizer.gettext, pair.localizer.language, pair.first.kind
    names = (plain(card.name.to(language)) for card in pair.cards)
    title = " · ".join(map(marked, MARKS, names))
    subtitle = t("Comparison of {two}").format(two=t(vocabulary.TWO_OF[kind]))
    return f"### {title}\n-# {vocabulary.SYMBOLS[kind]} {subtitle}"

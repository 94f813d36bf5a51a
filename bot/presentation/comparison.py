"""Two cards of a kind side by side, as pages of a message; or why they cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.cards.library import Edition
from bot.cards.schema import Card, Kind
from bot.presentation import notices, vocabulary
from bot.presentation.between import between
from bot.presentation.footers import footer
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_LABEL, REMARK, Room, clipped
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.pairs import Pair, Paragraph
from bot.presentation.reading import sources_of
from bot.presentation.routes import ComparisonRoute, TimelineRoute, brief, in_full
from bot.presentation.sheet import FRAME_OCTETS, Link, Sheet, by_section, paginate
from bot.presentation.verdicts import compared_fields

# How a sentence speaks of one card of a kind, and of two.
_SPOKEN: Mapping[Kind, tuple[str, str]] = {
    "person": (N_("a person"), N_("two people")),
    "model": (N_("a model"), N_("two models")),
    "organization": (N_("an organization"), N_("two organizations")),
    "event": (N_("an event"), N_("two events")),
    "quote": (N_("a quotation"), N_("two quotations")),
    "term": (N_("a term"), N_("two terms")),
    "claim": (N_("a claim"), N_("two claims")),
    "story": (N_("a story"), N_("two stories")),
}
_MOST_OFFERED = 3  # comparisons to choose from instead of a card with itself


def comparison_pages(route: ComparisonRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page; two cards that cannot be compared get one that says why, and what can be done instead."""
    first, second = (edition.published.get(in_full(each, edition.published)) for each in (route.first, route.second))
    if first is None or second is None:
        return [notices.card_gone(localizer)]
    pair = Pair(first, second, edition, localizer)
    if first.id == second.id:
        return [_the_same_twice(pair)]
    if first.kind != second.kind:
        return [_of_two_kinds(pair)]
    return _side_by_side(pair)


def _side_by_side(pair: Pair) -> list[Sheet]:
    head, links = _head(pair), _links(pair.cards, pair)
    taken = FRAME_OCTETS + sum(link.octets for link in links)
    room = Room() - Room.of(head, taken) - Room.of(_foot(pair, 98, 99)) - REMARK
    sections = (compared_fields(pair), between(pair))
    pieces = [
        # With an empty line after it: paragraphs are set apart by one.
        (number, f"{piece}\n")
        for number, section in enumerate(sections)
        for paragraph in section
        for piece in _pieces(paragraph, room)
    ]
    pages = paginate((piece for _, piece in pieces), room)
    following = iter(pieces)
    return [
        Sheet(
            vocabulary.COLOURS[pair.first.kind],
            (head, *by_section(islice(following, len(page))), _foot(pair, number, len(pages))),
            links,
            presses=_presses(pair, number, len(pages)),
        )
        for number, page in enumerate(pages)
    ]


def _pieces(paragraph: Paragraph, room: Room) -> Iterator[str]:
    """Yield a paragraph whole, or line by line when no page would hold it."""
    whole = str(paragraph)
    if Room.of(f"{whole}\n").fits(room):
        yield whole
    else:
        yield from paragraph.pieces()


def _head(pair: Pair) -> str:
    t, language = pair.localizer.gettext, pair.localizer.language
    title = " · ".join(plain(card.name.to(language)) for card in pair.cards)
    subtitle = t("Comparison of {two}").format(two=t(_SPOKEN[pair.first.kind][1]))
    return f"### {title}\n-# {subtitle}"


def _foot(pair: Pair, page: int, pages: int) -> str:
    sources = len(sources_of(pair.first) | sources_of(pair.second))
    part = pair.localizer.ngettext("{count} source", "{count} sources", sources).format(
        count=pair.localizer.number(sources)
    )
    return footer(pair.edition, pair.localizer, page=page, pages=pages, parts=[part])


def _presses(pair: Pair, page: int, pages: int) -> tuple[Press, ...]:
    """Return the buttons below a comparison: those that turn its pages, the other way round, and sharing."""
    route = ComparisonRoute(brief(pair.first.id), brief(pair.second.id), page)
    return (
        *pager(route, pages, pair.edition.number, pair.localizer),
        Press(pair.localizer.gettext("Swap sides"), ComparisonRoute(route.second, route.first)),
        share_press(route, pair.edition.number, pair.localizer),
    )


def _links(cards: Sequence[Card], pair: Pair) -> tuple[Link, ...]:
    names = (clipped(card.name.to(pair.localizer.language), MAX_LABEL) for card in cards)
    return tuple(Link(name, card.id, vocabulary.SYMBOLS[card.kind]) for name, card in zip(names, cards, strict=True))


def _of_two_kinds(pair: Pair) -> Sheet:
    t, (first, second) = pair.localizer.gettext, (_SPOKEN[card.kind] for card in pair.cards)
    sentence = t(
        "{first} is {a_kind} and {second} is {another}: they have no fields to set side by side. "
        "Compare {two} or {two_others}; or look at each one's card, or at what happened around it."
    ).format(
        first=pair.names[0],
        second=pair.names[1],
        a_kind=t(first[0]),
        another=t(second[0]),
        two=t(first[1]),
        two_others=t(second[1]),
    )
    timelines = (
        Press(t("Timeline of {name}").format(name=name.to(pair.localizer.language)), TimelineRoute(brief(card_id)))
        for name, card_id in ((card.name, card.id) for card in pair.cards)
    )
    return replace(notices.refusal(sentence, _links(pair.cards, pair)), presses=tuple(timelines))


def _the_same_twice(pair: Pair) -> Sheet:
    t, card = pair.localizer.gettext, pair.first
    sentence = t("That is {name} twice, and nothing is more like it. Choose another card to set beside it.")
    others = dict.fromkeys(bond.card for bond in pair.edition.bonds_of(card.id))
    alike = (other for each in others if (other := pair.edition.published[each]).kind == card.kind)
    offered = (
        Press(
            t("Compare with {name}").format(name=other.name.to(pair.localizer.language)),
            ComparisonRoute(brief(card.id), brief(other.id)),
        )
        for other in islice(alike, _MOST_OFFERED)
    )
    sheet = notices.refusal(sentence.format(name=pair.name(card)), _links([card], pair))
    return replace(sheet, presses=tuple(offered))

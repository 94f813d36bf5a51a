"""Two cards that cannot be compared: why, and what can be done instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.cards.schema import Card
from bot.presentation import notices, vocabulary
from bot.presentation.comparison.pair import Pair
from bot.presentation.measures import MAX_LABEL, clipped
from bot.presentation.navigation import Press
from bot.presentation.routes import ComparisonRoute, TimelineRoute, brief
from bot.presentation.sheet import Link, Sheet

_MOST_OFFERED = 3  # comparisons to choose from instead of a card with itself


def links_to(cards: Sequence[Card], pair: Pair) -> tuple[Link, ...]:
    """Return the ways to ``cards``, as buttons."""
    names = (clipped(card.name.to(pair.localizer.language), MAX_LABEL) for card in cards)
    return tuple(Link(name, card.id, vocabulary.SYMBOLS[card.kind]) for name, card in zip(names, cards, strict=True))


def of_two_kinds(pair: Pair) -> Sheet:
    """Say that two cards have no fields in common, and lead to their timelines."""
    t, first, second = pair.localizer.gettext, pair.first.kind, pair.second.kind
    sentence = t(
        "{first} is {a_kind} and {second} is {another}: they have no fields to set side by side. "
        "Compare {two} or {two_others}; or look at each one's card, or at what happened around it."
    ).format(
        first=pair.names[0],
        second=pair.names[1],
        a_kind=t(vocabulary.ONE_OF[first]),
        another=t(vocabulary.ONE_OF[second]),
        two=t(vocabulary.TWO_OF[first]),
        two_others=t(vocabulary.TWO_OF[second]),
    )
    timelines = (
        Press(t("Timeline of {name}").format(name=name.to(pair.localizer.language)), TimelineRoute(brief(card_id)))
        for name, card_id in ((card.name, card.id) for card in pair.cards)
    )
    return replace(notices.refusal(sentence, links_to(pair.cards, pair)), presses=tuple(timelines))


def the_same_twice(pair: Pair) -> Sheet:
    """Say that a card is like itself, and offer to compare it with others."""
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
    sheet = notices.refusal(sentence.format(name=pair.name(card)), links_to([card], pair))
    return replace(sheet, presses=tuple(offered))

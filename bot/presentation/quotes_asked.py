"""Which quotations a reader asks for: found, called by a title, and offered others where there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.cards.library import Edition
from bot.cards.schema import Quote
from bot.presentation import notices
from bot.presentation.fields import name_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import displayed
from bot.presentation.navigation import Press
from bot.presentation.routes import QuotesRoute, brief, in_full
from bot.presentation.sheet import Sheet


def quotes_for(route: QuotesRoute, edition: Edition) -> Sequence[Quote]:
    """Return the quotations that ``route`` asks for, newest first and the undated last."""
    return edition.quotations.find(*asked_for(route, edition))


def speakers(quotes: Iterable[Quote], edition: Edition) -> Counter[str]:
    """Return who said ``quotes``, and how many of them."""
    return Counter(quote.said_by for quote in quotes if quote.said_by in edition.published)


def topics(quotes: Iterable[Quote], edition: Edition) -> Counter[str]:
    """Return the cards that ``quotes`` are tied to, and how many of them; to have said something is no such tie."""
    return Counter(chain.from_iterable(map(edition.quotations.topics_of, quotes)))


def asked_for(route: QuotesRoute, edition: Edition) -> tuple[str, str]:
    """Return the ids of the person and of the topic that ``route`` names; empty means all."""
    return in_full(route.person, edition.published), in_full(route.topic, edition.published)


def title_of(route: QuotesRoute, edition: Edition, localizer: Localizer) -> str:
    """Return whose quotations these are, and about what."""
    t = localizer.gettext
    person, topic = (name_of(card_id, edition, localizer) for card_id in asked_for(route, edition))
    if person and topic:
        return t("Quotations from {person} about {topic}").format(person=person, topic=topic)
    if person:
        return t("Quotations from {person}").format(person=person)
    return t("Quotations about {topic}").format(topic=topic) if topic else t("Quotations")


def no_quotes(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Sheet:
    """Say that there is no such quotation, and lead to those that there are."""
    t = localizer.gettext
    named = [card_id for card_id in asked_for(route, edition) if card_id in edition.published]
    person, topic = (name_of(card_id, edition, localizer) for card_id in asked_for(route, edition))
    if person and topic:
        sentence = t("No published quotation from {person} is about {topic}.").format(person=person, topic=topic)
    elif person:
        sentence = t("No quotation from {person} has been published.").format(person=person)
    elif topic:
        sentence = t("No published quotation is about {topic}.").format(topic=topic)
    else:
        sentence = t("No quotation has been published yet.")
    links = [notices.card_link(edition.published[card_id], localizer) for card_id in dict.fromkeys(named)]
    return replace(notices.refusal(sentence, links), presses=tuple(_instead(route, edition, localizer)))


def _instead(route: QuotesRoute, edition: Edition, localizer: Localizer) -> Iterator[Press]:
    """Yield the ways to what there is: by the person, about the topic, by or about either taken for the other, all."""
    person, topic = asked_for(route, edition)
    others = [QuotesRoute(person=route.person), QuotesRoute(topic=route.topic)]
    others += [QuotesRoute(topic=brief(person)), QuotesRoute(person=brief(topic)), QuotesRoute()]
    for other in dict.fromkeys(others):
        if other != QuotesRoute() and other != replace(route, page=0) and quotes_for(other, edition):
            # A button shows no Markdown, and would show the escapes.
            yield Press(displayed(title_of(other, edition, localizer)), other)
    if quotes_for(QuotesRoute(), edition):
        yield Press(localizer.gettext("All quotations"), QuotesRoute())

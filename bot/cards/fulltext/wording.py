"""What a card says in one language, by how much it tells that the card is about what somebody looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.cards.schema import Claim, Event, Person, Quote, Story, Term
from bot.cards.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.schema import Card
    from bot.cards.text import Language, Text


class Wording(NamedTuple):
    """The names of a card, what says what it is, and what adds to that."""

    names: tuple[str, ...]
    own: tuple[str, ...]
    more: tuple[str, ...]


# What a card is; facts, disputes and steps add to it.
_OWN = frozenset({"summary", "definition", "claim", "lede"})


def wording(card: Card, language: Language) -> Wording:
    """Return all that ``card`` says to readers of ``language``. An alias belongs to no language."""
    stated = [(statement.part in _OWN, statement.text.to(language)) for statement in statements(card) if statement.text]
    own = (*(text for is_own, text in stated if is_own), *_aside(card, language))
    return Wording((card.name.to(language), *card.aliases), own, tuple(text for is_own, text in stated if not is_own))


def sentences(card: Card, language: Language) -> Iterator[str]:
    """Yield what ``card`` says in words of ours, those that say what it is before others."""
    yield from (text.to(language) for text in _stated(card))
    if not isinstance(card, Quote):
        yield from _aside(card, language)


def _stated(card: Card) -> Iterator[Text]:
    """Yield the texts of ``statements``, without what each of them rests on: in a fraction of the time."""
    yield card.summary
    match card:
        case Term():
            yield card.definition
        case Claim():
            yield card.text
        case Story():
            yield card.lede
    yield from (fact.text for fact in card.facts)
    yield from (dispute.text for dispute in card.disputed)
    if isinstance(card, Story):
        yield from (step.text for step in card.steps)


def quotation(card: Card, language: Language) -> str:
    """Return the words of a quotation as readers of ``language`` can read them; none of another card."""
    if not isinstance(card, Quote):
        return ""
    translated = card.translation and getattr(card.translation, language)
    return translated or (card.text if card.original_language == language else "")


def _aside(card: Card, language: Language) -> Iterator[str]:
    """Yield what is no statement, yet says what a card is."""
    match card:
        case Quote():
            translated = card.translation and getattr(card.translation, language)
            yield translated or card.text
        case Person(role=role) if role:
            yield role.to(language)
        case Event(place=place) if place:
            yield place.to(language)

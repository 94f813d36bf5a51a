"""What a card says in one language, by how much it tells that the card is about what somebody looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.cards.schema import Claim, Event, Person, Quote, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.cards.schema import Card
    from bot.cards.text import Language, Text


class Wording(NamedTuple):
    """The names of a card, what says what it is, and what adds to that."""

    names: tuple[str, ...]
    own: tuple[str, ...]
    more: tuple[str, ...]


def wording(card: Card, language: Language) -> Wording:
    """Return all that ``card`` says to readers of ``language``. An alias belongs to no language."""
    own = (*[text.to(language) for text in _own(card)], *_aside(card, language))
    more = tuple([text.to(language) for text in _more(card)])
    return Wording((card.name.to(language), *card.aliases), own, more)


def sentences(card: Card, language: Language) -> Iterator[str]:
    """Yield what ``card`` says in words of ours, those that say what it is before others."""
    for text in _own(card):
        yield text.to(language)
    for text in _more(card):
        yield text.to(language)
    if not isinstance(card, Quote):
        yield from _aside(card, language)


def _own(card: Card) -> Sequence[Text]:
    """Return what says what a card is. The texts of ``statements``, but in a fraction of the time."""
    match card:
        case Term():
            return card.summary, card.definition
        case Claim():
            return card.summary, card.text
        case Story():
            return card.summary, card.lede
    return (card.summary,)


def _more(card: Card) -> Iterator[Text]:
    """Yield what adds to that."""
    for part in (card.facts, card.disputed, card.steps if isinstance(card, Story) else ()):
        for each in part:
            yield each.text


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

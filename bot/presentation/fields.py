"""What a card's own fields say, a line each, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from babel import Locale

from bot.cards.library import Edition
from bot.cards.schema import Card, Certainty, Claim, Event, Model, Openness, Organization, Person, Quote, When
from bot.cards.text import Language
from bot.cards.ties import Bond
from bot.presentation import vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import paginate

# Long enough for any sensible list; what is longer goes on in another line.
LIST_ROOM = Room(characters=1_000, octets=2_500)


def field_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield what the fields of ``card`` say; those that a card sets apart in a way of its own are not among them."""
    t, language = localizer.gettext, localizer.language
    match card:
        case Person(affiliation=str(affiliation)):
            yield from labelled(t("Works for"), name_of(affiliation, edition, localizer))
        case Organization():
            yield from _organization_lines(card, edition, localizer)
        case Model():
            yield from _model_lines(card, edition, localizer)
        case Event():
            yield from date_lines(card, localizer)
            if card.place:
                yield from labelled(t("Place"), plain(card.place.to(language)))
            names = (name_of(participant, edition, localizer) for participant in card.participants)
            yield from labelled_list(t("With"), names)


def stated_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield all that the fields of ``card`` state, wherever the card shows it: its own citations stand for this."""
    t = localizer.gettext
    match card:
        case Person(role=role) if role:
            yield from labelled(t("Role"), plain(role.to(localizer.language)))
        case Quote():
            yield from labelled(t("Said by"), voice_of(card.said_by, edition, localizer))
            if card.date:
                yield from labelled(t("Date"), when_in_words(card.date, localizer))
                yield from note_lines(card.date, localizer)
            if card.via:
                yield from labelled(t("Via"), name_of(card.via, edition, localizer))
        case Claim():
            yield from labelled(t("Said by"), voice_of(card.said_by, edition, localizer))
            for label, others in ((t("Supports"), card.supports), (t("Contradicts"), card.contradicts)):
                yield from labelled_list(label, (name_of(other, edition, localizer) for other in others))
    yield from field_lines(card, edition, localizer)


def _organization_lines(card: Organization, edition: Edition, localizer: Localizer) -> Iterator[str]:
    t = localizer.gettext
    if card.country:
        yield from labelled(t("Country"), plain(_country(card.country, localizer.language)))
    if card.parent:
        yield from labelled(t("Part of"), name_of(card.parent, edition, localizer))


@lru_cache(maxsize=1024)  # Babel's locales are slow to make, and there are some 250 countries
def _country(code: str, language: Language) -> str:
    name: str = Locale(language).territories.get(code, code)
    return name


def _model_lines(card: Model, edition: Edition, localizer: Localizer) -> Iterator[str]:
    t = localizer.gettext
    if card.developer:
        yield from labelled(t("Developed by"), name_of(card.developer, edition, localizer))
    if card.released:
        yield from labelled(t("Released"), when_in_words(card.released, localizer))
        yield from note_lines(card.released, localizer)
    if card.openness:
        yield from labelled(t("Access"), access_in_words(card.openness, localizer))
    if card.version:
        yield from labelled(t("Version"), plain(card.version))


def access_in_words(openness: Openness, localizer: Localizer) -> str:
    """Return how open a model is, and that this is a source's word; or that sources differ, as its facts tell."""
    words = localizer.gettext(vocabulary.OPENNESS[openness])
    if openness == "disputed":
        return words
    return localizer.gettext("{openness} (in the words of the source)").format(openness=words)


def note_lines(when: When, localizer: Localizer) -> Iterator[str]:
    """Say what an inferred date is inferred from."""
    if when.note:
        yield f"-# {plain(when.note.to(localizer.language))}"


def date_lines(event: Event, localizer: Localizer) -> Iterator[str]:
    """Yield when something happened, and what that is inferred from."""
    yield from labelled(localizer.gettext("Date"), _span(event, localizer))
    yield from note_lines(event.start, localizer)
    if event.end:
        yield from note_lines(event.end, localizer)


def _span(event: Event, localizer: Localizer) -> str:
    start = when_in_words(event.start, localizer)
    if event.end is None:
        return start
    return localizer.gettext("{start} to {end}").format(start=start, end=when_in_words(event.end, localizer))


def labelled(label: str, value: str) -> Iterator[str]:
    """Yield a line with a label in bold before its value, if there is a value."""
    if value:
        yield f"**{label}** · {value}"


def labelled_list(label: str, values: Iterable[str]) -> Iterator[str]:
    """Yield a line with a list of values, or several when there are very many."""
    for part in paginate(filter(None, dict.fromkeys(values)), room=LIST_ROOM):
        yield from labelled(label, ", ".join(part))


def name_of(card_id: str, edition: Edition, localizer: Localizer) -> str:
    """Return a card's escaped name, or nothing for one that readers may not see."""
    card = edition.published.get(card_id)
    return plain(card.name.to(localizer.language)) if card else ""


def voice_of(card_id: str, edition: Edition, localizer: Localizer) -> str:
    """Return who speaks: never nothing, for words without a speaker would seem to be those of the article."""
    return name_of(card_id, edition, localizer) or localizer.gettext("somebody whose card is not published")


def when_claimed(claim: Claim, edition: Edition) -> When | None:
    """Return when a claim was made: the date of the words it rests on, or of the event that it was made at."""
    certain = [bond for bond in edition.bonds_of(claim.id) if bond.certainty == "confirmed" and not bond.inverse]
    words = (edition.published[bond.card] for bond in certain if bond.type == "rests-on")
    occasions = (edition.published[bond.card] for bond in certain if bond.type == "said-at")
    said = (card.date for card in words if isinstance(card, Quote) and card.date)
    held = (card.start for card in occasions if isinstance(card, Event))
    return next(chain(said, held), None)


def tied_name(bond: Bond, edition: Edition, localizer: Localizer) -> str:
    """Return the name at the other end of a bond, and how sure the tie is unless it is confirmed."""
    return certainly(name_of(bond.card, edition, localizer), bond.certainty, localizer)


def certainly(name: str, certainty: Certainty, localizer: Localizer) -> str:
    """Return the name of what is tied to a card, and how sure that is unless it is confirmed."""
    return name if certainty == "confirmed" else f"{name} *({localizer.gettext(vocabulary.CERTAINTIES[certainty])})*"

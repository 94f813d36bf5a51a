"""What each field of a card says when it is set beside another card of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from bot.cards.library import Edition
from bot.cards.schema import Card, Claim, Event, Model, Organization, Person, Quote, Story, Term
from bot.presentation import vocabulary
from bot.presentation.comparison.values import SENSELESS, Reading, Side
from bot.presentation.fields import access_in_words, when_claimed
from bot.presentation.localizer import Localizer

# Outlets and offices have no models, and need not be told that theirs are not known.
_WITHOUT_MODELS = frozenset({"government", "media", "research-firm"})


def sides_of(card: Card, edition: Edition, localizer: Localizer) -> dict[str, Side]:
    """Return what each field says of ``card``, by its label: cards of a kind have the same labels in one order."""
    t = localizer.gettext
    reading = Reading(card, edition, localizer)
    return {
        t("In short"): reading.prose(card.summary),
        **dict(_own_sides(reading)),
        t("Facts and sources"): reading.extent(),
    }


def _own_sides(reading: Reading) -> Iterator[tuple[str, Side]]:
    t, card = reading.localizer.gettext, reading.card
    match card:
        case Person():
            yield t("Role"), reading.words(card.role)
            yield t("Works for"), reading.tied(("leads", False), ("works-for", False))
            yield t("Formerly at"), reading.tied(("worked-for", False))
            yield t("Quotations"), reading.loosely_tied(("said", False), kind="quote")
            yield t("Claims"), reading.loosely_tied(("said", False), kind="claim")
            yield t("Took part in"), reading.loosely_tied(("took-part-in", False))
        case Organization():
            yield from _organization_sides(card, reading)
        case Model():
            yield from _model_sides(card, reading)
        case Event():
            yield t("Date"), reading.dated(card.start, card.end)
            yield t("Place"), reading.words(card.place)
            yield t("With"), reading.named(*card.participants)
        case Quote():
            yield from _quote_sides(card, reading)
        case Claim():
            yield from _claim_sides(card, reading)
        case Term():
            yield t("Definition"), reading.prose(card.definition)
            yield t("Defined by"), reading.tied(("defined-by", False))
        case Story():
            yield t("Opening"), reading.prose(card.lede)
            yield t("Steps"), reading.named(*(step.card for step in card.steps))


def _organization_sides(card: Organization, reading: Reading) -> Iterator[tuple[str, Side]]:
    t = reading.localizer.gettext
    territories = Locale(reading.localizer.language).territories
    models = reading.tied(("developed", False))
    yield t("Category"), reading.words(t(vocabulary.CATEGORIES[card.category]) if card.category else None)
    yield t("Country"), reading.words(territories.get(card.country, card.country) if card.country else None)
    yield t("Part of"), reading.tied(("part-of", False))
    yield t("Models"), SENSELESS if card.category in _WITHOUT_MODELS and not models.words else models
    yield t("People"), reading.tied(("leads", True), ("works-for", True))


def _model_sides(card: Model, reading: Reading) -> Iterator[tuple[str, Side]]:
    t = reading.localizer.gettext
    family = reading.tied(("variant-of", False))
    # What is true of a family as a whole: it has no version, and need not belong to another.
    is_family = bool(reading.tied(("variant-of", True)).words)
    version = reading.words(card.version)
    yield t("Developed by"), reading.named(card.developer)
    yield t("Released"), reading.dated(card.released)
    if card.openness:
        yield t("Access"), Side(access_in_words(card.openness, reading.localizer), frozenset({card.openness}))
    else:
        yield t("Access"), Side()
    yield t("Version"), SENSELESS if is_family and not version.words else version
    yield t("Family"), SENSELESS if is_family and not family.words else family


def _quote_sides(card: Quote, reading: Reading) -> Iterator[tuple[str, Side]]:
    t, language = reading.localizer.gettext, reading.localizer.language
    translated = getattr(card.translation, language, None)
    yield t("Words"), reading.quoted(card.text, card.original_language)
    if card.original_language == language:
        yield t("Our translation"), SENSELESS
    else:
        yield t("Our translation"), reading.quoted(translated, language) if translated else Side()
    yield t("Said by"), reading.said_by(card.said_by)
    yield t("Date"), reading.dated(card.date)
    yield t("Via"), reading.named(card.via)
    yield t("On the occasion of"), reading.tied(("said-at", False))


def _claim_sides(card: Claim, reading: Reading) -> Iterator[tuple[str, Side]]:
    t = reading.localizer.gettext
    yield t("Claim"), reading.prose(card.text)
    yield t("Said by"), reading.said_by(card.said_by)
    yield t("Date"), reading.dated(when_claimed(card, reading.edition))
    yield t("On the occasion of"), reading.tied(("said-at", False))
    yield t("Supports"), reading.loosely_tied(("supports", False))
    yield t("Supported by"), reading.loosely_tied(("supports", True))
    yield t("Opposing claims"), reading.loosely_tied(("contradicts", False), ("contradicts", True))

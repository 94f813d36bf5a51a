"""Whose words a card tells: quotations, definitions and claims set apart.

A block quote with quotation marks has somebody's own words, one without them tells in ours what somebody holds.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Claim, Quote, Term
from bot.cards.text import Language
from bot.presentation import vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.fields import (
    certainly,
    labelled,
    labelled_list,
    name_of,
    note_lines,
    tied_name,
    voice_of,
    when_claimed,
)
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room

_INSIDE_GUILLEMETS = re.compile(r"(?<=«)\s|\s(?=»)")
_MARKS = {"fr": "«\N{NO-BREAK SPACE}{words}\N{NO-BREAK SPACE}»", "en": "“{words}”"}
_PRINTED = {"fr": N_("as printed, in French"), "en": N_("as printed, in English")}


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong on one page; ``apart`` is how they are told where no page has room for them together."""

    together: str
    apart: tuple[str, ...]

    def within(self, room: Room) -> tuple[str, ...]:
        return (self.together,) if room.holds(self.together) else self.apart


def quoted(words: str, language: Language) -> str:
    """Escape somebody's words and put them in the quotation marks of their language."""
    return _MARKS[language].format(words=unbroken(plain(words)))


def unbroken(words: str) -> str:
    """Keep guillemets on the line of what they enclose: an article may have plain spaces there."""
    return _INSIDE_GUILLEMETS.sub("\N{NO-BREAK SPACE}", words)


def voice_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str | Unit]:
    """Yield the words that a quotation, a term or a claim is about."""
    match card:
        case Quote():
            yield quotation(card, edition, localizer)
        case Term():
            label = localizer.gettext("Definition")
            yield f"**{label}**\n> {plain(card.definition.to(localizer.language))}"
        case Claim():
            yield _sides_of(card, edition, localizer)


def context_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield where a quotation was spoken and by whom it was passed on, and what speaks for and against a claim."""
    match card:
        case Quote():
            if card.date:
                yield from note_lines(card.date, localizer)
            occasions = _tied(card, "said-at", {False}, edition, localizer)
            yield from labelled_list(localizer.gettext("On the occasion of"), occasions)
            if card.via:
                yield from labelled(localizer.gettext("Via"), name_of(card.via, edition, localizer))
        case Claim():
            yield from _answers(card, edition, localizer)


def _answers(claim: Claim, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield what speaks for and against a claim; where nothing does, that is said as well."""
    t = localizer.gettext
    yield from claim_dates(claim, edition, localizer)
    if any(dispute.fact is None for dispute in claim.disputed):
        yield from labelled_list(t("Opposing claims"), _tied(claim, "contradicts", {True, False}, edition, localizer))
    else:
        against = list(_opponents(claim, edition, localizer))
        yield from labelled_list(t("Who contradicts it"), against or [t("nobody on our cards")])
    support = _tied(claim, "supports", {True}, edition, localizer)
    yield from labelled_list(t("What supports it"), support or [t("no other claim on our cards")])
    yield from labelled_list(t("What it rests on"), _tied(claim, "rests-on", {False}, edition, localizer))


def claim_dates(claim: Claim, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield when a claim was made, and what that is inferred from."""
    if when := when_claimed(claim, edition):
        yield from labelled(localizer.gettext("Date"), when_in_words(when, localizer))
        yield from note_lines(when, localizer)


def _opponents(claim: Claim, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield who made each claim that contradicts this one, and what that claim is called."""
    for bond in edition.bonds_of(claim.id):
        other = edition.published[bond.card]
        if bond.type == "contradicts" and isinstance(other, Claim):
            who = voice_of(other.said_by, edition, localizer)
            told = localizer.gettext("{who}: {title}").format(who=who, title=plain(other.name.to(localizer.language)))
            yield certainly(told, bond.certainty, localizer)


def _tied(card: Card, tie: Tie, inverse: Container[bool], edition: Edition, localizer: Localizer) -> list[str]:
    """Return the names at the other ends of the bonds of one type."""
    bonds = (bond for bond in edition.bonds_of(card.id) if bond.type == tie and bond.inverse in inverse)
    return [tied_name(bond, edition, localizer) for bond in bonds]


def _sides_of(claim: Claim, edition: Edition, localizer: Localizer) -> Unit:
    """Return who says so and who contradicts, each with their side."""
    t, language = localizer.gettext, localizer.language
    sides = [(t("Who says so"), claim.said_by, claim.text)]
    sides += [(t("Who contradicts it"), each.by, each.text) for each in claim.disputed if each.fact is None]
    voices = tuple(
        f"> **{label}** · {voice_of(by, edition, localizer)}\n> {plain(text.to(language))}" for label, by, text in sides
    )
    heading = f"{dispute_heading(localizer)}\n" if len(sides) > 1 else ""
    return Unit(heading + "\n\n".join(voices), voices)


def claimed(claim: Claim, edition: Edition, localizer: Localizer) -> Unit:
    """Return what a claim says, and who says so."""
    first, *_ = _sides_of(claim, edition, localizer).apart
    return Unit(first, (first,))


def dispute_heading(localizer: Localizer) -> str:
    """Return what stands over what two voices tell differently."""
    word = localizer.gettext("Disputed")
    return f"### {vocabulary.DISPUTED} {word}"


def words_of(quote: Quote, localizer: Localizer) -> Iterator[str]:
    """Yield the words of a quotation in their own language, and our translation where there is one."""
    words = f"> {quoted(quote.text, quote.original_language)}"
    printed = localizer.gettext(_PRINTED[quote.original_language])
    yield words if quote.original_language == localizer.language else f"{words}\n> -# {printed}"
    if translated := getattr(quote.translation, localizer.language, None):
        ours = localizer.gettext("our translation")
        yield f"> {quoted(translated, localizer.language)}\n> -# {ours}"


def quotation(card: Quote, edition: Edition, localizer: Localizer) -> Unit:
    """Return a quotation, and who said it when; where words and translation stand apart, with either."""
    speaker = voice_of(card.said_by, edition, localizer)
    date = when_in_words(card.date, localizer) if card.date else ""
    said_by = "> — " + " · ".join(filter(None, (f"**{speaker}**", date)))
    words = list(words_of(card, localizer))
    return Unit("\n".join([*words, said_by]), tuple(f"{each}\n{said_by}" for each in words))

"""Whose words a card tells: quotations, definitions and claims set apart, and the sides of a dispute as equals.

A block quote with quotation marks has somebody's own words, one without them tells in ours what somebody holds.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Claim, Dispute, Fact, Quote, Term
from bot.cards.text import Language
from bot.presentation import vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.facts import current_facts, dispute_line, fact_as_lines, fact_pieces
from bot.presentation.fields import labelled, labelled_list, name_of, note_lines, tied_name
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain

_INSIDE_GUILLEMETS = re.compile(r"(?<=«)\s|\s(?=»)")
_MARKS = {"fr": "«\N{NO-BREAK SPACE}{words}\N{NO-BREAK SPACE}»", "en": "“{words}”"}
_PRINTED = {"fr": N_("as printed, in French"), "en": N_("as printed, in English")}


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong on one page; ``apart`` is how they are told where no page has room for them together."""

    together: str
    apart: tuple[str, ...]


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
            lines = tuple(_quotation(card, edition, localizer))
            yield Unit("\n".join(lines), lines)
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
    against = _tied(claim, "contradicts", {True, False}, edition, localizer)
    if any(dispute.fact is None for dispute in claim.disputed):
        yield from labelled_list(t("Opposing claims"), against)
    else:
        yield from labelled_list(t("Who contradicts it"), against or [t("nobody on our cards")])
    support = _tied(claim, "supports", {True}, edition, localizer)
    yield from labelled_list(t("What supports it"), support or [t("no other claim on our cards")])
    yield from labelled_list(t("What it rests on"), _tied(claim, "rests-on", {False}, edition, localizer))


def _tied(card: Card, tie: Tie, inverse: Container[bool], edition: Edition, localizer: Localizer) -> list[str]:
    """Return the names at the other ends of the bonds of one type."""
    bonds = (bond for bond in edition.bonds_of(card.id) if bond.type == tie and bond.inverse in inverse)
    return [tied_name(bond, edition, localizer) for bond in bonds]


def dispute_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str | Unit]:
    """Yield each disputed fact with the voices that dispute it, then those that dispute the whole card."""
    if not card.disputed:
        return
    disputes = [dispute for dispute in card.disputed if dispute.fact or not isinstance(card, Claim)]
    for fact in current_facts(card):
        against = [dispute for dispute in disputes if dispute.fact == fact.id]
        if against:
            disputes = [dispute for dispute in disputes if dispute.fact != fact.id]
            pieces = fact_pieces(fact, card, edition, localizer, contested=True)
            first = "\n".join([_speaker(fact, card, edition, localizer), *(f"> {piece}" for piece in pieces)])
            apart = (
                *fact_as_lines(fact, card, edition, localizer),
                *(f"  - {dispute_line(dispute, edition, localizer)}" for dispute in against),
            )
            yield Unit(_as_equals(first, against, edition, localizer), apart)
    if disputes:
        apart = tuple(f"- {dispute_line(dispute, edition, localizer)}" for dispute in disputes)
        if any(dispute.fact for dispute in disputes):  # one that another has taken the place of
            yield from apart
        else:
            yield Unit(_as_equals(_own_voice(card, edition, localizer), disputes, edition, localizer), apart)


def _as_equals(first: str, against: list[Dispute], edition: Edition, localizer: Localizer) -> str:
    """Return both sides, one below the other and in the same form."""
    voices = (
        f"{_named(dispute.by, edition, localizer)}\n> {plain(dispute.text.to(localizer.language))}"
        for dispute in against
    )
    return _heading(localizer) + "\n" + "\n\n".join([first, *voices])


def _heading(localizer: Localizer) -> str:
    word = localizer.gettext("Disputed")
    return f"### {vocabulary.DISPUTED} {word}"


def _named(card_id: str, edition: Edition, localizer: Localizer) -> str:
    name = name_of(card_id, edition, localizer) or localizer.gettext("Another voice")
    return f"> **{name}**"


def _speaker(fact: Fact, card: Card, edition: Edition, localizer: Localizer) -> str:
    """Return whose side a fact is: who says it, or the articles that do."""
    name = name_of(fact.said_by, edition, localizer) if fact.said_by else ""
    articles = len({citation.source for citation in fact.cite or card.cite})
    name = name or localizer.ngettext("The article", "The articles", articles)
    return f"> **{name}**"


def _own_voice(card: Card, edition: Edition, localizer: Localizer) -> str:
    """Return what a card as a whole says, as one side of a dispute."""
    if isinstance(card, Quote):
        return f"{_named(card.said_by, edition, localizer)}\n> {quoted(card.text, card.original_language)}"
    words = card.definition if isinstance(card, Term) else card.summary
    label = localizer.gettext("This card")
    return f"> **{label}**\n> {plain(words.to(localizer.language))}"


def _sides_of(claim: Claim, edition: Edition, localizer: Localizer) -> Unit:
    """Return who says so and who contradicts, each with their side."""
    t, language = localizer.gettext, localizer.language
    sides = [(t("Who says so"), claim.said_by, claim.text)]
    sides += [(t("Who contradicts it"), each.by, each.text) for each in claim.disputed if each.fact is None]
    unnamed = t("Another voice")
    voices = tuple(
        f"> **{label}** · {name_of(by, edition, localizer) or unnamed}\n> {plain(text.to(language))}"
        for label, by, text in sides
    )
    heading = f"{_heading(localizer)}\n" if len(sides) > 1 else ""
    return Unit(heading + "\n\n".join(voices), voices)


def words_of(quote: Quote, localizer: Localizer) -> Iterator[str]:
    """Yield the words of a quotation in their own language, and our translation where there is one."""
    words = f"> {quoted(quote.text, quote.original_language)}"
    printed = localizer.gettext(_PRINTED[quote.original_language])
    yield words if quote.original_language == localizer.language else f"{words}\n> -# {printed}"
    if translated := getattr(quote.translation, localizer.language, None):
        ours = localizer.gettext("our translation")
        yield f"> {quoted(translated, localizer.language)}\n> -# {ours}"


def _quotation(card: Quote, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield a quotation, and who said it when."""
    yield from words_of(card, localizer)
    speaker = name_of(card.said_by, edition, localizer)
    date = when_in_words(card.date, localizer) if card.date else ""
    if speaker or date:
        yield "> — " + " · ".join(filter(None, (speaker and f"**{speaker}**", date)))

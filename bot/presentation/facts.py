"""The facts of a card, a line each: how sure they are, who says them, and when."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.library import Edition
from bot.cards.schema import Card, Dispute, Fact
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.fields import voice_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.sheet import PAGE


def fact_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield the facts that no other voice on the card disputes."""
    disputed = {dispute.fact for dispute in card.disputed}
    for fact in current_facts(card):
        if fact.id not in disputed:
            yield from fact_as_lines(fact, card, edition, localizer)


def fact_as_lines(fact: Fact, card: Card, edition: Edition, localizer: Localizer) -> list[str]:
    """Return a fact as an item of a list, and what belongs to it as items below."""
    sentence, *below = fact_pieces(fact, card, edition, localizer)
    return [f"- {sentence}", *(f"  - {piece}" for piece in below)] if below else [f"- {sentence}"]


def current_facts(card: Card) -> list[Fact]:
    """Return the facts that no other has taken the place of."""
    return [fact for fact in card.facts if fact.superseded_by is None]


def fact_pieces(
    fact: Fact, card: Card, edition: Edition, localizer: Localizer, *, contested: bool = False
) -> list[str]:
    """Return a fact with the remarks on it, and what its date is inferred from.

    The remarks come apart from a sentence that is too long to share a page with them. Where it stands as one of two
    ``contested`` sides, under the name of who says it, neither needs a remark.
    """
    sentence = plain(fact.text.to(localizer.language))
    remarks = _remarks(fact, card, edition, localizer, contested=contested)
    together = f"{sentence} {remarks}" if remarks else sentence
    pieces = [together] if not remarks or PAGE.holds(together) else [sentence, remarks]
    if fact.date and fact.date.note:
        pieces.append(f"*{plain(fact.date.note.to(localizer.language))}*")
    return pieces


def dispute_line(dispute: Dispute, edition: Edition, localizer: Localizer) -> str:
    """Return who contradicts, and in what words."""
    label = localizer.gettext("Disputed by {who}").format(who=voice_of(dispute.by, edition, localizer))
    return f"**{label}** · {plain(dispute.text.to(localizer.language))}"


def _remarks(fact: Fact, card: Card, edition: Edition, localizer: Localizer, *, contested: bool) -> str:
    """Return how sure a fact is, who says it and when, in brackets; nothing where there is nothing to remark."""
    remarks: list[str] = []
    if fact.certainty != "confirmed" and not (contested and fact.certainty == "disputed"):
        remarks.append(localizer.gettext(vocabulary.CERTAINTIES[fact.certainty]))
    if fact.said_by and fact.said_by != card.id and not contested:
        remarks.append(localizer.gettext("according to {who}").format(who=voice_of(fact.said_by, edition, localizer)))
    if fact.date:
        remarks.append(date_in_words(fact.date.date, localizer))
        if fact.date.basis == "inferred":
            remarks.append(localizer.gettext("date inferred"))
    if fact.basis == "inferred" and fact.note:
        note = plain(fact.note.to(localizer.language)).rstrip(".")
        remarks.append(localizer.gettext("inferred: {note}").format(note=note))
    if not remarks:
        return ""
    together = localizer.gettext("; ").join(remarks) if remarks[1:] else remarks[0]
    return f"*({together})*"

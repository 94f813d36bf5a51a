"""The facts of a card, by whose word they are: how sure they are, and when they happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.cards.library import Edition
from bot.cards.schema import Card, Certainty, Dispute, Fact
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.fields import name_of, voice_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.sheet import PAGE


@dataclass(frozen=True, slots=True)
class Told:
    """Lines below a ``heading``, which stands above them on every page that has any of them; empty for none."""

    heading: str
    lines: tuple[str, ...]

    @property
    def together(self) -> str:
        # After an empty line, so that what is above does not take the heading into its list.
        return "\n".join(("", self.heading, *self.lines) if self.heading else self.lines)


# Whose word a fact is, and whether it is only reported. Nobody's comes first, because nothing stands above it.
_Voice = tuple[str | None, bool]
_NOBODYS: _Voice = None, False


def facts_told(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Told]:
    """Yield the facts that no other voice on the card disputes, those of each voice below its name.

    So who says it, and that it is only reported, is read once instead of after every sentence.
    """
    disputed = [dispute.fact for dispute in card.disputed]
    voices: dict[_Voice, list[Fact]] = {_NOBODYS: []}
    for fact in current_facts(card):
        if fact.id not in disputed:
            voices.setdefault((fact.said_by, fact.certainty == "reported"), []).append(fact)
    for voice, facts in voices.items():
        if facts:
            heading = "" if voice == _NOBODYS else _heading(voice, facts, card, edition, localizer)
            above: Certainty = "reported" if voice[1] else "confirmed"
            lines: list[str] = []
            for fact in facts:
                lines += fact_as_lines(fact, card, edition, localizer, above=above)
            yield Told(heading, tuple(lines))


def _heading(voice: _Voice, facts: Iterable[Fact], card: Card, edition: Edition, localizer: Localizer) -> str:
    said_by, reported = voice
    if said_by is None:
        cited = {citation.source for fact in facts for citation in fact.cite or card.cite}
        words = localizer.ngettext("Reported by one article", "Reported by the articles", len(cited))
        return f"**{words}**"
    if said_by == card.id:
        words = localizer.gettext("What {who} says").format(who=name_of(said_by, edition, localizer))
    else:
        words = localizer.gettext("According to {who}").format(who=voice_of(said_by, edition, localizer))
    return f"**{words}** · {localizer.gettext(vocabulary.CERTAINTIES['reported'])}" if reported else f"**{words}**"


def fact_as_lines(
    fact: Fact, card: Card, edition: Edition, localizer: Localizer, *, above: Certainty | None = None
) -> list[str]:
    """Return a fact as an item of a list, and what belongs to it as items below."""
    sentence, *below = fact_pieces(fact, card, edition, localizer, above=above)
    return [f"- {sentence}", *(f"  - {piece}" for piece in below)] if below else [f"- {sentence}"]


def current_facts(card: Card) -> list[Fact]:
    """Return the facts that no other has taken the place of."""
    return [fact for fact in card.facts if fact.superseded_by is None]


def fact_pieces(
    fact: Fact, card: Card, edition: Edition, localizer: Localizer, *, above: Certainty | None = None
) -> list[str]:
    """Return a fact with the remarks on it, and what its date is inferred from.

    The remarks come apart from a sentence that is too long to share a page with them. They leave out what stands
    ``above`` it: who says it, and that it is of this certainty.
    """
    sentence = plain(fact.text.to(localizer.language))
    remarks = _remarks(fact, card, edition, localizer, above)
    together = f"{sentence} {remarks}" if remarks else sentence
    pieces = [together] if not remarks or PAGE.holds(together) else [sentence, remarks]
    if fact.date and fact.date.note:
        pieces.append(f"*{plain(fact.date.note.to(localizer.language))}*")
    return pieces


def dispute_line(dispute: Dispute, edition: Edition, localizer: Localizer) -> str:
    """Return who contradicts, and in what words."""
    label = localizer.gettext("Disputed by {who}").format(who=voice_of(dispute.by, edition, localizer))
    return f"**{label}** · {plain(dispute.text.to(localizer.language))}"


def _remarks(fact: Fact, card: Card, edition: Edition, localizer: Localizer, above: Certainty | None) -> str:
    """Return how sure a fact is, who says it and when, in brackets; nothing where there is nothing to remark."""
    remarks: list[str] = []
    if fact.certainty not in ("confirmed", above):
        remarks.append(localizer.gettext(vocabulary.CERTAINTIES[fact.certainty]))
    if above is None and fact.said_by and fact.said_by != card.id:
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

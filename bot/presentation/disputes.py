"""What is disputed: both sides as equals on the card, and a mark wherever else its words are shown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.library import Edition
from bot.cards.schema import Card, Claim, Dispute, Fact, Quote, Term
from bot.cards.text import shortened
from bot.presentation import vocabulary
from bot.presentation.facts import current_facts, dispute_line, fact_as_lines, fact_pieces
from bot.presentation.fields import voice_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.voices import Unit, dispute_heading, quoted

# Of the title of an article, where it stands for a speaker: with more of it, that would be longer than what is said.
_LONGEST_TITLE = 100  # characters


def dispute_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str | Unit]:
    """Yield each disputed fact with the voices that dispute it, then those that dispute the whole card."""
    if not card.disputed:
        return
    disputes = [dispute for dispute in card.disputed if dispute.fact or not isinstance(card, Claim)]
    for fact in current_facts(card):
        against = [dispute for dispute in disputes if dispute.fact == fact.id]
        if against:
            disputes = [dispute for dispute in disputes if dispute.fact != fact.id]
            pieces = fact_pieces(fact, card, edition, localizer, above="disputed")
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
    return dispute_heading(localizer) + "\n" + "\n\n".join([first, *voices])


def _named(card_id: str, edition: Edition, localizer: Localizer) -> str:
    return f"> **{voice_of(card_id, edition, localizer)}**"


def _speaker(fact: Fact, card: Card, edition: Edition, localizer: Localizer) -> str:
    """Return whose side a fact is: who says it, or the articles that do, by their titles."""
    if fact.said_by:
        return _named(fact.said_by, edition, localizer)
    cited = dict.fromkeys(citation.source for citation in fact.cite or card.cite)
    sources = [source for source_id in cited if (source := edition.sources.get(source_id))]
    titles = [quoted(shortened(source.title, _LONGEST_TITLE), source.language) for source in sources]
    if titles and len(titles) == len(cited):
        name = localizer.gettext("According to {titles}").format(titles=", ".join(titles))
    else:
        name = localizer.ngettext("The article", "The articles", len(cited))
    return f"> **{name}**"


def _own_voice(card: Card, edition: Edition, localizer: Localizer) -> str:
    """Return what a card as a whole says, as one side of a dispute."""
    if isinstance(card, Quote):
        return f"{_named(card.said_by, edition, localizer)}\n> {quoted(card.text, card.original_language)}"
    words = card.definition if isinstance(card, Term) else card.summary
    label = localizer.gettext("This card")
    return f"> **{label}**\n> {plain(words.to(localizer.language))}"


def dispute_mark(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield that others dispute what a card says, for whoever does not have it open, if they do."""
    current = {None, *(fact.id for fact in current_facts(card))}
    against = dict.fromkeys(each.by for each in card.disputed if each.fact in current)
    if names := dict.fromkeys(voice_of(by, edition, localizer) for by in against):
        words = localizer.gettext("Disputed by {who}: see the card").format(who=", ".join(names))
        yield f"**{vocabulary.DISPUTED} {words}**"

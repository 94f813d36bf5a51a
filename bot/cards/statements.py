"""What a card states, sentence by sentence, and what each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.cards.schema import Claim, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.document import Path
    from bot.cards.schema import Card, Citation
    from bot.cards.text import Language, Text

Part = Literal["summary", "definition", "claim", "lede", "fact", "dispute", "relation", "step"]

# The parts whose text is a key of theirs; the path of any other leads to the text itself.
NESTED: frozenset[Part] = frozenset({"fact", "dispute", "step"})


class Statement(NamedTuple):
    """One statement of a card. A relation has no text, but ``card`` at its other end; so does a step, beside its text.

    ``path`` is where it stands in the file; ``said_by`` whose word it is.
    """

    part: Part
    path: Path
    text: Text | None
    cite: tuple[Citation, ...]
    said_by: str | None = None
    card: str | None = None

    def path_to(self, language: Language) -> Path:
        """Return where its text in ``language`` stands."""
        return (*self.path, *(("text",) if self.part in NESTED else ()), language)


def statements(card: Card) -> Iterator[Statement]:
    """Yield all that ``card`` states, in the order of its file. A quotation's words are not a statement of ours."""
    yield Statement("summary", ("summary",), card.summary, card.cite)
    match card:
        case Term():
            yield Statement("definition", ("definition",), card.definition, card.cite)
        case Claim():
            yield Statement("claim", ("text",), card.text, card.cite, card.said_by)
        case Story():
            yield Statement("lede", ("lede",), card.lede, card.cite)
    for index, fact in enumerate(card.facts):
        yield Statement("fact", ("facts", index), fact.text, fact.cite, fact.said_by)
    for index, dispute in enumerate(card.disputed):
        yield Statement("dispute", ("disputed", index), dispute.text, dispute.cite, dispute.by)
    for index, relation in enumerate(card.relations):
        yield Statement("relation", ("relations", index), None, relation.cite, card=relation.card)
    if isinstance(card, Story):
        for index, step in enumerate(card.steps):
            yield Statement("step", ("steps", index), step.text, step.cite, card=step.card)

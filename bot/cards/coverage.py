"""How much of an article stands behind the cards: each of its sentences, and the cards that cite it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.evidence import citations_of
from bot.cards.passages import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.library import Edition
    from bot.cards.passages import Article

# A sentence counts as cited when its passages hold at least half of its letters: a word or two would not carry it.
ENOUGH = 0.5

# Where a sentence ends: at its mark, with the quotation marks and brackets that close after it, and at a line's end.
_END = re.compile(r"[.!?…]+[»”\")\s]*\s(?=[«“\"(]?\s?[A-ZÀ-ÖØ-Þ0-9])|[^\S\n]*\n+\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, the published cards whose passages touch it, and the share of it that they hold."""

    span: Span
    text: str
    cards: tuple[str, ...]
    share: float

    @property
    def cited(self) -> bool:
        return self.share >= ENOUGH


@dataclass(frozen=True, slots=True)
class Coverage:
    """An article sentence by sentence."""

    source: str
    sentences: tuple[Sentence, ...]

    @property
    def cited(self) -> int:
        return sum(sentence.cited for sentence in self.sentences)

    @property
    def share(self) -> float:
        """The share of its sentences that some card cites, from 0 to 1; an empty article leaves nothing out."""
        return self.cited / len(self.sentences) if self.sentences else 1.0


def coverage(source: str, article: Article, edition: Edition) -> Coverage:
    """Return which sentences of ``article``, the text of ``source``, stand behind published cards."""
    cited = [
        (span, card.id)
        for card in edition.published.values()
        for _, citation in citations_of(card)
        if citation.source == source and (span := edition.evidence.of(citation).span)
    ]
    return Coverage(source, tuple(_sentence(span, article, cited) for span in sentences(article.text)))


def sentences(text: str) -> Iterator[Span]:
    """Yield where the sentences of ``text`` stand, without the white space around them."""
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        words = text[start:end].strip()
        if words:
            first = text.index(words, start)
            yield Span(first, first + len(words))
        start = end


def _sentence(span: Span, article: Article, cited: list[tuple[Span, str]]) -> Sentence:
    touching = [(passage, card) for passage, card in cited if passage.start < span.end and passage.end > span.start]
    held = {place for passage, _ in touching for place in range(*passage)}
    letters = [place for place in range(*span) if article.text[place].isalnum()]
    share = sum(place in held for place in letters) / len(letters) if letters else 1.0
    return Sentence(span, article.at(span), tuple(dict.fromkeys(card for _, card in touching)), share)

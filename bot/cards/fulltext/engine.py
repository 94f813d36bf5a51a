"""Full-text search over the published cards of an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.fulltext.index import Index, keys
from bot.cards.fulltext.question import question
from bot.cards.fulltext.writing import write_index
from bot.cards.stems import Stems, words
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.cards.fulltext.index import Row
    from bot.cards.fulltext.question import Question, Term
    from bot.cards.schema import Card
    from bot.cards.stems import Word
    from bot.cards.text import Language

MOST = 120  # hits: nobody turns twenty pages
_ENOUGH = 5  # hits, below which words are taken more loosely
_MOST_PARTIAL = 10  # hits that have only some of the words


# Words, without a look at elisions: what they leave of an article or a pronoun is never looked for.
_PART = re.compile(r"[^\W_]+")


class Hit(NamedTuple):
    """A card that was found; ``partial`` when it has only some of the words looked for."""

    card_id: str
    partial: bool = False


class _Seen:
    """The words of texts that were looked at, and of those that are looked for, the places of the terms they meet."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.meeting: dict[str, frozenset[int]] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """``hits``, best first. ``count`` cards have all of the words looked for; more of them than are listed, perhaps."""

    hits: Sequence[Hit]
    count: int
    terms: Sequence[Term]
    _stems: Stems
    _joined: Sequence[Term] = ()
    _seen: Mapping[Language, _Seen] = field(
        default_factory=lambda: {language: _Seen() for language in LANGUAGES}, compare=False
    )

    def met(self, text: str, language: Language) -> int:
        """Return how many of ``terms`` stand in ``text``."""
        seen, parts = self._seen[language], _parts(text)
        for word in parts - seen.words:
            self._look_at(word, language)
        meeting = [seen.meeting[word] for word in parts & seen.meeting.keys()]
        return len(frozenset().union(*meeting)) if meeting else 0

    def marked(self, text: str, language: Language) -> list[Word]:
        """Return the words of ``text`` that were looked for."""
        found = list(words(text))
        for word in found:
            self._look_at(word.text, language)
        meeting = self._seen[language].meeting
        return [word for word in found if word.text in meeting]

    def _look_at(self, word: str, language: Language) -> None:
        seen = self._seen[language]
        if word not in seen.words:
            seen.words.add(word)
            stems = self._stems.of(word, language)
            terms = (*self.terms, *self._joined)
            if places := frozenset(place for place, term in enumerate(terms) if term.is_met_by(stems)):
                seen.meeting[word] = places


@lru_cache(maxsize=2_048)  # what is found is mostly the same again and again
def _parts(text: str) -> frozenset[str]:
    return frozenset(_PART.findall(text))


class FullText:
    """Searches ``cards``. The index is given with ``use``, or built for the first search.

    Searches belong to one thread; ``use`` may be called in another before there is any.
    """

    def __init__(self, cards: Collection[Card]) -> None:
        self._cards = cards

    @cached_property
    def index(self) -> Index:
        return Index(write_index(self._cards))

    @cached_property
    def _stems(self) -> Stems:
        return Stems(self.index.proper)

    def use(self, index: Index) -> None:
        """Search in ``index``, which must be that of the same cards."""
        self.index = index

    def search(self, query: str, language: Language, limit: int = MOST) -> Found:
        """Return at most ``limit`` cards that ``query`` may be about, for a reader of ``language``. Never raises."""
        asked = question(query, self.index, self._stems)
        if asked is None:
            return Found((), 0, (), self._stems)
        named = self._named(asked)
        hits = [Hit(card_id) for card_id in self._matching(asked, asked.all_of, named, language, limit)]
        if len(hits) >= _ENOUGH:
            count = self.index.count(asked.all_of) if len(hits) == limit else len(hits)
            return Found(hits, count, asked.terms, self._stems, asked.joined_terms)
        if asked.looser != asked.terms:
            looser = self._matching(asked, asked.all_of_looser, named, language, limit)
            hits = list(dict.fromkeys([*hits, *map(Hit, looser)]))[:limit]
        count = len(hits)
        if count < _ENOUGH and len(asked.terms) > 1:
            known = {hit.card_id for hit in hits}
            some = self._matching(asked, asked.any_of, named, language, _MOST_PARTIAL)
            hits.extend(Hit(card_id, partial=True) for card_id in some if card_id not in known)
        return Found(hits[:limit], count, asked.looser, self._stems, asked.joined_terms)

    def _matching(
        self, asked: Question, expression: str, named: Mapping[str, float], language: Language, limit: int
    ) -> list[str]:
        """Return cards: first those that the query names, then those with all of it in their name, then by relevance.

        BM25 alone would not do: a word tells it less and less the more often it stands on a card, so that a name cannot
        make up for many facts.
        """
        rows = self.index.matching(expression, language, limit)
        titled = self.index.having(asked.all_in_the_name) if len(rows) > 1 else frozenset()

        def place(row: Row) -> tuple[bool, bool, float]:
            part = named.get(row.card_id, 0)
            return part < 1, row.card_id not in titled, -row.score * (1 + 2 * part)

        return [row.card_id for row in sorted(rows, key=place)]

    def _named(self, asked: Question) -> dict[str, float]:
        """Return the cards of which a whole name stands in the query, with the part of the query that it makes up."""
        parts: dict[str, float] = {}
        size = len(asked.terms)
        for start in range(size):
            for stop in range(start + 1, size + 1):
                part = (stop - start) / size
                for key in keys(asked.words[start:stop], self._stems):
                    parts[key] = max(part, parts.get(key, 0))
        named: dict[str, float] = {}
        for name, card_id in self.index.named(list(parts)):
            named[card_id] = max(parts[name], named.get(card_id, 0))
        return named

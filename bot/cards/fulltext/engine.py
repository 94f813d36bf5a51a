"""Full-text search over the published cards of an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.fulltext.index import Index, keys
from bot.cards.fulltext.reading import Reading
from bot.cards.fulltext.writing import write_index
from bot.cards.stems import Stems, words
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.cards.fulltext.question import Question, Term
    from bot.cards.schema import Card
    from bot.cards.stems import Word
    from bot.cards.text import Language

MOST = 120  # hits: nobody turns twenty pages
_ENOUGH = 5  # hits, below which words are taken more loosely
_MOST_PARTIAL = 10  # hits that have only some of the words
_MOST_READ_LOOSELY = 2_000  # to find those, as ``Terms.cost`` has it


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
        reading = Reading(query, self.index.terms, self._stems)
        asked = reading.strict()
        if asked is None:
            return Found((), 0, (), self._stems)
        matching = _Matching(asked, self.index, self._stems, language)
        cards = matching.cards(asked.all_of, limit)
        if len(cards) >= _ENOUGH:
            count = self.index.count(asked.all_of) if len(cards) == limit else len(cards)
            return self._found(dict.fromkeys(cards, False), count, asked)
        wide = reading.loosened(asked)
        if wide.terms != asked.terms:
            cards = list(dict.fromkeys([*cards, *matching.cards(wide.all_of, limit)]))[:limit]
        partial = dict.fromkeys(cards, False)
        if len(cards) < min(_ENOUGH, limit) and len(asked.terms) > 1:
            for card in matching.cards(wide.any_of(_MOST_READ_LOOSELY), min(limit, _MOST_PARTIAL)):
                partial.setdefault(card, True)
        return self._found(partial, len(cards), wide)

    def _found(self, partial: Mapping[int, bool], count: int, asked: Question) -> Found:
        hits = [Hit(self.index.ids[card], some) for card, some in partial.items()]
        return Found(hits, count, asked.terms, self._stems, asked.joined_terms)


class _Matching:
    """Finds the cards for expressions that were made of one question."""

    def __init__(self, asked: Question, index: Index, stems: Stems, language: Language) -> None:
        self._asked = asked
        self._index = index
        self._stems = stems
        self._language = language
        self._in_names = [index.terms.in_names(term.stems, term.beginning) for term in asked.terms]
        self._named = self._parts_that_are_names()

    def cards(self, expression: str, limit: int) -> list[int]:
        """Return cards: first those that the query names, then those with all of it in their name, then by relevance.

        BM25 alone would not do: a word tells it less and less the more often it stands on a card, so that a name cannot
        make up for many facts.
        """
        rows = self._index.matching(expression, self._language, limit) if expression else []
        titled: Collection[int] = ()
        if len(rows) > 1 and all(self._in_names) and self._asked.all_of:
            titled = self._index.having(self._asked.all_in_the_name)
        if titled or self._named:

            def place(row: tuple[float, int]) -> tuple[bool, bool, float]:
                score, card = row
                part = self._named.get(card, 0)
                return part < 1, card not in titled, -score * (1 + 2 * part)

            rows.sort(key=place)
        return [card for _, card in rows]

    def _parts_that_are_names(self) -> dict[int, float]:
        """Return the cards of which a whole name stands in the query, with the part of the query that it makes up."""
        parts: dict[str, float] = {}
        size = len(self._in_names)
        for start in range(size):
            for stop in range(start + 1, size + 1):
                if not self._in_names[stop - 1]:
                    break
                part = (stop - start) / size
                for key in keys(self._asked.words[start:stop], self._stems):
                    parts[key] = max(part, parts.get(key, 0))
        named: dict[int, float] = {}
        for name, card in self._index.named(list(parts)) if parts else ():
            named[card] = max(parts[name], named.get(card, 0))
        return named

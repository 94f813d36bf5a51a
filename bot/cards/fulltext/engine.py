"""Full-text search over the published cards of an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.fulltext.index import Index, keys
from bot.cards.fulltext.ranking import Ranked, Ranking
from bot.cards.fulltext.reading import Reading
from bot.cards.fulltext.writing import write_index
from bot.cards.stems import Stems, words
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.cards.fulltext.question import Term
    from bot.cards.schema import Card, Kind
    from bot.cards.stems import Word
    from bot.cards.text import Language

MOST = 120  # hits: nobody turns twenty pages
_ENOUGH = 5  # hits, below which words are taken more loosely

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
    """``hits``, best first. ``count`` cards have all of the words looked for; more of them than are listed, perhaps.

    ``missing`` are the words, as they were typed, that stand on no card.
    """

    hits: Sequence[Hit]
    count: int
    terms: Sequence[Term]
    _stems: Stems
    missing: Sequence[str] = ()
    _joined: Sequence[Term] = ()
    _seen: Mapping[Language, _Seen] = field(
        default_factory=lambda: {language: _Seen() for language in LANGUAGES}, compare=False
    )

    def met(self, text: str, language: Language) -> int:
        """Return how many of ``terms`` stand in ``text``."""
        seen, parts = self._seen[language], _parts(text)
        self._look_at(parts - seen.words, language)
        meeting = [seen.meeting[word] for word in parts & seen.meeting.keys()]
        return len(frozenset().union(*meeting)) if meeting else 0

    def marked(self, text: str, language: Language) -> list[Word]:
        """Return the words of ``text`` that were looked for."""
        found = list(words(text))
        self._look_at({word.text for word in found} - self._seen[language].words, language)
        meeting = self._seen[language].meeting
        return [word for word in found if word.text in meeting]

    def _look_at(self, new: AbstractSet[str], language: Language) -> None:
        seen, of = self._seen[language], self._stems.of
        seen.words |= new
        terms = (*self.terms, *self._joined)
        wanted = frozenset[str]().union(*(term.stems for term in terms))
        begun = any(term.beginning for term in terms)
        for word in new:
            stems = of(word, language)
            # Nearly all words are none that were looked for, and need no closer look.
            if begun or not wanted.isdisjoint(stems):
                places = frozenset(place for place, term in enumerate(terms) if term.is_met_by(stems))
                if places:
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

    @cached_property
    def _kinds(self) -> Sequence[Kind]:
        return [card.kind for card in self._cards]

    def use(self, index: Index) -> None:
        """Search in ``index``, which must be that of the same cards."""
        self.index = index

    def search(self, query: str, language: Language, limit: int = MOST) -> Found:
        """Return at most ``limit`` cards that ``query`` may be about, for a reader of ``language``. Never raises."""
        reading = Reading(query, self.index.terms, self._stems)
        asked = reading.strict()
        if asked is None:
            return self._called(reading.words)
        favoured = (lambda card: self._kinds[card] in reading.kinds) if reading.kinds else None
        ranking = Ranking(asked, self.index, self._stems, language, favoured)
        full = ranking.full(limit)
        wide = asked
        few = len(full) < min(_ENOUGH, limit)
        # Who asks after a kind names what it does in words of their own.
        if few or reading.kinds or reading.has_synonyms:
            wide = reading.loosened(asked)
            if wide.terms != asked.terms:
                full = ranking.wider(full, wide, limit)
        partial: Sequence[Ranked] = ()
        if few and len(asked.terms) > 1:
            if not full:
                # What was mended was not meant, if no card has it together with the rest.
                asked = wide = asked.as_typed
                ranking = Ranking(asked, self.index, self._stems, language, favoured)
            partial = ranking.partial({each.card for each in full}, limit)
        count = self.index.count(wide.all_of) if len(full) == limit else len(full)
        missing = reading.texts(asked.missing)
        ids = self.index.ids
        hits = [Hit(ids[card], some) for _, card, some in ranking.ordered([*full, *partial])[:limit]]
        return Found(hits, count, wide.terms, self._stems, missing, wide.joined_terms)

    def _called(self, words: Sequence[str]) -> Found:
        """Return the cards that are called by words that tell nothing: a term may be "Who is who"."""
        named = self.index.named(list(keys(words, self._stems))) if words else ()
        hits = [Hit(self.index.ids[card]) for card in sorted({card for _, card in named})]
        return Found(hits, len(hits), (), self._stems)

"""Full-text search over the published cards of an edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from bot.cards.fulltext.index import Index, keys
from bot.cards.fulltext.marking import Marking
from bot.cards.fulltext.ranking import Ranking
from bot.cards.fulltext.reading import Reading
from bot.cards.fulltext.writing import write_index
from bot.cards.stems import Stems

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from bot.cards.fulltext.question import Term
    from bot.cards.fulltext.ranking import Ranked
    from bot.cards.schema import Card, Kind
    from bot.cards.text import Language

MOST = 120  # hits: nobody turns twenty pages
_ENOUGH = 5  # hits, below which words are taken more loosely


class Hit(NamedTuple):
    """A card that was found; ``partial`` when it has only some of the words looked for."""

    card_id: str
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """Hits, made when somebody looks at them: mostly at the first few."""

    _cards: Sequence[int]
    _ids: Sequence[str]
    _partial: AbstractSet[int]

    def __len__(self) -> int:
        return len(self._cards)

    @overload
    def __getitem__(self, index: int) -> Hit: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...

    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        if isinstance(index, slice):
            return [self._hit(card) for card in self._cards[index]]
        return self._hit(self._cards[index])

    def _hit(self, card: int) -> Hit:
        return Hit(self._ids[card], card in self._partial)


@dataclass(frozen=True, slots=True)
class Found:
    """``hits``, best first. ``count`` cards have all of the words looked for; more of them than are listed, perhaps.

    ``missing`` are the words, as they were typed, that stand on no card.
    """

    hits: Sequence[Hit]
    count: int
    terms: Sequence[Term]
    _index: Index
    missing: Sequence[str] = ()
    _joined: Sequence[Term] = ()

    def marking(self, language: Language) -> Marking:
        """Return what finds the words that were looked for in the texts of these cards in ``language``."""
        return Marking([self._index.spellings(term, language) for term in (*self.terms, *self._joined)])


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
            partial = ranking.partial({card for _, card in full})
        count = self.index.count(wide.all_of) if len(full) == limit else len(full)
        cards = ranking.ordered([*full, *partial])[:limit]
        hits = Hits(cards, self.index.ids, {card for _, card in partial})
        return Found(hits, count, wide.terms, self.index, reading.texts(asked.missing), wide.joined_terms)

    def _called(self, words: Sequence[str]) -> Found:
        """Return the cards that are called by words that tell nothing: a term may be "Who is who"."""
        named = self.index.named(list(keys(words, self._stems))) if words else ()
        cards = sorted({card for _, card in named})
        return Found(Hits(cards, self.index.ids, frozenset()), len(cards), (), self.index)

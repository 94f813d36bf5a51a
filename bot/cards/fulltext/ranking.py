"""Which cards answer a question, and in which order: named before mentioned, what was typed before what is like it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import chain
from math import log
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import IN_THE_NAME, keys
from bot.cards.fulltext.matching import Matches, best, cards_of, matching

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.cards.fulltext.index import Index, Worth
    from bot.cards.fulltext.matching import Read
    from bot.cards.fulltext.question import Question, Term
    from bot.cards.stems import Stems
    from bot.cards.text import Language

_MOST_PARTIAL = 10  # cards that have only some of the words
_MOST_READ_LOOSELY = 1_000  # to find those, as ``Terms.cost`` has it
_MOST_COMPARED_BY_NAME = 30  # cards, the best by all that they say
# What counts as much more as it has of it: a card whose whole name was typed, one whose name has words that were
# looked for, and one of the kind that was asked after, as by "who".
_NAMED, _IN_THE_NAME, _OF_THE_KIND = 2.0, 1.5, 3.0
_ALIKE = 0.3  # what a word of like meaning counts beside the one that was typed
_RARE = 2  # times what there is to read for the rarest of all: as rare as that, nearly


Ranked = tuple[float, int]
"""How well a card, by its place among ``Index.ids``, answers: the higher, the better."""


class Ranking:
    """Ranks cards for one query. ``favoured`` tells whether a card is of the kind that was asked after."""

    def __init__(
        self, asked: Question, index: Index, stems: Stems, language: Language, favoured: Callable[[int], bool] | None
    ) -> None:
        self._asked = asked
        self._index = index
        self._language: Language = language
        self._favoured = favoured
        self._read: Read = {}
        self._in_names = [index.terms.in_names(term.stems, term.beginning) for term in asked.terms]
        self._named = _named(asked.words, self._in_names, index, stems) if any(self._in_names) else {}

    @cached_property
    def _rarity(self) -> Sequence[float]:
        return [_rarity(term, len(self._index.ids)) for term in self._asked.terms]

    def full(self, limit: int) -> Matches:
        """Return the cards that have all that was typed."""
        return matching(self._asked, self._index, self._language, limit, self._read)

    def wider(self, full: Matches, wide: Question, limit: int) -> Matches:
        """Return ``full`` and the cards that have all of ``wide``, where words stand for others, and weigh less."""
        scores = {card: score for score, card in full.best}
        found = matching(wide, self._index, self._language, limit, {})
        for score, card in found.best:
            scores[card] = scores.get(card, 0) + score * _ALIKE
        # Whatever has what was typed has that too.
        return Matches(max(found.number, len(scores)), [(score, card) for card, score in scores.items()][:limit])

    def partial(self, full: Collection[int]) -> list[Ranked]:
        """Return cards that have some of what was typed, if that tells something, but for those that have it ``full``.

        The rarest word tells most; so does a name, and more than half of the words.
        """
        asked, telling = self._asked, self._telling
        places = asked.telling(_MOST_READ_LOOSELY)
        joined = [self._index.worths(term, self._language) for term in asked.joined_terms]
        enough = len(asked.terms) // 2 + 1
        half_tells = enough < len(asked.terms)  # not for two words: who has more than half of those has both
        # Where only some of them make a card worth showing, the others are looked for among those cards.
        read = {place: self._worths(place) for place in places if half_tells or self._named or place in telling}
        having = {place: cards_of(worths) for place, worths in read.items()}
        found = set().union(*(cards for place, cards in having.items() if place in telling))
        if half_tells:
            times = Counter(chain.from_iterable(having.values()))
            found |= {card for card, number in times.items() if number >= enough}
        if self._named:
            found |= self._named.keys() & set().union(*having.values(), *map(cards_of, joined))
        found.difference_update(full)
        if not found:
            return []
        for place in places:
            if place not in read:
                read[place] = self._worths(place, found)
                having[place] = cards_of(read[place])
        scored = best(found, list(chain(*read.values(), *joined)), _MOST_PARTIAL)
        return [
            (score * self._share([place for place, cards in having.items() if card in cards]), card)
            for score, card in scored
        ]

    def _worths(self, place: int, among: AbstractSet[int] | None = None) -> list[Worth]:
        """Return what the word at ``place`` is worth to cards, and remember it."""
        term = self._asked.terms[place]
        worths = self._index.worths(term, self._language, among)
        self._read.setdefault(term, []).extend(worths)
        return worths

    def ordered(self, ranked: Sequence[Ranked]) -> Sequence[int]:
        """Return cards, the best first: what the query names, what has all of it in the name, then by relevance.

        BM25 alone would not do: a word tells it less and less the more often it stands on a card, so that a name cannot
        make up for many facts.
        """
        by_score = sorted(ranked, key=itemgetter(0), reverse=True)
        titled: AbstractSet[int] = frozenset()
        if len(ranked) > 1 and all(self._in_names) and self._asked.parts:
            met = self._met_in_names([card for _, card in ranked]).values()
            titled = set.intersection(*met)
        several = len(self._in_names) > 1 and any(self._in_names)
        if not (titled or several or self._named or self._favoured):
            return [card for _, card in by_score]
        called = {card for card, part in self._named.items() if part == 1}
        worth = self._worths_beyond_words([card for _, card in by_score], several=several)

        def place(each: Ranked) -> tuple[bool, bool, float]:
            score, card = each
            return card not in called, card not in titled, -score * worth.get(card, 1)

        return [card for _, card in sorted(by_score, key=place)]

    def _worths_beyond_words(self, cards: Sequence[int], *, several: bool) -> Mapping[int, float]:
        """Return how many times as good an answer a card is for its name or its kind, where that makes a difference."""
        worth = {card: 1 + _NAMED * part for card, part in self._named.items()}
        shares = self._shares_in_names(cards[:_MOST_COMPARED_BY_NAME]) if several else {}
        for card, share in shares.items():
            worth[card] = worth.get(card, 1) * (1 + _IN_THE_NAME * share)
        if self._favoured:
            for card in filter(self._favoured, cards):
                worth[card] = worth.get(card, 1) * _OF_THE_KIND
        return worth

    def _shares_in_names(self, cards: Sequence[int]) -> Mapping[int, float]:
        """Return how much of what was typed stands in the names of those of ``cards`` that have any of it there."""
        met = self._met_in_names(cards)
        return {
            card: self._share([place for place, having in met.items() if card in having])
            for card in set().union(*met.values())
        }

    def _met_in_names(self, cards: Sequence[int]) -> Mapping[int, set[int]]:
        """Return which of ``cards`` have each of the words in their names."""
        met = {
            place: _having_in_names(cards, self._read.get(term, ()))
            for place, term in enumerate(self._asked.terms)
            if self._in_names[place]
        }
        for (place, _), term in zip(self._asked.joined, self._asked.joined_terms, strict=True):
            as_one = _having_in_names(cards, self._index.worths(term, self._language))
            for each in {place, place + 1} & met.keys():
                met[each] |= as_one
        return met

    def _share(self, met: Sequence[int]) -> float:
        """Return how much of what was typed these places make up; a rare word is more of it."""
        return sum([self._rarity[place] for place in met]) / sum(self._rarity)

    @cached_property
    def _telling(self) -> frozenset[int]:
        """The places of words of which one is enough: names, and the rarest; none is rarer than one on no card."""
        asked, proper = self._asked, self._index.proper
        rarest = min(term.cost for term in asked.terms)
        return frozenset(
            place
            for place, (word, term) in enumerate(zip(asked.words, asked.terms, strict=True))
            if word in proper or term.cost <= _RARE * rarest
        )


def _having_in_names(cards: Sequence[int], worths: Sequence[Worth]) -> set[int]:
    return {card for _, worth in worths for card in cards if worth.get(card, 0) & IN_THE_NAME}


def _rarity(term: Term, cards: int) -> float:
    return log(1 + (cards + 1) / (1 + term.cost))


def _named(words: Sequence[str], in_names: Sequence[bool], index: Index, stems: Stems) -> dict[int, float]:
    """Return the cards of which a whole name stands in the query, with the part of the query that it makes up."""
    named: dict[int, float] = {}
    size = len(in_names)
    for start in range(size):
        for stop in range(start + 1, size + 1):
            if not in_names[stop - 1]:
                break
            part = (stop - start) / size
            for card in chain.from_iterable(map(index.called, keys(words[start:stop], stems))):
                named[card] = max(part, named.get(card, 0))
    return named

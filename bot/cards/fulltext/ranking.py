"""Which cards answer a question, and in which order: named before mentioned, what was typed before what is like it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain
from math import log
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import keys

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.cards.fulltext.index import Index
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
"""How well a card, by its place among ``Index.ids``, answers: the lower, the better."""


class Ranking:
    """Ranks cards for one query. ``favoured`` tells whether a card is of the kind that was asked after."""

    def __init__(
        self, asked: Question, index: Index, stems: Stems, language: Language, favoured: Callable[[int], bool] | None
    ) -> None:
        self._asked = asked
        self._index = index
        self._language: Language = language
        self._favoured = favoured
        self._in_names = [index.terms.in_names(term.stems, term.beginning) for term in asked.terms]
        self._most = len(asked.terms) // 2 + 1  # words, from which on a card has more than half of them
        self._named = _named(asked.words, self._in_names, index, stems) if any(self._in_names) else {}

    @cached_property
    def _rarity(self) -> Sequence[float]:
        return [_rarity(term, len(self._index.ids)) for term in self._asked.terms]

    def full(self, limit: int) -> Sequence[Ranked]:
        """Return the cards that have all that was typed."""
        expression = self._asked.all_of
        return self._index.matching(expression, self._language, limit) if expression else []

    def wider(self, full: Sequence[Ranked], wide: Question, limit: int) -> Sequence[Ranked]:
        """Return ``full`` and the cards that have all of ``wide``, where words stand for others, and weigh less."""
        expression = wide.all_of
        scores = {card: score for score, card in full}
        for score, card in self._index.matching(expression, self._language, limit) if expression else ():
            scores[card] = scores.get(card, 0) + score * _ALIKE
        return [(score, card) for card, score in scores.items()][:limit]

    def partial(self, full: Collection[int]) -> Sequence[Ranked]:
        """Return cards that have some of what was typed, if that tells something, but for those that have it ``full``.

        The rarest word tells most; so does a name, and more than half of the words.
        """
        read = self._read()
        limit = len(full) + _MOST_PARTIAL if len(read) == 1 else None
        having = {place: self._scores(self._asked.terms[place].expression, limit) for place in read}
        joined = [self._scores(f'"{word}"') for _, word in self._asked.joined]
        found = self._told_apart(having, joined).difference(full)
        scores: defaultdict[int, float] = defaultdict(float)
        for each in (*having.values(), *joined):
            for card in found.intersection(each):
                scores[card] += each[card]
        best = sorted([(score, card) for card, score in scores.items()])[:_MOST_PARTIAL]
        return [
            (score * self._share([place for place, cards in having.items() if card in cards]), card)
            for score, card in best
        ]

    def _read(self) -> Sequence[int]:
        """Return the places of the words by which cards are looked for that have some of them."""
        places = self._asked.telling(_MOST_READ_LOOSELY)
        if self._most < len(self._asked.terms) or self._named:
            return places
        return [place for place in places if place in self._telling]

    def _told_apart(self, having: Mapping[int, Collection[int]], joined: Sequence[Collection[int]]) -> set[int]:
        """Return the cards for which what they have of the question tells something."""
        found = set[int]().union(*[cards for place, cards in having.items() if place in self._telling])
        if self._most < len(self._asked.terms):  # not of two: what has more than half of those has both
            times = Counter(chain.from_iterable(having.values()))
            found |= {card for card, number in times.items() if number >= self._most}
        if self._named:
            found |= self._named.keys() & set().union(*having.values(), *joined)
        return found

    def _scores(self, expression: str, limit: int | None = None) -> Mapping[int, float]:
        found = self._index.matching(expression, self._language, *([] if limit is None else [limit]))
        return {card: score for score, card in found}

    def ordered(self, ranked: Sequence[Ranked]) -> Sequence[int]:
        """Return cards, the best first: what the query names, what has all of it in the name, then by relevance.

        BM25 alone would not do: a word tells it less and less the more often it stands on a card, so that a name cannot
        make up for many facts.
        """
        by_score = sorted(ranked)
        titled: Collection[int] = ()
        if len(ranked) > 1 and all(self._in_names) and self._asked.all_of:
            titled = self._index.having(self._asked.all_in_the_name)
        several = len(self._in_names) > 1 and any(self._in_names)
        if not (titled or several or self._named or self._favoured):
            return [card for _, card in by_score]
        called = {card for card, part in self._named.items() if part == 1}
        worth = self._worths_beyond_words([card for _, card in by_score], several=several)

        def place(each: Ranked) -> tuple[bool, bool, float]:
            score, card = each
            return card not in called, card not in titled, score * worth.get(card, 1)

        return [card for _, card in sorted(by_score, key=place)]

    def _worths_beyond_words(self, cards: Sequence[int], *, several: bool) -> Mapping[int, float]:
        """Return how many times as good an answer a card is for its name or its kind, where that makes a difference."""
        worth = {card: 1 + _NAMED * part for card, part in self._named.items()}
        for card in cards[:_MOST_COMPARED_BY_NAME] if several else ():
            if share := self._share_in_the_name(card):
                worth[card] = worth.get(card, 1) * (1 + _IN_THE_NAME * share)
        if self._favoured:
            for card in filter(self._favoured, cards):
                worth[card] = worth.get(card, 1) * _OF_THE_KIND
        return worth

    def _share_in_the_name(self, card: int) -> float:
        """Return how much of what was typed stands in the name of ``card``."""
        words = self._index.names[card].split()
        terms = enumerate(zip(self._asked.terms, self._in_names, strict=True))
        return self._share([place for place, (term, in_names) in terms if in_names and term.is_met_by(words)])

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


def _rarity(term: Term, cards: int) -> float:
    return log(1 + (cards + 1) / (1 + term.cost))


def _named(words: Sequence[str], in_names: Sequence[bool], index: Index, stems: Stems) -> dict[int, float]:
    """Return the cards of which a whole name stands in the query, with the part of the query that it makes up."""
    parts: dict[str, float] = {}
    size = len(in_names)
    for start in range(size):
        for stop in range(start + 1, size + 1):
            if not in_names[stop - 1]:
                break
            part = (stop - start) / size
            for key in keys(words[start:stop], stems):
                parts[key] = max(part, parts.get(key, 0))
    named: dict[int, float] = {}
    for name, card in index.named(list(parts)) if parts else ():
        named[card] = max(parts[name], named.get(card, 0))
    return named

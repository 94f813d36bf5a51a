"""Which cards answer a question, and in which order: named before mentioned, what was typed before what is like it."""

from __future__ import annotations

from functools import cached_property
from itertools import starmap
from math import log
from typing import TYPE_CHECKING, NamedTuple

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


class Ranked(NamedTuple):
    """A card, by its place among ``Index.ids``: the lower ``score`` is, the better."""

    score: float
    card: int
    partial: bool = False


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
        self._rarity = [_rarity(term, len(index.ids)) for term in asked.terms]
        self._named = _named(asked.words, self._in_names, index, stems)

    def full(self, limit: int) -> list[Ranked]:
        """Return the cards that have all that was typed."""
        expression = self._asked.all_of
        rows = self._index.matching(expression, self._language, limit) if expression else []
        return list(starmap(Ranked, rows))

    def wider(self, full: Sequence[Ranked], wide: Question, limit: int) -> list[Ranked]:
        """Return ``full`` and the cards that have all of ``wide``, where words stand for others, and weigh less."""
        expression = wide.all_of
        scores = {each.card: each.score for each in full}
        for score, card in self._index.matching(expression, self._language, limit) if expression else ():
            scores[card] = scores.get(card, 0) + score * _ALIKE
        return [Ranked(score, card) for card, score in scores.items()][:limit]

    def partial(self, full: Collection[int], limit: int) -> list[Ranked]:
        """Return cards that have some of what was typed, if that tells something, but for those that have it ``full``.

        The rarest word tells most; so does a name, and more than half of the words.
        """
        expression = self._asked.any_of(_MOST_READ_LOOSELY)
        if not expression:
            return []
        having = self._having()
        found = []
        for score, card in self._index.matching(expression, self._language, limit + len(full)):
            met = [place for place, cards in having.items() if card in cards]
            if card not in full and (card in self._named or self._tells(met)):
                share = sum(self._rarity[place] for place in met) / sum(self._rarity)
                found.append(Ranked(score * share, card, partial=True))
                if len(found) == _MOST_PARTIAL:
                    break
        return found

    def ordered(self, ranked: Sequence[Ranked]) -> list[Ranked]:
        """Return ``ranked`` best first: what the query names, what has all of it in the name, then by relevance.

        BM25 alone would not do: a word tells it less and less the more often it stands on a card, so that a name cannot
        make up for many facts.
        """
        titled: Collection[int] = ()
        if len(ranked) > 1 and all(self._in_names) and self._asked.all_of:
            titled = self._index.having(self._asked.all_in_the_name)
        by_score = sorted(ranked)
        several = len(self._in_names) > 1 and any(self._in_names)
        if not (titled or several or self._named or self._favoured):
            return by_score
        shares = {each.card: self._share_in_the_name(each.card) for each in by_score[:_MOST_COMPARED_BY_NAME] * several}

        def place(each: Ranked) -> tuple[bool, bool, float]:
            part = self._named.get(each.card, 0)
            worth = (1 + _NAMED * part) * (1 + _IN_THE_NAME * shares.get(each.card, 0))
            if self._favoured and self._favoured(each.card):
                worth *= _OF_THE_KIND
            return part < 1, each.card not in titled, each.score * worth

        return sorted(by_score, key=place)

    def _share_in_the_name(self, card: int) -> float:
        """Return how much of what was typed stands in the name of ``card``; a rare word is more of it."""
        words = self._index.names[card].split()
        terms = zip(self._asked.terms, self._rarity, self._in_names, strict=True)
        met = (rarity for term, rarity, in_names in terms if in_names and term.is_met_by(words))
        return sum(met) / sum(self._rarity)

    def _having(self) -> Mapping[int, frozenset[int]]:
        """Return the cards that have each of the words by which cards with some of them were looked for."""
        places = self._asked.telling(_MOST_READ_LOOSELY)
        return {place: self._index.having(self._asked.terms[place].expression) for place in places}

    def _tells(self, met: Collection[int]) -> bool:
        return 2 * len(met) > len(self._asked.terms) or not self._telling.isdisjoint(met)

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

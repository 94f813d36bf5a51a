"""The index, to be read: on which cards each stem stands, how much that tells of each, and how the cards spell it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import blake2b
from math import log
from typing import TYPE_CHECKING, Any

import msgpack

from bot.cards.fulltext.terms import Terms
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.cards.fulltext.question import Term
    from bot.cards.stems import Stems
    from bot.cards.text import Language

# Before two neighbours among the words of a name, written as one.
JOIN = "·"
# The last bit of what a stem is worth to a card: whether it stands in the name.
IN_THE_NAME = 1

_NO_RARITY = 1e-6
# How many cards of a list can be read in the time that it takes to look one up in it.
_A_LOOK = 8

# How rare a stem is, and what it is worth to each card that it stands on; not to all, where only some are asked for.
Worth = tuple[float, "Mapping[int, int]"]


class Index:
    """Read freely; it never changes. Raises ValueError when ``data`` is no index.

    A card is its place among ``ids``. ``proper`` are words, folded, of which names are made.
    """

    def __init__(self, data: bytes) -> None:
        lists = _unpacked(data)
        self.ids: Sequence[str] = _lines(lists["ids"])
        self.proper = frozenset(_lines(lists["proper"]))
        self._starts = array("I", lists["starts"])
        self.terms = Terms(_lines(lists["terms"]), self._starts, lists["named"])
        self._cards = array("I", lists["cards"])
        self._worth = {language: array("H", lists[f"worth_{language}"]) for language in LANGUAGES}
        self._spelled: Mapping[Language, bytes] = {language: lists[f"spelled_{language}"] for language in LANGUAGES}
        self._spelled_from = {language: array("I", lists[f"spelled_from_{language}"]) for language in LANGUAGES}
        self._names = array("Q", lists["names"])
        self._named = array("I", lists["named_cards"])

    def worths(self, term: Term, language: Language, among: AbstractSet[int] | None = None) -> list[Worth]:
        """Return what each stem of ``term`` is worth to the cards ``among`` which it is looked for, or to all."""
        places = [place for stem in term.stems if (place := self.terms.place(stem)) is not None]
        found = [self._worth_of(range(place, place + 1), language, among) for place in places]
        if term.beginning:
            found.append(self._worth_of(self.terms.places(term.beginning), language, among))
        return found

    def _worth_of(self, places: range, language: Language, among: AbstractSet[int] | None) -> Worth:
        start, stop = self._starts[places.start], self._starts[places.stop]
        if among is not None and len(places) == 1 and len(among) * _A_LOOK < stop - start:
            return self._rarity(stop - start), self._looked_up(start, stop, language, among)
        found = dict(zip(self._cards[start:stop], self._worth[language][start:stop], strict=True))
        rarity = self._rarity(len(found))
        return rarity, found if among is None else {card: found[card] for card in found.keys() & among}

    def _looked_up(self, start: int, stop: int, language: Language, among: AbstractSet[int]) -> Mapping[int, int]:
        cards, worth, found = self._cards, self._worth[language], {}
        for card in among:
            place = bisect_left(cards, card, start, stop)
            if place < stop and cards[place] == card:
                found[card] = worth[place]
        return found

    def _rarity(self, cards: int) -> float:
        """Return BM25's inverse document frequency; of what stands on half of the cards, next to nothing."""
        return max(log((len(self.ids) - cards + 0.5) / (cards + 0.5)), _NO_RARITY)

    def spellings(self, term: Term, language: Language) -> Sequence[str]:
        """Return how the cards write ``term`` in ``language``, each form and each capital by itself."""
        places = [range(place, place + 1) for stem in term.stems if (place := self.terms.place(stem)) is not None]
        if term.beginning:
            places.append(self.terms.places(term.beginning))
        text, starts = self._spelled[language], self._spelled_from[language]
        return b"".join([text[starts[each.start] : starts[each.stop]] for each in places]).decode().split()

    def called(self, name: str) -> Sequence[int]:
        """Return the cards that have this name, as ``keys`` writes it."""
        key = digest_of(name)
        start = stop = bisect_left(self._names, key)
        while stop < len(self._names) and self._names[stop] == key:
            stop += 1
        return self._named[start:stop]


def _unpacked(data: bytes) -> Mapping[str, Any]:
    try:
        lists = msgpack.unpackb(data)
    except (ValueError, msgpack.UnpackException) as error:
        raise ValueError("this is no index") from error
    if not isinstance(lists, dict):
        raise ValueError("this is no index")  # noqa: TRY004
    return lists


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def digest_of(name: str) -> int:
    """Return 64 bits for a name: of a million, two have the same once in forty million times."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def keys(folded: Sequence[str], stems: Stems) -> set[str]:
    """Return how a name of these folded words is looked up, whichever language its endings are those of."""
    told = [word for word in folded if word not in COMMON] or folded
    return {" ".join([stems.of(word, language)[-1] for word in told]) for language in LANGUAGES}

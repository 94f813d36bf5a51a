"""The lists of an index while it is written: the cards of each stem, what it is worth to them, how it is spelled."""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import IN_THE_NAME
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.cards.stems import Stems
    from bot.cards.text import Language

# What a word counts in the names, the own words and the other words of a card, in the reader's language and in the
# other one; and two words of a name written as one.
_WEIGHTS = {True: (10.0, 4.0, 1.0), False: (6.0, 2.0, 0.5)}
_JOINED_WEIGHT = 10.0
# BM25's k1 and b, as most have them, and what a word counts in all that stands on a card once or twice.
_K1, _B = 1.2, 0.75
_TYPICAL = 3.0
# What a word that fills a card of average length is worth: of 15 bits, before one that says whether it names the card,
# so much that even on the shortest of cards it can be written.
_MOST = 0x6000

# The numbers of the words in a card's names, in what says what it is, and in what adds to that.
Parts = dict["Language", "list[array[int]]"]


def _packed(fr: float, en: float, *, in_a_name: bool = False) -> int:
    """Return as one number what a word counts for readers of either language, and whether it stands in a name.

    To add such numbers up adds up what is in them: there is room for thousands of words side by side.
    """
    return int(fr * _UNITS) | int(en * _UNITS) << _BITS | int(in_a_name) << 2 * _BITS


_UNITS, _BITS = 2, 20
_MASK = (1 << _BITS) - 1

_PACKED: Mapping[Language, Sequence[int]] = {
    language: [
        _packed(fr, en, in_a_name=not place)
        for place, (fr, en) in enumerate(zip(_WEIGHTS[language == "fr"], _WEIGHTS[language == "en"], strict=True))
    ]
    for language in LANGUAGES
}
_PACKED_JOINED = _packed(_JOINED_WEIGHT, _JOINED_WEIGHT, in_a_name=True)


class Postings:
    """Takes in cards one after the other. ``words`` are what they are written with, in the order of their numbers."""

    def __init__(self, words: Sequence[str], stems: Stems) -> None:
        self._words = words
        self._numbered = _Numbered()
        self._stemmed = {language: _Stemmed(words, stems, self._numbered, language) for language in LANGUAGES}
        self._listed: list[array[int]] = []  # of each stem, its cards in the upper half, in the lower their worth
        self._named: set[int] = set()

    def add(self, card: int, parts: Parts, joined: Iterable[str], length: float) -> None:
        """Add the card with this number, the highest as yet; it is ``length`` times as long as an average one."""
        weights = self._weights(parts, joined)
        worth = {weight: card << 32 | _worth(weight, length) for weight in set(weights.values())}
        listed = self._listed
        listed += [array("Q") for _ in range(len(self._numbered) - len(listed))]
        for stem, weight in weights.items():
            listed[stem].append(worth[weight])

    def _weights(self, parts: Parts, joined: Iterable[str]) -> Mapping[int, int]:
        """Return what each stem counts on a card, packed."""
        weights: defaultdict[int, int] = defaultdict(int)
        for language, by_kind in parts.items():
            stems_of = self._stemmed[language].__getitem__
            for words, weight in zip(by_kind, _PACKED[language], strict=True):
                for stem in chain.from_iterable(map(stems_of, words)):
                    weights[stem] += weight
            self._named.update(chain.from_iterable(map(stems_of, by_kind[0])))
        for word in joined:
            stem = self._numbered[word]
            weights[stem] += _PACKED_JOINED
            self._named.add(stem)
        return weights

    def lists(self) -> dict[str, str | bytes]:
        """Return all that is known of the stems, in their order, as ``Index`` reads it."""
        order = sorted(self._numbered)
        numbers = [self._numbered[stem] for stem in order]
        listed = [self._listed[number] for number in numbers]
        every = array("Q", b"".join(listed))
        lists: dict[str, str | bytes] = {
            "terms": "\n".join(order),
            "named": bytes([number in self._named for number in numbers]),
            "starts": _starts(listed),
            "cards": array("I", [each >> 32 for each in every]).tobytes(),
            "worth_fr": array("H", [each >> 16 & 0xFFFF for each in every]).tobytes(),
            "worth_en": array("H", [each & 0xFFFF for each in every]).tobytes(),
        }
        for language, stemmed in self._stemmed.items():
            spelled = stemmed.spelled()
            texts = [" ".join([*spelled.get(number, ()), ""]).encode() for number in numbers]
            lists |= {f"spelled_{language}": b"".join(texts), f"spelled_from_{language}": _starts(texts)}
        return lists


@lru_cache(maxsize=1 << 14)  # many cards are equally long, and most words stand there once
def _worth(packed: int, length: float) -> int:
    """Return for readers of either language what a word is worth by what it counts on a card of this ``length``.

    The length tells as much of a name as of a word that stands there once or twice: in BM25 as it is, a name would
    make up for any length.
    """
    in_a_name = IN_THE_NAME if packed >> 2 * _BITS else 0
    shortness = (_TYPICAL + _K1) / (_TYPICAL + _K1 * (1 - _B + _B * length))
    fr, en = (
        round(_MOST * shortness * weight / (weight + _K1)) << 1 | in_a_name
        for weight in ((packed & _MASK) / _UNITS, (packed >> _BITS & _MASK) / _UNITS)
    )
    return fr << 16 | en


def _starts(lists: Iterable[Sequence[int]]) -> bytes:
    """Return where each list starts when all of them are one, and where the last one ends."""
    return array("I", accumulate(map(len, lists), initial=0)).tobytes()


class _Numbered(dict[str, int]):
    """The number of each stem, in the order in which they are first seen."""

    def __missing__(self, stem: str) -> int:
        number = self[stem] = len(self)
        return number


class _Stemmed(dict[int, tuple[int, ...]]):
    """The numbers of the stems of each word, by its own number, in one language."""

    def __init__(self, words: Sequence[str], stems: Stems, numbered: _Numbered, language: Language) -> None:
        super().__init__()
        self._words = words
        self._stems = stems
        self._numbered = numbered
        self._language: Language = language

    def __missing__(self, number: int) -> tuple[int, ...]:
        stems = self._stems.of(self._words[number], self._language)
        numbers = self[number] = tuple([self._numbered[stem] for stem in stems])
        return numbers

    def spelled(self) -> Mapping[int, list[str]]:
        """Return the words that have each stem, those that were asked for."""
        spelled: defaultdict[int, list[str]] = defaultdict(list)
        for number, stems in self.items():
            for stem in stems:
                spelled[stem].append(self._words[number])
        return spelled

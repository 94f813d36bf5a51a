"""Writing the index."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import msgpack

from bot.cards.fulltext.index import JOIN, digest_of, keys
from bot.cards.fulltext.postings import Parts, Postings
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.fulltext.wording import wording
from bot.cards.stems import Stems, one_word, spellings
from bot.cards.text import LANGUAGES, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bot.cards.schema import Card

# What has a name of its own, as opposed to a title.
_PROPER = frozenset({"person", "organization", "model"})


def write_index(cards: Collection[Card]) -> bytes:
    """Return an index of ``cards``, as ``Index`` reads it. The same cards give the same bytes."""
    spelled = _Spelled()
    texts = [spelled.card(card) for card in cards]
    lengths = [sum([len(words) for by_kind in parts.values() for words in by_kind]) for parts in texts]
    proper = _proper(cards, texts, spelled)
    stems = Stems(proper)
    postings = Postings(list(spelled), stems)
    average = sum(lengths) / len(lengths) if lengths else 1
    for number, card in enumerate(cards):
        postings.add(number, texts[number], _joined(_names(card)), lengths[number] / average)
    names = sorted({(digest_of(key), number) for number, card in enumerate(cards) for key in _keys(card, stems)})
    lists = {
        "ids": "\n".join([card.id for card in cards]),
        "proper": "\n".join(sorted(proper)),
        "names": array("Q", [key for key, _ in names]).tobytes(),
        "named_cards": array("I", [number for _, number in names]).tobytes(),
        **postings.lists(),
    }
    data: bytes = msgpack.packb(lists)
    return data


class _Spelled(dict[str, int]):
    """The number of each word, in the order in which they are first seen: a text is taken apart only once."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number

    def card(self, card: Card) -> Parts:
        return {language: [self._numbers(texts) for texts in wording(card, language)] for language in LANGUAGES}

    def _numbers(self, texts: Iterable[str]) -> array[int]:
        return array("I", map(self.__getitem__, spellings("\n".join(texts))))


def _proper(cards: Iterable[Card], texts: Iterable[Parts], spelled: _Spelled) -> frozenset[str]:
    """Return the words in names of somebody or something that stand in no text in small letters."""
    names: set[int] = set()
    others: set[int] = set()
    for card, by_language in zip(cards, texts, strict=True):
        for named, own, more in by_language.values():
            if card.kind in _PROPER:
                names.update(named)
            others.update(own, more)
    words = list(spelled)
    small = (word for word in map(words.__getitem__, others) if word.islower())
    return frozenset({one_word(words[number]) for number in names} - set(map(one_word, small)))


def _keys(card: Card, stems: Stems) -> set[str]:
    """Return how ``card`` is called; people are by their surnames too."""
    called: set[str] = set()
    for name in _names(card):
        folded = [word for word in map(one_word, spellings(name)) if word]
        if folded:
            called |= keys(folded, stems)
        if folded and card.kind == "person":
            called |= keys(folded[-1:], stems)
    return called


def _names(card: Card) -> Iterable[str]:
    return dict.fromkeys((card.name.fr, card.name.en, *card.aliases))


def _joined(names: Iterable[str]) -> Iterator[str]:
    """Yield each two neighbours among the words of a name as one: "gptoss" is typed for "gpt-oss"."""
    for name in names:
        for one, other in pairwise(fold(name).split()):
            if one not in COMMON and other not in COMMON:
                yield JOIN + one + other

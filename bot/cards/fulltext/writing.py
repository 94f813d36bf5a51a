"""Writing the index."""

from __future__ import annotations

import sqlite3
from array import array
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import JOIN, SCHEMA, keys, length_factor
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.fulltext.wording import wording
from bot.cards.stems import Stems, one_word, spellings
from bot.cards.text import LANGUAGES, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.cards.schema import Card
    from bot.cards.text import Language

# What has a name of its own, as opposed to a title.
_PROPER = frozenset({"person", "organization", "model"})

# Of what SQLite keeps before it writes a part of the index, all of which have to be merged: some 8 MB.
_HASH_SIZE = 1 << 23
# Stems of a card on average, below which FTS5's guess of a card's length would outweigh what stands on it.
_SHORTEST = 100


def write_index(cards: Collection[Card]) -> bytes:
    """Return an index of ``cards``, as ``Index`` reads it. The same cards give the same bytes."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    connection.execute("insert into cards (cards, rank) values ('hashsize', ?)", (_HASH_SIZE,))
    spelled = _Spelled()
    texts = [spelled.card(card) for card in cards]
    proper = _proper(cards, texts, spelled)
    rows = _Rows(spelled, Stems(proper))
    with connection:
        connection.executemany(
            "insert into cards (rowid, names_fr, own_fr, more_fr, names_en, own_en, more_en, joined)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            chain(
                ((number, *rows.row(card, texts[number])) for number, card in enumerate(cards)),
                ((len(cards), *[""] * 6, row) for row in rows.ballast()),
            ),
        )
        connection.executemany(
            "insert into names values (?, ?)",
            ((key, number) for number, card in enumerate(cards) for key in sorted(rows.keys(card))),
        )
        connection.execute("insert into cards (cards) values ('optimize')")
        lists: dict[str, str | bytes] = {
            "ids": "\n".join([card.id for card in cards]),
            "names": "\n".join(rows.names),
            "lengths": rows.length_factors(),
            "proper": "\n".join(sorted(proper)),
            **_terms(connection, rows.named),
        }
        connection.executemany("insert into lists values (?, ?)", lists.items())
    return connection.serialize()


def _terms(connection: sqlite3.Connection, named: Collection[str]) -> dict[str, str | bytes]:
    """Return all terms in order, on how many cards each stands, and 1 for each that stands in names."""
    connection.execute("create virtual table temp.terms using fts5vocab(main, cards, row)")
    known = connection.execute("select term, doc from terms where term != ? order by term", (JOIN,)).fetchall()
    return {
        "terms": "\n".join([term for term, _ in known]),
        "cards": array("I", [number for _, number in known] or [0]).tobytes(),
        "named": bytes([int(term in named) for term, _ in known] or [0]),
    }


# The words of a card's names, of what says what it is, and of what adds to that, as numbers of ``_Spelled``.
_Texts = dict["Language", list["array[int]"]]


class _Spelled(dict[str, int]):
    """The number of each word, in the order in which they are first seen: a text is taken apart only once."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number

    def card(self, card: Card) -> _Texts:
        return {language: [self._numbers(texts) for texts in wording(card, language)] for language in LANGUAGES}

    def _numbers(self, texts: Iterable[str]) -> array[int]:
        return array("I", map(self.__getitem__, spellings("\n".join(texts))))


def _proper(cards: Iterable[Card], texts: Iterable[_Texts], spelled: _Spelled) -> frozenset[str]:
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


class _Stemmed(dict[int, str]):
    """The stems in a language of each word, by its number, as they are written to the index."""

    def __init__(self, words: Sequence[str], stems: Stems, language: Language) -> None:
        super().__init__()
        self._words = words
        self._stems = stems
        self._language = language

    def __missing__(self, number: int) -> str:
        stemmed = self[number] = " ".join(self._stems.of(self._words[number], self._language))
        return stemmed


class _Rows:
    """Makes rows of cards, and remembers how long each is, and the stems of its ``names``, which are ``named``."""

    def __init__(self, spelled: _Spelled, stems: Stems) -> None:
        self._stems = stems
        words = list(spelled)
        self._stemmed = {language: _Stemmed(words, stems, language) for language in LANGUAGES}
        self._lengths: list[int] = []
        self.names: list[str] = []
        self.named: set[str] = set()

    def row(self, card: Card, texts: _Texts) -> Sequence[str]:
        (names_fr, *fr), (names_en, *en) = (
            [" ".join(map(self._stemmed[language].__getitem__, numbers)) for numbers in by_kind]
            for language, by_kind in texts.items()
        )
        joined = " ".join(_joined(_names(card)))
        self.names.append(" ".join(dict.fromkeys(f"{names_fr} {names_en}".split())))
        self.named.update(names_fr.split(), names_en.split(), joined.split())
        row = (names_fr, *fr, names_en, *en, joined)
        self._lengths.append(sum(text.count(" ") + 1 for text in row if text))
        return row

    def ballast(self) -> Iterator[str]:
        """Yield what makes very short cards longer on average, if they are: a word that nobody can look for."""
        missing = _SHORTEST * len(self._lengths) - sum(self._lengths)
        if missing > 0:
            yield " ".join([JOIN] * missing)

    def length_factors(self) -> bytes:
        average = sum(self._lengths) / max(len(self._lengths), 1)
        return array("f", [length_factor(length / average) for length in self._lengths]).tobytes()

    def keys(self, card: Card) -> set[str]:
        """Return how ``card`` is called; people are by their surnames too."""
        called: set[str] = set()
        for name in _names(card):
            folded = [word for word in map(one_word, spellings(name)) if word]
            if folded:
                called |= keys(folded, self._stems)
            if folded and card.kind == "person":
                called |= keys(folded[-1:], self._stems)
        return called


def _names(card: Card) -> Iterable[str]:
    return dict.fromkeys((card.name.fr, card.name.en, *card.aliases))


def _joined(names: Iterable[str]) -> Iterator[str]:
    """Yield each two neighbours among the words of a name as one: "gptoss" is typed for "gpt-oss"."""
    for name in names:
        for one, other in pairwise(fold(name).split()):
            if one not in COMMON and other not in COMMON:
                yield JOIN + one + other

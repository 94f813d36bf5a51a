"""Writing the index."""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import msgpack

from bot.cards.fulltext.index import JOIN, SCHEMA, keys
from bot.cards.fulltext.rows import Rows
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.fulltext.wording import wording
from bot.cards.stems import Stems, one_word, spellings
from bot.cards.text import LANGUAGES, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.cards.fulltext.rows import Texts
    from bot.cards.schema import Card

# What has a name of its own, as opposed to a title.
_PROPER = frozenset({"person", "organization", "model"})

# Of what SQLite keeps before it writes a part of the index, all of which have to be merged: some 8 MB.
_HASH_SIZE = 1 << 26
_INSERT = (
    "insert into cards (rowid, names_fr, own_fr, more_fr, names_en, own_en, more_en, joined)"
    " values (?, ?, ?, ?, ?, ?, ?, ?)"
)


def write_index(cards: Collection[Card]) -> bytes:
    """Return an index of ``cards``, as ``Index`` reads it. The same cards give the same bytes."""
    spelled = _Spelled()
    texts = [spelled.card(card) for card in cards]
    words = list(spelled)
    folded = list(map(one_word, words))
    said = _said(texts)
    proper = _proper(cards, texts, {folded[number] for number in said if words[number].islower()}, folded)
    stems = Stems(proper)
    rows = Rows(words, folded, stems)
    names = {(key, number) for number, card in enumerate(cards) for key in _keys(card, stems)}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        connection.execute("insert into cards (cards, rank) values ('hashsize', ?)", (_HASH_SIZE,))
        with connection:
            connection.executemany(_INSERT, (rows.row(texts[n], _joined(_names(card))) for n, card in enumerate(cards)))
            connection.executemany(_INSERT, rows.ballast())
            connection.executemany("insert into names values (?, ?)", sorted(names))
            connection.execute("insert into cards (cards) values ('optimize')")
        lists = {
            "ids": "\n".join([card.id for card in cards]),
            "proper": "\n".join(sorted(proper)),
            **rows.lists(_terms(connection), said),
            "table": connection.serialize(),
        }
    data: bytes = msgpack.packb(lists)
    return data


def _terms(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return all terms in order, and on how many cards each stands."""
    connection.execute("create virtual table temp.terms using fts5vocab(main, cards, row)")
    return connection.execute("select term, doc from terms where term != ? order by term", (JOIN,)).fetchall()


class _Spelled(dict[str, int]):
    """The number of each word, in the order in which they are first seen: a text is taken apart only once."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number

    def card(self, card: Card) -> Texts:
        return {
            language: [
                array("I", map(self.__getitem__, spellings("\n".join(said)))) for said in wording(card, language)
            ]
            for language in LANGUAGES
        }


def _said(texts: Iterable[Texts]) -> set[int]:
    """Return the numbers of all words but those that only stand in names."""
    said: set[int] = set()
    for by_language in texts:
        for _, own, more in by_language.values():
            said.update(own, more)
    return said


def _proper(
    cards: Iterable[Card], texts: Iterable[Texts], small: Collection[str], folded: Sequence[str]
) -> frozenset[str]:
    """Return the words in names of somebody or something that stand in no text in ``small`` letters."""
    named: set[int] = set()
    for card, by_language in zip(cards, texts, strict=True):
        if card.kind in _PROPER:
            named.update(*(names for names, _, _ in by_language.values()))
    return frozenset({folded[number] for number in named}.difference(small))


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

"""The index, to be read: an SQLite full-text table in memory over stems that we found ourselves, one row a card."""

from __future__ import annotations

import sqlite3
from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any
from weakref import finalize

import msgpack

from bot.cards.fulltext.terms import Terms
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.cards.fulltext.question import Term
    from bot.cards.stems import Stems
    from bot.cards.text import Language

# Without the sizes of columns, which FTS5 would look up for each card that it weighs: four times as slow.
SCHEMA = """
    create virtual table cards using fts5(
        names_fr, own_fr, more_fr, names_en, own_en, more_en, joined,
        content='', columnsize=0, tokenize="ascii tokenchars '_'"
    );
    create table names (name text not null, number integer not null, primary key (name, number)) without rowid;
"""
NAMES = "{names_fr names_en joined}"
# Before two neighbours among the words of a name, written as one; the tokenizer takes it for a letter, and no word has
# it.
JOIN = "_"

# What a word counts in the names, the own words and the other words of a card, in the reader's language and in the
# other one; and two words of a name written as one.
_WEIGHTS = {True: (10.0, 4.0, 1.0), False: (6.0, 2.0, 0.5)}
_JOINED_WEIGHT = 10.0
# BM25's k1 and b, which FTS5 has built in, and how often a word counts that stands on a card once or twice.
_K1, _B = 1.2, 0.75
_TYPICAL = 3.0
_ALL = -1  # a limit that is none


class Index:
    """Read from any one thread at a time; it never changes. Raises ValueError when ``data`` is no index.

    A card is its place among ``ids``. ``names`` are the stems of each card's names; ``proper`` are words, folded, of
    which names are made.
    """

    def __init__(self, data: bytes) -> None:
        lists = _unpacked(data)
        # Given up at once, so that what follows has its room.
        self._connection = _opened(lists.pop("table"))
        finalize(self, self._connection.close)
        self.ids: Sequence[str] = _lines(lists["ids"])
        self.names: Sequence[str] = lists["names"].split("\n")
        self.proper = frozenset(_lines(lists["proper"]))
        self.terms = Terms(_lines(lists["terms"]), lists["cards"], lists["named"])
        self._lengths = array("f", lists["lengths"])
        self._spelled: Mapping[Language, bytes] = {language: lists[f"spelled_{language}"] for language in LANGUAGES}
        self._spelled_from = {language: array("I", lists[f"spelled_from_{language}"]) for language in LANGUAGES}

    def matching(self, expression: str, language: Language, limit: int = _ALL) -> list[tuple[float, int]]:
        """Return how well the best cards meet an FTS5 expression, for a reader of ``language``: in no order.

        As with FTS5, a card meets the expression the better, the lower its number.
        """
        found = self._connection.execute(_MATCHING[language], (expression, limit))
        lengths = self._lengths
        return [(score * lengths[card], card) for card, score in found]

    def having(self, expression: str) -> frozenset[int]:
        """Return all cards for an FTS5 expression."""
        found = self._connection.execute("select rowid from cards where cards match ?", (expression,))
        return frozenset(chain.from_iterable(found))

    def count(self, expression: str) -> int:
        (number,) = self._connection.execute("select count(*) from cards where cards match ?", (expression,)).fetchone()
        return int(number)

    def named(self, names: Sequence[str]) -> Iterable[tuple[str, int]]:
        """Return each of ``names``, as ``keys`` writes them, with each card that has it."""
        places = ", ".join("?" * len(names))
        return self._connection.execute(f"select name, number from names where name in ({places})", names)  # noqa: S608

    def spellings(self, term: Term, language: Language) -> Sequence[str]:
        """Return how the cards write ``term`` in ``language``, each form and each capital by itself."""
        places = [range(place, place + 1) for stem in term.stems if (place := self.terms.place(stem)) is not None]
        if term.beginning:
            places.append(self.terms.places(term.beginning))
        text, starts = self._spelled[language], self._spelled_from[language]
        return b"".join([text[starts[each.start] : starts[each.stop]] for each in places]).decode().split()


def _unpacked(data: bytes) -> dict[str, Any]:
    try:
        lists = msgpack.unpackb(data)
    except (ValueError, msgpack.UnpackException) as error:
        raise ValueError("this is no index") from error
    if not isinstance(lists, dict) or "table" not in lists:
        raise ValueError("this is no index")
    return lists


def _opened(table: bytes) -> sqlite3.Connection:
    # Prepared in a worker's thread, read in the event loop's.
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        connection.deserialize(table)
        connection.execute("select rowid from cards limit 0")
    except sqlite3.Error as error:
        connection.close()
        raise ValueError("this is no index") from error
    return connection


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _weighing(language: Language) -> str:
    # FTS5 takes every card for one without words, which BM25 forgives more than one of average length. With weights
    # as much smaller, the score is that of a card of average length; ``length_factor`` makes up for the rest.
    weights = [weight for each in LANGUAGES for weight in _WEIGHTS[each == language]]
    scaled = ", ".join(str(weight * (1 - _B)) for weight in [*weights, _JOINED_WEIGHT])
    return f"select rowid, bm25(cards, {scaled}) as score from cards where cards match ? order by score limit ?"  # noqa: S608


_MATCHING: dict[Language, str] = {language: _weighing(language) for language in LANGUAGES}


def length_factor(length: float) -> float:
    """Return what BM25 makes of a card whose words are ``length`` times as many as those of an average one."""
    return (_TYPICAL + _K1) / (_TYPICAL + _K1 * (1 - _B + _B * length))


def keys(folded: Sequence[str], stems: Stems) -> set[str]:
    """Return how a name of these folded words is looked up, whichever language its endings are those of."""
    told = [word for word in folded if word not in COMMON] or folded
    if stems.are_names(told):
        return {" ".join(told)}
    return {" ".join([stems.of(word, language)[-1] for word in told]) for language in LANGUAGES}

"""The index, to be read: an SQLite full-text table in memory over stems that we found ourselves, one row a card."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.cards.stems import Stems
    from bot.cards.text import Language

SCHEMA = """
    create virtual table cards using fts5(
        names_fr, own_fr, more_fr, names_en, own_en, more_en, joined, content='', tokenize='ascii'
    );
    create virtual table terms using fts5vocab(cards, row);
    create table names (name text not null, number integer not null, primary key (name, number)) without rowid;
    create table lists (name text primary key, lines text not null);
"""
NAMES = "{names_fr names_en joined}"
# Before two neighbours among the words of a name, written as one; the tokenizer takes it for a letter.
JOIN = "·"

# What a word counts in the names, the own words and the other words of a card, in the reader's language and in the
# other one; and two words of a name written as one.
_WEIGHTS = {True: (10.0, 4.0, 1.0), False: (6.0, 2.0, 0.5)}
_JOINED_WEIGHT = 10.0


class Row(NamedTuple):
    """A card that matches, and how well: the more, the better."""

    card_id: str
    score: float


class Index:
    """Read from any one thread at a time; it never changes. Raises sqlite3.Error when ``data`` is no index."""

    def __init__(self, data: bytes) -> None:
        # Prepared in a worker's thread, read in the event loop's.
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.deserialize(data)
        lists = dict(self._connection.execute("select name, lines from lists"))
        self._ids: Sequence[str] = lists["ids"].split("\n")
        # As one text: a list of them would take five times as much memory, and is hardly ever looked through.
        self._terms: str = f"\n{lists['terms']}\n"
        self.proper = frozenset(lists["proper"].split("\n"))

    def knows(self, term: str) -> bool:
        return self._connection.execute("select 1 from terms where term = ?", (term,)).fetchone() is not None

    def knows_beginning(self, prefix: str) -> bool:
        found = self._connection.execute("select term from terms where term >= ? limit 1", (prefix,)).fetchone()
        return found is not None and str(found[0]).startswith(prefix)

    def beginning_with(self, letter: str) -> Sequence[str]:
        """Return all terms that begin with ``letter``."""
        first, last = self._terms.find(f"\n{letter}"), self._terms.rfind(f"\n{letter}")
        return self._terms[first + 1 : self._terms.index("\n", last + 1)].split("\n") if first >= 0 else []

    def matching(self, expression: str, language: Language, limit: int) -> list[Row]:
        """Return the best cards for an FTS5 expression, and for a reader of ``language``."""
        weights = [weight for each in LANGUAGES for weight in _WEIGHTS[each == language]]
        found = self._connection.execute(
            f"select rowid, bm25(cards, {', '.join(map(str, weights))}, {_JOINED_WEIGHT}) as score "  # noqa: S608
            "from cards where cards match ? order by score limit ?",
            (expression, limit),
        )
        return [Row(self._ids[number], -score) for number, score in found]

    def having(self, expression: str) -> frozenset[str]:
        """Return all cards for an FTS5 expression."""
        found = self._connection.execute("select rowid from cards where cards match ?", (expression,))
        return frozenset(self._ids[number] for (number,) in found)

    def count(self, expression: str) -> int:
        (number,) = self._connection.execute("select count(*) from cards where cards match ?", (expression,)).fetchone()
        return int(number)

    def named(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield each of ``names``, as ``keys`` writes them, with each card that has it."""
        places = ", ".join("?" * len(names))
        found = self._connection.execute(f"select name, number from names where name in ({places})", names)  # noqa: S608
        return ((name, self._ids[number]) for name, number in found)


def keys(folded: Sequence[str], stems: Stems) -> set[str]:
    """Return how a name of these folded words is looked up, whichever language its endings are those of."""
    told = [word for word in folded if word not in COMMON] or folded
    return {" ".join([stems.of(word, language)[-1] for word in told]) for language in LANGUAGES}

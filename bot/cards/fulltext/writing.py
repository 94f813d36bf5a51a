"""Writing the index."""

from __future__ import annotations

import re
import sqlite3
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import JOIN, SCHEMA, keys
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.fulltext.wording import wording
from bot.cards.stems import Stems, one_word, spellings
from bot.cards.text import LANGUAGES, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bot.cards.schema import Card
    from bot.cards.text import Language

# What has a name of its own, as opposed to a title.
_PROPER = frozenset({"person", "organization", "model"})

# Words, without a look at elisions: three times as fast.
_LETTERS = re.compile(r"[^\W_]+")


def write_index(cards: Collection[Card]) -> bytes:
    """Return an index of ``cards``, as ``Index`` reads it. The same cards give the same bytes."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    proper = _proper(cards)
    rows = _Rows(Stems(proper))
    with connection:
        connection.executemany(
            "insert into cards (rowid, names_fr, own_fr, more_fr, names_en, own_en, more_en, joined)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *rows.row(card)) for number, card in enumerate(cards)),
        )
        connection.executemany(
            "insert into names values (?, ?)",
            ((key, number) for number, card in enumerate(cards) for key in sorted(rows.keys(card))),
        )
        connection.execute("insert into cards (cards) values ('optimize')")
        terms = (term for (term,) in connection.execute("select term from terms order by term"))
        lists = {
            "ids": [card.id for card in cards],
            "terms": [term for term in terms if not term.startswith(JOIN)],
            "proper": sorted(proper),
        }
        connection.executemany(
            "insert into lists values (?, ?)", ((name, "\n".join(lines)) for name, lines in lists.items())
        )
    return connection.serialize()


def _proper(cards: Iterable[Card]) -> frozenset[str]:
    """Return the words in names of somebody or something that stand in no text in small letters."""
    named: set[str] = set()
    written: set[str] = set()
    for card in cards:
        for language in LANGUAGES:
            said = wording(card, language)
            if card.kind in _PROPER:
                named.update(map(one_word, chain.from_iterable(map(spellings, said.names))))
            written.update(_LETTERS.findall("\n".join(said.own + said.more)))
    # A word in small letters without an accent is folded already.
    small = (written & named) | {one_word(word) for word in written if word.islower() and not word.isascii()}
    return frozenset(named - small)


class _Rows:
    """Makes rows of cards."""

    def __init__(self, stems: Stems) -> None:
        self._stems = stems

    def row(self, card: Card) -> Iterator[str]:
        for language in LANGUAGES:
            for texts in wording(card, language):
                yield self._stemmed(texts, language)
        yield " ".join(_joined(_names(card)))

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

    def _stemmed(self, texts: Iterable[str], language: Language) -> str:
        of = self._stems.of
        return " ".join([stem for word in spellings("\n".join(texts)) for stem in of(word, language)])


def _names(card: Card) -> Iterable[str]:
    return dict.fromkeys((card.name.fr, card.name.en, *card.aliases))


def _joined(names: Iterable[str]) -> Iterator[str]:
    """Yield each two neighbours among the words of a name as one: "gptoss" is typed for "gpt-oss"."""
    for name in names:
        for one, other in pairwise(fold(name).split()):
            if one not in COMMON and other not in COMMON:
                yield JOIN + one + other

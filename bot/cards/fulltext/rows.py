"""The rows of an index while it is written: the stems of each card, and what is known of them beside."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import accumulate, repeat
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import JOIN, length_factor
from bot.cards.fulltext.vocabulary import COMMON
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.cards.stems import Stems
    from bot.cards.text import Language

# Stems of a card on average, below which FTS5's guess of a card's length would outweigh what stands on it.
_SHORTEST = 100

# The numbers of the words in a card's names, in what says what it is, and in what adds to that.
Texts = dict["Language", "list[array[int]]"]
Row = tuple[int, str, str, str, str, str, str, str]


class Rows:
    """Makes rows of cards, one after the other, and remembers what is not looked for in them, but known of them.

    ``words`` are what cards are written with, in the order of their numbers; ``folded`` the same.
    """

    def __init__(self, words: Sequence[str], folded: Sequence[str], stems: Stems) -> None:
        self._stemmed = {language: _Stemmed(words, folded, stems, language) for language in LANGUAGES}
        self._lengths: list[int] = []
        self._names: list[str] = []
        self._named: set[str] = set()

    def row(self, texts: Texts, joined: Iterable[str]) -> Row:
        """Return the next row: the stems of a card's ``texts``, and neighbours in its names ``joined`` to one word."""
        (names_fr, own_fr, more_fr), (names_en, own_en, more_en) = (
            [" ".join(filter(None, map(self._stemmed[language].__getitem__, numbers))) for numbers in by_kind]
            for language, by_kind in texts.items()
        )
        as_one = " ".join(joined)
        names = dict.fromkeys(f"{names_fr} {names_en}".split())
        number = len(self._names)
        self._names.append(" ".join(names))
        self._named.update(names, as_one.split())
        texts_of = (names_fr, own_fr, more_fr, names_en, own_en, more_en, as_one)
        self._lengths.append(sum([text.count(" ") + 1 for text in texts_of if text]))
        return number, *texts_of

    def ballast(self) -> Iterator[Row]:
        """Yield what makes very short cards longer on average, if they are: a word that nobody can look for."""
        missing = _SHORTEST * len(self._lengths) - sum(self._lengths)
        if missing > 0:
            yield len(self._lengths), "", "", "", "", "", "", " ".join([JOIN] * missing)

    def lists(self, terms: Sequence[tuple[str, int]], said: Collection[int]) -> dict[str, str | bytes]:
        """Return what is known of the cards and of ``terms``, each with the number of its cards, as ``Index`` reads it.

        ``said`` are the words that stand elsewhere than in names: those are marked where they are looked for.
        """
        order = [term for term, _ in terms]
        average = sum(self._lengths) / max(len(self._lengths), 1)
        lists: dict[str, str | bytes] = {
            "names": "\n".join(self._names),
            "lengths": array("f", [length_factor(length / average) for length in self._lengths]).tobytes(),
            "terms": "\n".join(order),
            "cards": array("I", [number for _, number in terms]).tobytes(),
            "named": bytes([term in self._named for term in order]),
        }
        for language, stemmed in self._stemmed.items():
            texts = list(map(stemmed.spelled(said).get, order, repeat(b"")))
            lists[f"spelled_{language}"] = b"".join(texts)
            lists[f"spelled_from_{language}"] = array("I", accumulate(map(len, texts), initial=0)).tobytes()
        return lists


class _Stemmed(dict[int, str]):
    """The stems in a language of each word, by its number, as they are written to the index.

    Words that tell nothing have none: nobody looks for them, and every second word of a text is one.
    """

    def __init__(self, words: Sequence[str], folded: Sequence[str], stems: Stems, language: Language) -> None:
        super().__init__()
        self._words = words
        self._folded = folded
        self._stems = stems
        self._language = language

    def __missing__(self, number: int) -> str:
        folded = self._folded[number]
        stems = () if folded in COMMON else self._stems.found(self._words[number], folded, self._language)
        stemmed = self[number] = " ".join(stems)
        return stemmed

    def spelled(self, said: Collection[int]) -> Mapping[str, bytes]:
        """Return the words that have each stem, each with a space behind it: of those ``said`` that were asked for."""
        spelled: defaultdict[str, list[str]] = defaultdict(list)
        for number in sorted(self.keys() & said):
            for stem in self[number].split():
                spelled[stem].append(self._words[number])
        return {stem: " ".join([*words, ""]).encode() for stem, words in spelled.items()}

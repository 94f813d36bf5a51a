"""Where the words that were looked for stand in a text of a card."""

from __future__ import annotations

from os.path import commonprefix
from typing import TYPE_CHECKING

from bot.cards.stems import spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEW = 24  # spellings of a term that are looked for one by one; of more, a text has few


class Marking:
    """Finds words as they are spelled, in texts whose words are all known: each term by its spellings."""

    def __init__(self, terms: Sequence[Sequence[str]]) -> None:
        # What they have in common, a capital aside, tells of most texts that the term is not there.
        self._terms = [(commonprefix([word[1:] for word in words]), words) for words in map(_once, terms) if words]  # noqa: RUF071

    def met(self, text: str) -> int:
        """Return how many terms stand in ``text``."""
        number = 0
        for common, words in self._terms:
            if common in text and any(next(_places(word, text), None) for word in _perhaps_in(text, words)):
                number += 1
        return number

    def marked(self, text: str) -> list[tuple[int, int]]:
        """Return where words that were looked for stand in ``text``, in order: from where to where."""
        found: set[tuple[int, int]] = set()
        for common, words in self._terms:
            if common in text:
                for word in _perhaps_in(text, words):
                    found.update(_places(word, text))
        return sorted(found)


def _once(words: Sequence[str]) -> Sequence[str]:
    return list(dict.fromkeys(words))


def _perhaps_in(text: str, words: Sequence[str]) -> Sequence[str]:
    if len(words) <= _FEW:
        return [word for word in words if word in text]
    return list(set(spellings(text)).intersection(words))


def _places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where ``word`` stands, and is no part of another."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (_goes_on(text[end : end + 1]) or (start and _goes_on(text[start - 1]))):
            yield start, end
        start = text.find(word, end)


def _goes_on(character: str) -> bool:
    """Tell whether a word goes on with this: a letter, a digit or an accent of its own."""
    return character.isalnum() or "\u0300" <= character <= "\u036f"

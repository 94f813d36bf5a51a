"""The words of a text, and the stems by which they are compared: « sécurités », `securite` and « la sécurité » meet.

Snowball's French algorithm needs the accents ("sécurité" → "sécur", but "securite" → "securit"), and readers leave
them out. So a word has two stems: that of the word as written, and that of the word without accents.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.cards.text import Language

_MOST_REMEMBERED = 50_000  # words of a language: some 10 MB, several times what 10,000 cards are written with

_ALGORITHMS: dict[Language, str] = {"fr": "french", "en": "english"}

# Letters and digits with the accents that may follow each of them as characters of their own. What is elided before
# a word, and the English possessive behind it, belong to no word.
_WORD = re.compile(
    r"(?:(?<![^\W_])(?:[ldjsncmt]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ](?=[^\W_]))?"
    r"([^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*)"
    r"(?:['’ʼ]s(?![^\W_]))?",
    re.IGNORECASE,
)
# Where neither an apostrophe nor an accent of its own stands, words are letters and digits side by side.
_PLAIN_WORD = re.compile(r"[^\W_]+")
_UNUSUAL = re.compile("['’ʼ\u0300-\u036f]")


class Word(NamedTuple):
    """A word as it is written, and where: ``text[start:end]``."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text``: ``"l’open-source d’OpenAI"`` has `open`, `source` and `OpenAI`."""
    for match in _WORD.finditer(text):
        yield Word(match[1], match.start(1), match.end(1))


def spellings(text: str) -> list[str]:
    """Return the words of ``text`` without their places: several times as fast."""
    return (_WORD if _UNUSUAL.search(text) else _PLAIN_WORD).findall(text)


class Stems:
    """Finds stems, and remembers them. Belongs to one thread at a time: Snowball's stemmers are not safe in two.

    ``names`` are folded words that have no endings: to the French stemmer, "OpenAI" is a tense of the verb "open".
    """

    def __init__(self, names: Collection[str] = frozenset()) -> None:
        self._names = frozenset(names)
        self._stemmers = {language: Stemmer.Stemmer(name, 0) for language, name in _ALGORITHMS.items()}
        self._known: dict[Language, dict[str, tuple[str, ...]]] = {language: {} for language in _ALGORITHMS}

    def of(self, word: str, language: Language) -> tuple[str, ...]:
        """Return the stems of ``word`` in ``language``, folded: one, or two where its accents make a difference.

        Two words are the same but for inflection and accents when they have a stem in common. A word without a
        letter or a digit has none.
        """
        known = self._known[language]
        stems = known.get(word)
        if stems is None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            stems = known[word] = self.found(word, one_word(word), language)
        return stems

    def found(self, word: str, folded: str, language: Language) -> tuple[str, ...]:
        """Return the same, and remember nothing: for whoever asks once after each word, and has it ``folded``."""
        stem = self._stemmers[language].stemWord
        if not folded:
            return ()
        if folded in self._names:
            return (folded,)
        bare: str = stem(folded)
        if word.isascii():
            return (bare,)
        written = one_word(stem(unicodedata.normalize("NFC", word.casefold())))
        return (written, bare) if written and written != bare else (bare,)

    def are_names(self, folded: Collection[str]) -> bool:
        """Tell whether none of these words has an ending in any language."""
        return self._names.issuperset(folded)


def one_word(text: str) -> str:
    """Fold a word; a character that stands for several, such as "½", makes no second one."""
    if text.isascii():
        return text.lower()
    return fold(text).replace(" ", "")

"""How a name must stand in a text to be meant: ``Meta`` with its capital, ``X`` as a place, « poids » in company.

Many names are words besides. What tells them apart is how they are written, so that is what is asked for, and the
more of it the more common the word may be.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.cards.namesakes import GIVEN_NAMES, LINKS, OPENERS, WORDS
from bot.cards.surroundings import HYPHENS, is_a_platform
from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.schema import Kind
    from bot.cards.surroundings import Place


# Of nouns and adjectives, without accents, from where their forms part: ouvert-e, norma-l and norma-ux, stor-y and
# stor-ies. Stems alone are too much alike: « openai » could be the past of a French verb.
_ENDINGS = frozenset(
    {"", *"sxelfy", *("es", "ls", "le", "les", "ux", "fs", "ve", "ves", "ne", "nes", "se", "ses", "ies")}
)


class Manner(Enum):
    """What a mention has to be like, beside its words."""

    ANY = auto()
    CAPITALS = auto()  # with capitals where the name has them
    EXACT = auto()  # letter by letter
    GIVEN = auto()  # without a surname behind it: Kimi Räikkönen is no model
    SURNAME = auto()  # with no other name before or behind it
    TITLE = auto()  # in quotation marks, or with a capital that is not that of a sentence: « signal d’alarme »
    QUOTED = auto()  # in quotation marks
    PLATFORM = auto()  # letter by letter, where somebody writes something: on X, the X account
    NUMBERED = auto()  # letter by letter, next to a name that means a card by itself: R1 is a car too
    IN_COMPANY = auto()  # next to a name that means a card by itself


_TITLED = frozenset({"quote", "claim", "story"})  # whose names are titles that we gave them
_UNMISTAKABLE = 5  # words: « Un écart réduit » titles a quotation, and may be anybody's words
_TELLING = 3  # words: fewer ordinary ones are anybody's phrase, though an event be called by it
_SHORT = 3  # characters: "agi" and "os" are French words, "AGI" and "OS" are not
_DISTINCTIVE = re.compile(r"\d|[^\W\d_][A-ZÀ-Þ]*[a-zß-ÿ]+[A-ZÀ-Þ]|^[a-zß-ÿ]+$")

_OPENED = re.compile(r"[«“„‹\"‘][*_\s]*(?:[^\W\d_]{1,8}['’ʼ])?$")
_CLOSED = re.compile(r"[\s.,!?…)*_]*[»”“›\"’]")


def are_one_noun(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one noun or adjective, in number and gender."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return one[alike:] in _ENDINGS and other[alike:] in _ENDINGS


def manner_of(kind: Kind, words: Sequence[str], *, main: bool, joined: bool, named: bool) -> Manner | None:
    """Return how a card of ``kind`` is named by ``words``, or None when by these it is not.

    ``main`` is whether they are the name of the card rather than an alias; ``joined`` whether without the spaces they
    are a name of the card too; ``named`` whether the first of them is a name by itself: "Zuckerberg urges caution".
    """
    if len(words) > 1:
        if kind in _TITLED and len(words) < _UNMISTAKABLE:
            return Manner.QUOTED
        if kind == "event" and not named and _is_a_phrase(words):
            return Manner.TITLE
        # "open AI models" are not OpenAI's, nor is « le monde » a newspaper.
        ordinary = all(fold(word) in WORDS | LINKS for word in words)
        return Manner.CAPITALS if joined or ordinary else Manner.ANY
    if kind in _TITLED or not words:
        return None  # « Symbolique », which titles a quotation, is no name of it
    (word,) = words
    if len(word) <= _SHORT:
        numbered = any(letter.isdecimal() for letter in word)
        return Manner.PLATFORM if len(word) == 1 else Manner.NUMBERED if numbered else Manner.EXACT
    if kind in {"term", "event"}:
        return Manner.EXACT if word.isupper() else Manner.ANY if main else Manner.IN_COMPANY
    if _DISTINCTIVE.search(word):
        return Manner.ANY
    if fold(word) in GIVEN_NAMES:
        return Manner.IN_COMPANY
    if fold(word) in WORDS:
        return Manner.CAPITALS
    return Manner.ANY if main or kind == "organization" else Manner.GIVEN


def _is_a_phrase(words: Sequence[str]) -> bool:
    """Tell whether a title of ours has but a few words, and all of them ordinary ones as far as one can see."""
    first, *others = words
    ordinary = first[1:].islower() and all(word.islower() for word in others)
    return ordinary and sum(fold(word) not in LINKS for word in words) < _TELLING


def needs_company(manner: Manner, *, shouted: bool) -> bool:
    """Tell whether a mention only counts next to one that needs none.

    Where all is ``shouted``, capitals do not tell a name from a word.
    """
    by_capitals = {Manner.CAPITALS, Manner.GIVEN, Manner.SURNAME} if shouted else set[Manner]()
    return manner in {Manner.IN_COMPANY, Manner.NUMBERED} | by_capitals


def is_meant(manner: Manner, name: Sequence[str], place: Place, *, shouted: bool) -> bool:
    """Tell whether the words ``name``, written as they are in ``place``, are meant as a name.

    ``shouted`` says that the text is all in capitals.
    """
    if name[-1][-1].isdecimal() and re.match(r"\.\d", place.after):
        return False  # GPT-4.5 is no GPT-4
    match manner:
        case Manner.ANY | Manner.IN_COMPANY:
            return True
        case Manner.EXACT | Manner.NUMBERED:
            return not shouted and name[0] == place.written[0]
        case Manner.PLATFORM:
            return not shouted and name[0] == place.written[0] and is_a_platform(place)
        case Manner.QUOTED:
            return _is_quoted(place)
        case Manner.TITLE:
            return _is_quoted(place) or (not shouted and _is_titled(name, place))
        case Manner.CAPITALS:
            return _has_capitals(name, place)
        case Manner.GIVEN:
            return shouted or not _is_a_surname(place.following)
        case Manner.SURNAME:
            alone = not _another_name(place.previous) and not place.following[:1].isupper()
            return shouted or (alone and (fold(name[0]) not in WORDS or _has_capitals(name, place)))


def _is_quoted(place: Place) -> bool:
    return _OPENED.search(place.before) is not None and _CLOSED.match(place.after) is not None


def _is_titled(name: Sequence[str], place: Place) -> bool:
    """Tell a title by its capital, in a sentence or all by itself: at the beginning of one, any phrase has it."""
    return _has_capitals(name, place) and (bool(place.previous) or not place.following)


def _has_capitals(name: Sequence[str], place: Place) -> bool:
    """Tell whether what has a capital in the name is written with one; « dans le Monde » is one for « Le Monde »."""
    if not any(word[0].isupper() for word in name):
        return True
    telling = [pair for pair in zip(name, place.written, strict=True) if fold(pair[0]) not in LINKS]
    if any(word[0].isupper() and not written[0].isupper() for word, written in telling):
        return False
    return len(name) > 1 or (_as_accented(name[0], place.written[0]) and not _in_a_compound(place))


def _as_accented(word: str, written: str) -> bool:
    """Accents may be left out, not added: « Méta » is not Meta."""
    return written.casefold() in {word.casefold(), fold(word)}


def _in_a_compound(place: Place) -> bool:
    """Tell a prefix such as « Meta-analyse » from a name; ``Llama-3`` is a name."""
    return place.before[-1:] in {*HYPHENS} or (place.after[:1] in {*HYPHENS} and place.after[1:2].isalpha())


def _is_a_surname(word: str) -> bool:
    """Tell whether a word behind a given name could be somebody's; "AI" and "K2" could not."""
    return word[:1].isupper() and not word.isupper() and not _DISTINCTIVE.search(word)


def _another_name(word: str) -> bool:
    return word[:1].isupper() and fold(word) not in OPENERS

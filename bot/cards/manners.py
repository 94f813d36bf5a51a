"""How a name must stand in a text to be meant: ``Meta`` with its capital, ``X`` as no unknown, « poids » in company.

Many names are words besides. What tells them apart is how they are written, so that is what is asked for, and the
more of it the more common the word may be.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.schema import Kind


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
    SURNAME = auto()  # with its capital, and no other name before or behind it
    IN_COMPANY = auto()  # next to a name that means a card by itself


class Place(NamedTuple):
    """Where a mention may be: ``written`` in this way, between ``before`` and ``after``, a few characters each.

    ``previous`` and ``following`` are the words that stand there without any punctuation between, if any do.
    """

    written: Sequence[str]
    before: str
    after: str
    previous: str = ""
    following: str = ""


_SHORT = 3  # characters: "agi" and "os" are French words, "AGI" and "OS" are not
_DISTINCTIVE = re.compile(r"\d|[^\W\d_][A-ZÀ-Þ]*[a-zß-ÿ]+[A-ZÀ-Þ]|^[a-zß-ÿ]+$")
_HYPHENS = "-‐‑"
_OPERATORS = frozenset("=+*/^%<>×÷±≈")

# What begins a sentence before a name without being part of it.
_OPENERS = frozenset(
    {
        *("according", "after", "and", "as", "at", "because", "before", "but", "by", "did", "does", "for", "from"),
        *("has", "how", "if", "in", "is", "like", "on", "or", "since", "that", "the", "to", "was", "what", "when"),
        *("why", "will", "with", "a", "apres", "avant", "avec", "car", "chez", "comme", "contre", "de", "depuis"),
        *("donc", "en", "et", "mais", "ou", "par", "pour", "quand", "que", "sans", "selon", "si", "sur"),
    }
)


def are_one_noun(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one noun or adjective, in number and gender."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return one[alike:] in _ENDINGS and other[alike:] in _ENDINGS


def manner_of(kind: Kind, spelling: str, words: Sequence[str], *, main: bool, joined: bool) -> Manner | None:
    """Return how a card of ``kind`` is named by ``spelling``, or None when by that it is not.

    ``main`` is whether it is the name of the card rather than an alias; ``joined`` whether its words in one are a
    name of the card too.
    """
    if len(words) > 1:
        # "open AI models" are not OpenAI's.
        return Manner.CAPITALS if joined and " " in spelling and spelling.replace(" ", "").isalpha() else Manner.ANY
    if kind in {"quote", "claim", "story"} or not words:
        return None  # « Symbolique », which titles a quotation, is no name of it
    (word,) = words
    if len(word) <= _SHORT:
        return Manner.EXACT
    if kind in {"term", "event"}:
        return Manner.EXACT if word.isupper() else Manner.ANY if main else Manner.IN_COMPANY
    return Manner.ANY if _DISTINCTIVE.search(word) else Manner.CAPITALS


def is_meant(manner: Manner, name: Sequence[str], place: Place, *, shouted: bool) -> bool:
    """Tell whether the words ``name``, written as they are in ``place``, are meant as a name.

    ``shouted`` says that the text is all in capitals.
    """
    if name[-1][-1].isdecimal() and re.match(r"\.\d", place.after):
        return False  # GPT-4.5 is no GPT-4
    match manner:
        case Manner.ANY | Manner.IN_COMPANY:
            return True
        case Manner.EXACT:
            return not shouted and name[0] == place.written[0] and (len(name[0]) > 1 or _is_no_sign(place))
        case Manner.CAPITALS:
            return _has_capitals(name, place, shouted=shouted)
        case Manner.SURNAME:
            alone = not _another_name(place.previous) and not place.following[:1].isupper()
            return alone and _has_capitals(name, place, shouted=shouted)


def _has_capitals(name: Sequence[str], place: Place, *, shouted: bool) -> bool:
    if not any(word[0].isupper() for word in name):
        return True
    if shouted or any(
        word[0].isupper() and not written[0].isupper() for word, written in zip(name, place.written, strict=True)
    ):
        return False
    return len(name) > 1 or (_as_accented(name[0], place.written[0]) and not _in_a_compound(place))


def _as_accented(word: str, written: str) -> bool:
    """Accents may be left out, not added: « Méta » is not Meta."""
    return written.casefold() in {word.casefold(), fold(word)}


def _in_a_compound(place: Place) -> bool:
    """Tell a prefix such as « Meta-analyse » from a name; ``Llama-3`` is a name."""
    return place.before[-1:] in {*_HYPHENS} or (place.after[:1] in {*_HYPHENS} and place.after[1:2].isalpha())


def _is_no_sign(place: Place) -> bool:
    """Tell the platform X from an unknown, a size or somebody's initial."""
    before, after = place.before.rstrip()[-1:], place.after.lstrip()[:1]
    calculated = {before, after} & _OPERATORS or before.isdecimal() or after.isdecimal()
    compound = place.before[-1:] in {*_HYPHENS} or place.after[:1] in {*_HYPHENS}
    return not calculated and not compound and not _another_name(place.previous)


def _another_name(word: str) -> bool:
    return word[:1].isupper() and fold(word) not in _OPENERS

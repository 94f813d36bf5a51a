"""How cards are named: by which words, of which some are written apart, and in which manner."""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.manners import Manner, manner_of
from bot.cards.schema import Model, Organization, Person
from bot.cards.stems import words
from bot.cards.text import NAME_LENGTH, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.cards.schema import Card
    from bot.cards.stems import Word

# What may stand between two words of a name: no comma, no end of a sentence.
_ELIDED = re.compile(r"^['’ʼ]s(?![^\W_])|(?<![^\W_])[^\W\d_]{1,8}['’ʼ]$")
_BETWEEN = re.compile(r"[-‐‑/.]|[^\S\n]*[*_~`\"“”«»'’‘&]*\s?[*_~`\"“”«»'’‘&]*[^\S\n]*")
_WIDEST = 16  # characters between two words of a name
_SURNAME = 5  # characters: "Sun" and "Wang" are too common to mean one person


class Naming(NamedTuple):
    """A name of a card; words with the same number in ``run`` have nothing between them that parts a name."""

    card_id: str
    name: tuple[str, ...]
    run: tuple[int, ...]
    manner: Manner


def namings(cards: Collection[Card]) -> Iterator[tuple[Card, Naming]]:
    """Yield each way to name each card: by its name, by its aliases, and by a surname that nobody else has."""
    surnames = Counter(_surname(card) for card in cards if isinstance(card, Person))
    names = set(map(_own_name, cards)) - {""}
    for card in cards:
        for naming in _namings(card, names):
            yield card, naming
        if isinstance(card, Person) and surnames[_surname(card)] == 1 and len(_surname(card)) >= _SURNAME:
            name = [*words(card.name.fr)][-1].text
            yield card, Naming(card.id, (name,), (0,), Manner.SURNAME)


def _namings(card: Card, names: Collection[str]) -> Iterator[Naming]:
    """Yield how ``card`` is named; ``names`` are the folded words that are somebody's or something's name."""
    main = {card.name.fr, card.name.en}
    spellings = {each: list(words(each)) for each in (*sorted(main), *card.aliases)}
    whole = {key_of(found[0].text) for found in spellings.values() if len(found) == 1}
    for spelling, found in spellings.items():
        name = tuple(word.text for word in found)
        joined = "".join(map(key_of, name)) in whole and " " in spelling and spelling.replace(" ", "").isalpha()
        named = bool(name) and key_of(name[0]) in names
        if manner := manner_of(card.kind, name, main=spelling in main, joined=joined, named=named):
            yield Naming(card.id, name, tuple(runs_of(spelling, found)), manner)


def _own_name(card: Card) -> str:
    """Return the word that is a name by itself: somebody's surname, or all that an organization or model is called."""
    if isinstance(card, Person):
        return _surname(card)
    name = [*words(card.name.fr)] if isinstance(card, Organization | Model) else []
    return key_of(name[0].text) if len(name) == 1 else ""


def _surname(person: Person) -> str:
    name = list(words(person.name.fr))
    return key_of(name[-1].text) if len(name) > 1 else ""


def key_of(word: str) -> str:
    """Return what a word is compared by; nothing for one that no name has."""
    return fold(word).replace(" ", "") if len(word) <= NAME_LENGTH else ""


def runs_of(text: str, found: Sequence[Word]) -> list[int]:
    """Number the words, those alike that could belong to one name."""
    parted = (not _joined(text[one.end : other.start]) for one, other in pairwise(found))
    return list(accumulate(parted, initial=0))


def _joined(gap: str) -> bool:
    if len(gap) > _WIDEST:
        return False
    return gap == " " or _BETWEEN.fullmatch(_ELIDED.sub("", gap)) is not None

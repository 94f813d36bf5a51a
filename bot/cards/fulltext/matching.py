"""Which cards have all that a question asks for, and how well each answers it, by BM25."""

from __future__ import annotations

from functools import reduce
from itertools import repeat
from operator import add, itemgetter, mul
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.cards.fulltext.index import Index, Worth
    from bot.cards.fulltext.question import All, Question, Term
    from bot.cards.text import Language


# What was read of each term.
Read = dict["Term", "list[Worth]"]


class Matches(NamedTuple):
    """``number`` cards match; ``best`` of them, with a number that is the higher, the better they do."""

    number: int
    best: Sequence[tuple[float, int]]


def matching(question: Question, index: Index, language: Language, limit: int, read: Read) -> Matches:
    """Return the cards that have all of ``question``, the best first, at most ``limit``; keep what was ``read``."""
    found: AbstractSet[int] | None = None
    worths: list[Worth] = []
    # The rarest first: all others are looked for among the few cards that have it.
    for ways in sorted(question.parts, key=_cost):
        either = []
        for way in ways:
            having = found
            for term in sorted(way, key=_cost_of) if len(way) > 1 else way:
                new = index.worths(term, language, having)
                read.setdefault(term, []).extend(new)
                worths += new
                having = cards_of(new)
            either.append(having or set())
        found = either[0] if len(either) == 1 else set().union(*either)
        if not found:
            break
    return Matches(len(found), best(found, worths, limit)) if found else Matches(0, [])


def _cost(ways: Iterable[All]) -> int:
    return sum([term.cost for way in ways for term in way])


def _cost_of(term: Term) -> int:
    return term.cost


def cards_of(worths: Sequence[Worth]) -> AbstractSet[int]:
    """Return the cards to which any of it is worth something."""
    return worths[0][1].keys() if len(worths) == 1 else set().union(*[worth for _, worth in worths])


def best(cards: AbstractSet[int], worths: Sequence[Worth], limit: int) -> list[tuple[float, int]]:
    """Return the ``limit`` cards to which ``worths`` add up to most, and how much that is."""
    # Without a line of Python for each card, of which there may be thousands.
    in_order = sorted(cards)
    columns = [map(mul, map(worth.get, in_order, repeat(0)), repeat(rarity)) for rarity, worth in worths]
    scores = reduce(lambda one, other: map(add, one, other), columns)
    return sorted(zip(scores, in_order, strict=False), key=itemgetter(0), reverse=True)[:limit]

"""The terms of an index, in order: what can be known of a word without asking SQLite."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AFTER_ALL = "\U0010ffff"
# To open the list of a term costs as much as to read some cards of it.
_COST_OF_A_TERM = 10


class Terms:
    """``terms`` sorted, on how many cards each stands, and which stand in names; ValueError when those differ."""

    def __init__(self, terms: Sequence[str], cards: bytes, named: bytes) -> None:
        self._terms = terms
        self._cards = array("I", cards)
        self._named = named
        if not len(terms) == len(self._cards) == len(named):
            raise ValueError("the terms and what is known of them are not equally many")

    def knows(self, term: str) -> bool:
        return self.place(term) is not None

    def cost(self, term: str) -> int:
        """Return how much there is to read for ``term``: cards, mostly. 0 when it stands on none."""
        place = self.place(term)
        return 0 if place is None else self._cards[place] + _COST_OF_A_TERM

    def cost_of_beginning(self, beginning: str) -> int:
        """Return how much there is to read for all terms that begin with ``beginning``."""
        begun = self.places(beginning)
        return sum(self._cards[begun.start : begun.stop]) + _COST_OF_A_TERM * len(begun)

    def in_names(self, stems: Iterable[str], beginning: str = "") -> bool:
        """Tell whether any of ``stems``, or what begins with ``beginning``, stands in the name of a card."""
        if any(self._named[place] for place in map(self.place, stems) if place is not None):
            return True
        begun = self.places(beginning) if beginning else range(0)
        return 1 in self._named[begun.start : begun.stop]

    def begins(self, beginning: str) -> bool:
        place = bisect_left(self._terms, beginning)
        return place < len(self._terms) and self._terms[place].startswith(beginning)

    def beginning_with(self, letter: str) -> Sequence[str]:
        """Return all terms that begin with ``letter``."""
        begun = self.places(letter)
        return self._terms[begun.start : begun.stop]

    def place(self, term: str) -> int | None:
        """Return which of all terms ``term`` is, if it stands on a card."""
        place = bisect_left(self._terms, term)
        return place if place < len(self._terms) and self._terms[place] == term else None

    def places(self, beginning: str) -> range:
        """Return which of all terms begin with ``beginning``."""
        start = bisect_left(self._terms, beginning)
        return range(start, bisect_left(self._terms, beginning + _AFTER_ALL, start))

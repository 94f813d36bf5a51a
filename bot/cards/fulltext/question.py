"""What a reader looks for, as questions to the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for: any of ``stems``, all of which stand on cards, or what begins with ``beginning``.

    ``mended`` is how the cards spell it, where it was misspelt; ``cost`` is what there is to read for it, as
    ``Terms.cost`` has it.
    """

    stems: frozenset[str] = frozenset()
    beginning: str = ""
    mended: str = ""
    cost: int = 0

    @property
    def is_vain(self) -> bool:
        """Whether no card has anything of the kind."""
        return not self.stems and not self.beginning


# Terms that must all be met.
All = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """``terms`` must all be met. ``words`` are those looked for, folded and mended.

    ``joined`` are neighbours that the cards write as one word: "open ai".
    """

    words: Sequence[str]
    terms: Sequence[Term]
    joined: Sequence[tuple[int, str]]

    @property
    def parts(self) -> Sequence[Sequence[All]]:
        """What must all be met, each part in any of some ways; none where no card can have all of it."""
        if not self.joined:
            return [] if any(term.is_vain for term in self.terms) else [[(term,)] for term in self.terms]
        parts: list[list[All]] = []
        index = 0
        joined = dict(self.joined)
        while index < len(self.terms):
            here = tuple(self.terms[index : index + 2] if index in joined else self.terms[index : index + 1])
            ways: list[All] = [(Term(frozenset([joined[index]])),)] if index in joined else []
            if not any(term.is_vain for term in here):
                ways.append(here)
            if not ways:
                return []
            parts.append(ways)
            index += len(here)
        return parts

    @property
    def as_typed(self) -> Question:
        """What was typed, without what may have been meant by it: a misspelt word is one that no card has."""
        return replace(self, terms=[Term() if term.mended else term for term in self.terms])

    @property
    def missing(self) -> Sequence[int]:
        """The places of words that stand on no card."""
        joined = {place + offset for place, _ in self.joined for offset in (0, 1)}
        return [place for place, term in enumerate(self.terms) if term.is_vain and place not in joined]

    def telling(self, most: int) -> Sequence[int]:
        """Return the places of the rarest words that stand on cards, for which there is ``most`` to read.

        Those are what tells cards apart.
        """
        return [place for place in affordable(self.terms, most) if not self.terms[place].is_vain]

    @property
    def joined_terms(self) -> tuple[Term, ...]:
        return tuple(Term(frozenset([word])) for _, word in self.joined)


def affordable(terms: Sequence[Term], most: int) -> Sequence[int]:
    """Return the places of the rarest terms for which there is ``most`` to read; at least of one that cards have."""
    if sum([term.cost for term in terms]) <= most:
        return range(len(terms))
    kept: list[int] = []
    left = most
    for place in sorted(range(len(terms)), key=lambda place: terms[place].cost):
        left -= terms[place].cost
        if left < 0 and left + terms[place].cost < most:
            break
        kept.append(place)
    return sorted(kept)

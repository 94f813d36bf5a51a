"""What a reader looks for, as questions to the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.cards.fulltext.index import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
    def expression(self) -> str:
        """FTS5's words for it. Nothing but letters and digits comes here, and it is quoted all the same."""
        alternatives = [f'"{stem}"' for stem in sorted(self.stems)]
        if self.beginning:
            alternatives.append(f'"{self.beginning}"*')
        return f"({' OR '.join(alternatives)})"

    @property
    def is_vain(self) -> bool:
        """Whether no card has anything of the kind."""
        return not self.stems and not self.beginning

    def is_met_by(self, stems: Iterable[str]) -> bool:
        """Tell whether a word with these stems is what is looked for."""
        if not self.stems.isdisjoint(stems):
            return True
        return bool(self.beginning) and any(stem.startswith(self.beginning) for stem in stems)


@dataclass(frozen=True, slots=True)
class Question:
    """``terms`` must all be met. ``words`` are those looked for, folded and mended.

    ``joined`` are neighbours that the cards write as one word: "open ai".
    """

    words: Sequence[str]
    terms: Sequence[Term]
    joined: Sequence[tuple[int, str]]

    @property
    def all_of(self) -> str:
        """The expression that is met by all of it; none where no card can have all of it."""
        parts = []
        index = 0
        joined = dict(self.joined)
        while index < len(self.terms):
            here = self.terms[index : index + 2] if index in joined else self.terms[index : index + 1]
            either = [f'"{joined[index]}"'] if index in joined else []
            if not any(term.is_vain for term in here):
                either.append(" AND ".join(term.expression for term in here))
            if not either:
                return ""
            parts.append(f"(({') OR ('.join(either)}))" if len(either) > 1 else f"({either[0]})")
            index += len(here)
        return " AND ".join(parts)

    @property
    def as_typed(self) -> Question:
        """What was typed, without what may have been meant by it: a misspelt word is one that no card has."""
        return replace(self, terms=[Term() if term.mended else term for term in self.terms])

    @property
    def missing(self) -> Sequence[int]:
        """The places of words that stand on no card."""
        joined = {place + offset for place, _ in self.joined for offset in (0, 1)}
        return [place for place, term in enumerate(self.terms) if term.is_vain and place not in joined]

    @property
    def all_in_the_name(self) -> str:
        return f"{NAMES} : ({self.all_of})"

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

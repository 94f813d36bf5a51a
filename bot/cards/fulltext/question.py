"""A reader's words as questions to the index, from the strictest to the loosest."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.cards.fulltext.index import JOIN, NAMES
from bot.cards.fulltext.vocabulary import COMMON, FORMS, SYNONYMS
from bot.cards.stems import one_word, spellings
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cards.fulltext.index import Index
    from bot.cards.stems import Stems

_MOST_WORDS = 12  # more say nothing that these do not, and each costs
_SHORTEST_BEGINNING = 3  # letters; fewer begin too many words
_SHORTEST_SLIP = 4  # letters; one edit makes half of the shorter words of each other
_LONG = 7  # letters: two edits are forgiven
_MOST_CORRECTIONS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for: any of ``stems``, or what begins with ``beginning``.

    ``mended`` is how the cards spell it, where it was misspelt.
    """

    stems: frozenset[str]
    beginning: str = ""
    mended: str = ""

    @property
    def expression(self) -> str:
        """FTS5's words for it. Nothing but letters and digits comes here, and it is quoted all the same."""
        alternatives = [f'"{stem}"' for stem in sorted(self.stems)]
        if self.beginning:
            alternatives.append(f'"{self.beginning}"*')
        return f"({' OR '.join(alternatives)})"

    def is_met_by(self, stems: Iterable[str]) -> bool:
        """Tell whether a word with these stems is what is looked for."""
        if not self.stems.isdisjoint(stems):
            return True
        return bool(self.beginning) and any(stem.startswith(self.beginning) for stem in stems)


@dataclass(frozen=True, slots=True)
class Question:
    """``terms`` must all be met; ``looser`` may stand for them. ``words`` are those looked for, folded and mended.

    ``joined`` are neighbours that the cards write as one word: "open ai".
    """

    words: Sequence[str]
    terms: Sequence[Term]
    looser: Sequence[Term]
    joined: Sequence[tuple[int, str]] = field(default=())

    @property
    def all_of(self) -> str:
        return self._all(self.terms)

    @property
    def all_of_looser(self) -> str:
        return self._all(self.looser)

    @property
    def all_in_the_name(self) -> str:
        return f"{NAMES} : ({self.all_of})"

    @property
    def any_of(self) -> str:
        return " OR ".join([*(term.expression for term in self.looser), *(f'"{word}"' for _, word in self.joined)])

    @property
    def joined_terms(self) -> tuple[Term, ...]:
        return tuple(Term(frozenset([word])) for _, word in self.joined)

    def _all(self, terms: Sequence[Term]) -> str:
        parts = []
        index = 0
        joined = dict(self.joined)
        while index < len(terms):
            if index in joined:
                two = f"{terms[index].expression} AND {terms[index + 1].expression}"
                parts.append(f'(({two}) OR "{joined[index]}")')
                index += 2
            else:
                parts.append(terms[index].expression)
                index += 1
        return " AND ".join(parts)


def question(query: str, index: Index, stems: Stems) -> Question | None:
    """Read ``query``; None when there is no word in it."""
    typed = [(word, folded) for word in spellings(query) if (folded := one_word(word))]
    told = [(text, folded) for text, folded in typed if folded not in COMMON] or typed
    told = told[:_MOST_WORDS]
    if not told:
        return None
    terms = [_term(text, word, index, stems) for text, word in told]
    last = len(told) - 1
    looser = [
        _widened(word, term, index, stems, begun=place == last)
        for place, ((_, word), term) in enumerate(zip(told, terms, strict=True))
    ]
    mended = [term.mended or word for (_, word), term in zip(told, terms, strict=True)]
    return Question(mended, terms, looser, tuple(_joined([word for _, word in told], index)))


def _term(text: str, word: str, index: Index, stems: Stems) -> Term:
    forms = (text, *FORMS.get(word, ()))
    found = {stem for each in forms for language in LANGUAGES for stem in stems.of(each, language)}
    if index.knows(JOIN + word):
        found.add(JOIN + word)
    if any(map(index.knows, found)):
        return Term(frozenset(found))
    return _resembling(word, frozenset(found), index, stems)


def _resembling(word: str, stems: frozenset[str], index: Index, finder: Stems) -> Term:
    """Return what may be meant by a word that stands on no card: one like it, one it begins, or a misspelt one."""
    if synonyms := _synonyms(word, finder):
        return Term(stems | synonyms)
    if len(word) >= _SHORTEST_BEGINNING and index.knows_beginning(word):
        return Term(stems, word)
    if len(word) < _SHORTEST_SLIP:
        return Term(stems)
    bare = finder.of(word, LANGUAGES[0])[-1]
    edits = 2 if len(word) >= _LONG else 1
    # The first letter is hardly ever the wrong one, and all others would have to be compared as well.
    alike = index.beginning_with(bare[0])
    close = process.extract(bare, alike, scorer=OSA.distance, score_cutoff=edits, limit=_MOST_CORRECTIONS)
    if not close:
        return Term(stems)
    return Term(frozenset(term for term, distance, _ in close if distance == close[0][1]), mended=close[0][0])


def _widened(word: str, term: Term, index: Index, finder: Stems, *, begun: bool) -> Term:
    """Return ``term`` with what is like it; and, for a word that somebody may still be typing, what it begins."""
    beginning = term.beginning
    if begun and len(word) >= _SHORTEST_BEGINNING and index.knows_beginning(word):
        beginning = word
    stems = term.stems | _synonyms(word, finder)
    # Whatever is met twice would count twice.
    return Term(
        frozenset(stem for stem in stems if not beginning or not stem.startswith(beginning)), beginning, term.mended
    )


def _synonyms(word: str, finder: Stems) -> frozenset[str]:
    alike = SYNONYMS.get(word, ()) or SYNONYMS.get(word.removesuffix("s"), ())
    return frozenset(chain.from_iterable(finder.of(each, language) for each in alike for language in LANGUAGES))


def _joined(folded: Sequence[str], index: Index) -> Iterator[tuple[int, str]]:
    """Yield the places of neighbours that stand on cards as one word, and that word."""
    taken = -1
    for place, (one, other) in enumerate(pairwise(folded)):
        if place > taken and index.knows(one + other):
            yield place, one + other
            taken = place + 1

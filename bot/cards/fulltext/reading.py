"""A reader's words, read: each as what the cards have of it, then as what is like it; never more than can be paid."""

from __future__ import annotations

from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.cards.fulltext.index import JOIN
from bot.cards.fulltext.question import Question, Term, affordable
from bot.cards.fulltext.vocabulary import COMMON, FORMS, KINDS, SYNONYMS
from bot.cards.stems import one_word, spellings
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.cards.fulltext.terms import Terms
    from bot.cards.schema import Kind
    from bot.cards.stems import Stems

_MOST_WORDS = 12  # more say nothing that these do not, and each costs
_SHORTEST_BEGINNING = 3  # letters; fewer begin too many words
_SHORTEST_SLIP = 4  # letters; one edit makes half of the shorter words of each other
_SHORT = 5  # letters, up to which a slip is only taken for one in a name
_LONG = 7  # letters of a stem: two edits are forgiven
_MOST_CORRECTIONS = 8
_MANY = 30  # cards: a word on more of them tells too little to be what was meant, unless it stands in names
# What a query may cost, whatever is typed: for all of its words and for each of them, as ``Terms.cost`` has it, and in
# terms that misspelt words are compared with. Some milliseconds at worst.
MOST_READ = 20_000
MOST_READ_A_WORD = 10_000
MOST_COMPARED = 40_000


class Reading:
    """Reads one query."""

    def __init__(self, query: str, terms: Terms, stems: Stems) -> None:
        self._terms = terms
        self._stems = stems
        self.compared = 0
        typed = [(word, folded) for word in spellings(query) if (folded := one_word(word))]
        told = [(text, folded) for text, folded in typed if folded not in COMMON]
        subject = [(text, folded) for text, folded in told if folded not in KINDS]
        self._told = (subject or told)[:_MOST_WORDS]
        self.words = [folded for _, folded in typed]
        self.kinds = _kinds(self.words)
        self.has_synonyms = any(_alike(word) for _, word in self._told)

    def texts(self, places: Iterable[int]) -> Sequence[str]:
        """Return words as they were typed, by their places in the question."""
        return [self._told[place][0] for place in places]

    def strict(self) -> Question | None:
        """Return what was typed, or what must be meant by it; None when no word in it tells anything."""
        if not self._told:
            return None
        terms = [self._term(text, word) for text, word in self._told]
        places = affordable(terms, MOST_READ)
        self._told = [self._told[place] for place in places]
        words = [word for _, word in self._told]
        terms = [terms[place] for place in places]
        mended = [term.mended or word for word, term in zip(words, terms, strict=True)]
        return Question(mended, terms, tuple(self._joined(words)))

    def loosened(self, asked: Question) -> Question:
        """Return ``asked`` with what its words may stand for, as far as that can be paid."""
        last = len(self._told) - 1
        wide = [
            self._widened(word, term, begun=place == last)
            for place, ((_, word), term) in enumerate(zip(self._told, asked.terms, strict=True))
        ]
        left = MOST_READ - sum(term.cost for term in asked.terms)
        kept: list[Term] = []
        for term, wider in zip(asked.terms, wide, strict=True):
            left -= wider.cost - term.cost
            kept.append(wider if left >= 0 else term)
        return Question(asked.words, kept, asked.joined)

    def _limited(self, stems: Iterable[str], beginning: str = "", mended: str = "") -> Term:
        """Return a term of those stems that stand on cards; of the rarest of them, where all are too many."""
        known = sorted((cost, stem) for stem in stems if (cost := self._terms.cost(stem)))
        spent = 0
        kept: list[str] = []
        for cost, stem in known:
            if spent + cost <= MOST_READ_A_WORD or not kept:
                kept.append(stem)
                spent += cost
        begun = self._terms.cost_of_beginning(beginning) if beginning else 0
        if spent + begun > MOST_READ_A_WORD:
            beginning, begun = "", 0
        return Term(frozenset(kept), beginning, mended, spent + begun)

    def _term(self, text: str, word: str) -> Term:
        forms = (text, *FORMS.get(word, ()))
        found = {stem for each in forms for language in LANGUAGES for stem in self._stems.of(each, language)}
        term = self._limited([*found, JOIN + word])
        return self._resembling(word) if term.is_vain else term

    def _resembling(self, word: str) -> Term:
        """Return what may be meant by a word that stands on no card: one like it, one it begins, or a misspelt one."""
        if synonyms := self._synonyms(word):
            return self._limited(synonyms)
        if len(word) >= _SHORTEST_BEGINNING and self._terms.begins(word):
            return self._limited((), word)
        return self._mended(word) if len(word) >= _SHORTEST_SLIP else Term()

    def _mended(self, word: str) -> Term:
        bare = self._stems.of(word, LANGUAGES[0])[-1]
        # The first letter is hardly ever the wrong one, and all others would have to be compared as well.
        alike = self._terms.beginning_with(bare[0])
        if self.compared + len(alike) > MOST_COMPARED:
            return Term()
        self.compared += len(alike)
        edits = 2 if len(bare) >= _LONG else 1
        found = process.extract(bare, alike, scorer=OSA.distance, score_cutoff=edits, limit=_MOST_CORRECTIONS)
        # Of stems that are equally close, that which is closer to the word as well.
        close = sorted(
            (distance, OSA.distance(word, term), term) for term, distance, _ in found if self._may_be_meant(term, word)
        )
        if not close:
            return Term()
        return self._limited((term for *far, term in close if far == [*close[0][:2]]), mended=close[0][2])

    def _may_be_meant(self, term: str, word: str) -> bool:
        if self._terms.in_names([term]):
            return True
        alike = (each for each in COMMON if each[0] == term[0])
        common = {stem for each in alike for language in LANGUAGES for stem in self._stems.of(each, language)}
        return len(word) > _SHORT and term not in common and self._terms.cost(term) <= _MANY

    def _widened(self, word: str, term: Term, *, begun: bool) -> Term:
        """Return ``term`` with what is like it; and, for a word that somebody may still be typing, what it begins."""
        beginning = word if begun and len(word) >= _SHORTEST_BEGINNING and self._terms.begins(word) else term.beginning
        wide = self._limited(term.stems | self._synonyms(word), beginning, term.mended)
        # Whatever is met twice would count twice.
        once = (stem for stem in wide.stems if not wide.beginning or not stem.startswith(wide.beginning))
        return Term(frozenset(once), wide.beginning, wide.mended, wide.cost)

    def _synonyms(self, word: str) -> frozenset[str]:
        return frozenset(
            chain.from_iterable(self._stems.of(each, language) for each in _alike(word) for language in LANGUAGES)
        )

    def _joined(self, folded: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the places of neighbours that stand on cards as one word, and that word."""
        taken = -1
        for place, (one, other) in enumerate(pairwise(folded)):
            if place > taken and self._terms.knows(one + other):
                yield place, one + other
                taken = place + 1


def asks_something(query: str) -> bool:
    """Tell whether there is a word in ``query`` that tells anything."""
    return any(folded and folded not in COMMON for folded in map(one_word, spellings(query)))


def _alike(word: str) -> Collection[str]:
    return SYNONYMS.get(word, ()) or SYNONYMS.get(word.removesuffix("s"), ())


def _kinds(words: Sequence[str]) -> frozenset[Kind]:
    """Return the kinds of card that somebody asks after: "who" does at the beginning, "date" anywhere."""
    asking = takewhile(lambda word: word in COMMON, words)
    return frozenset(KINDS[word] for word in (*asking, *(set(words) - COMMON)) if word in KINDS)

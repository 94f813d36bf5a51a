"""Finding a card by what somebody types: completion at each keystroke, and the closest names on a miss.

A keystroke costs a few bisections over sorted word starts. When nothing begins with what was typed, every
spelling one edit away is looked up the same way, so that a slip of the finger is forgiven within the word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain, islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.cards.schema import Card, Kind

LIMIT = 25  # Discord, "Application Commands": at most 25 autocomplete choices

_MIN_TYPO_LENGTH = 3  # below this, one edit matches nearly everything
_MOST_CANDIDATES = 100  # what a keystroke may look through, when the words typed stand in no name side by side
_CLOSE_ENOUGH = 60  # rapidfuzz ratio, 0 to 100; below it, suggestions look random


class Suggestion(NamedTuple):
    """A card that answers to what was typed, by the name that matched, or by its id."""

    card_id: str
    kind: Kind
    name: str


class _Starts:
    """Sorted folded texts, and beside each the card it names."""

    def __init__(self, entries: Iterable[tuple[str, Suggestion]]) -> None:
        ordered = sorted(entries, key=itemgetter(0))
        self.texts: Sequence[str]
        self.owners: Sequence[Suggestion]
        self.texts, self.owners = zip(*ordered, strict=True) if ordered else ((), ())

    def beginning_with(self, prefix: str) -> Iterator[Suggestion]:
        return self._beginning_with((prefix,), range(len(self.texts)))

    def count(self, prefix: str) -> int:
        """Return how many texts begin with ``prefix``."""
        return len(self._narrowed(range(len(self.texts)), prefix))

    def equal_to(self, text: str) -> Iterator[Suggestion]:
        return (owner for owner in self.owners[bisect_left(self.texts, text) : bisect_right(self.texts, text)])

    def one_edit_away(self, typed: str) -> Iterator[Suggestion]:
        """Yield what begins with a spelling one deletion, swap, replacement or insertion away from ``typed``.

        An edit can only help where some text begins with all that stands before it, and only with a letter
        that follows there: this leaves a few hundred spellings at most, in an ever smaller range.
        """
        within = range(len(self.texts))
        for place in range(len(typed) + 1):
            yield from self._beginning_with(self._edits_at(place, typed, within), within)
            within = self._narrowed(within, typed[: place + 1])
            if not within:
                return

    def _beginning_with(self, prefixes: Iterable[str], within: range) -> Iterator[Suggestion]:
        for prefix in prefixes:
            index = bisect_left(self.texts, prefix, within.start, within.stop)
            while index < within.stop and self.texts[index].startswith(prefix):
                yield self.owners[index]
                index += 1

    def _edits_at(self, place: int, typed: str, within: range) -> Iterator[str]:
        before, after = typed[:place], typed[place:]
        if after:
            yield before + after[1:]
            yield before + after[1:2] + after[0] + after[2:]
        for letter in self._letters_at(place, within):
            yield before + letter + after[1:]
            yield before + letter + after

    def _narrowed(self, within: range, prefix: str) -> range:
        start = bisect_left(self.texts, prefix, within.start, within.stop)
        return range(start, bisect_left(self.texts, _after(prefix), start, within.stop))

    def _letters_at(self, place: int, within: range) -> Iterator[str]:
        """Yield each letter that stands at ``place`` in the texts ``within``, which all share what comes before."""
        index = within.start
        while index < within.stop:
            text = self.texts[index]
            if len(text) == place:
                index += 1
                continue
            yield text[place]
            index = bisect_left(self.texts, _after(text[: place + 1]), index, within.stop)


def _after(prefix: str) -> str:
    """Return the first text, in sorted order, that comes after all that begin with ``prefix``."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


class NameIndex:
    """The names of all published cards: whole ones, and what follows each inner word start."""

    def __init__(self, cards: Iterable[Card]) -> None:
        names: list[tuple[str, Suggestion]] = []
        words: list[tuple[str, Suggestion]] = []
        main: list[tuple[str, Suggestion]] = []
        for card in cards:
            spellings = _spellings(card)
            main.append(spellings[0])
            for folded, owner in spellings:
                names.append((folded, owner))
                if " " in folded:
                    names.append((folded.replace(" ", ""), owner))
                    _, _, rest = folded.partition(" ")
                    while rest:
                        words.append((rest, owner))
                        _, _, rest = rest.partition(" ")
        self._names = _Starts(names)
        self._in_order = [_in_order(text) for text in self._names.texts]
        self._words = _Starts(words)
        self._first = _first_of_each_kind(owner for _, owner in sorted(main))

    def complete(self, typed: str, kind: Kind | None, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """Return the cards that ``typed`` begins to name, each once, best first.

        Names and inner words that begin with it; if there are none, names that hold a beginning of each of its
        words, in any order; if there are none either, what begins with a spelling one edit away.
        """
        text = fold(typed)
        if not text:
            return tuple(self._first.get(kind, ()))[:limit]
        found = _unique(chain(self._names.beginning_with(text), self._words.beginning_with(text)), kind, limit)
        if found or len(text) < _MIN_TYPO_LENGTH:
            return found
        return _unique(self._with_all_words(text.split()), kind, limit) or _unique(
            chain(self._names.one_edit_away(text), self._words.one_edit_away(text)), kind, limit
        )

    def _with_all_words(self, typed: list[str]) -> Iterator[Suggestion]:
        if len(typed) == 1:
            return
        rarest = min(typed, key=lambda word: self._names.count(word) + self._words.count(word))
        candidates = chain(self._names.beginning_with(rarest), self._words.beginning_with(rarest))
        for owner in islice(candidates, _MOST_CANDIDATES):
            words = fold(owner.name).split()
            if all(any(word.startswith(beginning) for word in words) for beginning in typed):
                yield owner

    def called(self, name: str, kind: Kind | None) -> tuple[Suggestion, ...]:
        """Return the cards with exactly this name, but for case, accents and punctuation."""
        return _unique(self._names.equal_to(fold(name)), kind, LIMIT)

    def shared(self) -> Iterator[tuple[str, Suggestion, Suggestion]]:
        """Yield each folded name that two cards of one kind have, with the card that has it first."""
        for text in dict.fromkeys(one for one, next_one in pairwise(self._names.texts) if one == next_one):
            first: dict[Kind, Suggestion] = {}
            for owner in self._names.equal_to(text):
                other = first.setdefault(owner.kind, owner)
                if other.card_id != owner.card_id:
                    yield text, other, owner

    def closest(self, typed: str, kind: Kind | None, limit: int) -> tuple[Suggestion, ...]:
        """Return the cards whose names look most like ``typed``, those of ``kind`` before any others.

        Slower than completion, by some milliseconds at 10,000 cards: for a question already asked.
        """
        text = fold(typed)
        # Several words in any order: "Altman, Samuel" is meant to be somebody too.
        names = self._in_order if " " in text else self._names.texts
        alike = process.extract(
            _in_order(text), names, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=_MOST_CANDIDATES
        )
        scores = {index: score for _, score, index in alike}
        owners = self._names.owners
        best_first = sorted(scores, key=lambda index: (owners[index].kind != kind, -scores[index], index))
        return _unique((owners[index] for index in best_first), None, limit)


def _in_order(text: str) -> str:
    """Return the words of ``text`` in alphabetical order."""
    return " ".join(sorted(text.split())) if " " in text else text


def _spellings(card: Card) -> list[tuple[str, Suggestion]]:
    """Return each folded way to name a card once, with the spelling to show for it; its name comes first."""
    shown: dict[str, str] = {}
    for spelling in dict.fromkeys((card.name.fr, card.name.en, *card.aliases)):
        shown.setdefault(fold(spelling), spelling)
    # An id, which needs no more folding than this, is a way to type the card but never a name to show.
    shown.setdefault(card.id.replace("-", " "), card.id)
    return [(folded, Suggestion(card.id, card.kind, spelling)) for folded, spelling in shown.items()]


def _first_of_each_kind(in_order: Iterable[Suggestion]) -> dict[Kind | None, list[Suggestion]]:
    """Return what to offer before the first letter: for each kind, and for None, the first cards of all."""
    first: dict[Kind | None, list[Suggestion]] = {None: []}
    for owner in in_order:
        for offered in (first[None], first.setdefault(owner.kind, [])):
            if len(offered) < LIMIT:
                offered.append(owner)
    return first


def _unique(suggestions: Iterable[Suggestion], kind: Kind | None, limit: int) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        if kind is None or suggestion.kind == kind:
            found.setdefault(suggestion.card_id, suggestion)
            if len(found) == limit:
                break
    return tuple(found.values())

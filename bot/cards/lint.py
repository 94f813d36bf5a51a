"""Advice on whether a sentence says what its passages say: numbers, names and negations that only one of them has.

No machine can tell whether a sentence is true to its passage. These are the slips that turn a meaning around and that a
machine can notice; each is a warning, mended by another word or one more citation. What is inferred is left alone: its
note says what it rests on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.diagnostics import Finding
from bot.cards.figures import negations, number, numbers, numbers_of
from bot.cards.schema import Card
from bot.cards.statements import statements
from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.cards.document import Path
    from bot.cards.library import Edition
    from bot.cards.schema import Citation
    from bot.cards.statements import Statement
    from bot.cards.text import Language, Text

_PROPER = ("person", "model", "organization")  # the kinds whose names are proper names
_COMPARED = ("claim", "fact", "dispute")  # the parts that are compared; the others sum up more than they cite
_LONGEST_NAME = 5  # words
_LONGEST_SAME = 3  # words that may well be the same in both languages

_TOKEN = re.compile(r"[^\W_]+")


def advise(edition: Edition, cards: Mapping[str, Card]) -> Iterator[Finding]:
    """Yield what looks odd in the published ``cards``, by file, where their passages can be read."""
    if not cards:
        return
    names = _Names(edition)
    for file, card in cards.items():
        if not card.published:
            continue
        yield from _same_in_both(file, card)
        for statement in _statements(card):
            yield from _compared(file, card, statement, edition, names)
        yield from _dates(file, card, edition)


def _statements(card: Card) -> Iterator[Statement]:
    """Yield what must say what its passages say. What is inferred says in its note what it rests on."""
    inferred = {("facts", index) for index, fact in enumerate(card.facts) if fact.basis == "inferred"}
    for statement in statements(card):
        if statement.part in _COMPARED and statement.path not in inferred:
            yield statement


def _compared(file: str, card: Card, statement: Statement, edition: Edition, names: _Names) -> Iterator[Finding]:
    cited = _cited(statement.cite, edition)
    if cited is None or statement.text is None:
        return
    language, passage = cited
    said = statement.text.to(language)
    spot = _Spot(file, statement.path_to(language), said)
    named, rest = names.found_in(said)
    exempt = {card.id, statement.said_by}
    for surface, ids in named.items():
        if not ids & exempt and not any(_mentions(passage, edition.cards[each]) for each in ids):
            yield spot.lacking(
                "S10", surface, said.find(surface), "cite a passage that names it, or leave the name out"
            )
    have = numbers(passage, language)
    for token, word in zip(rest, _folded(rest), strict=True):
        counted = number(word, language)
        if counted and counted not in have:
            yield spot.lacking("S09", token[0], token.start(), "compare it with the article, or cite where it stands")
    yield from _negation(spot, passage, language)


def _cited(cite: Sequence[Citation], edition: Edition) -> tuple[Language, frozenset[str]] | None:
    """Return the language and the folded words of all that is cited, if all of it can be read."""
    texts = [edition.evidence.of(citation).text for citation in cite]
    source = edition.sources.get(cite[0].source) if cite else None
    if source is None or not all(texts):
        return None
    return source.language, frozenset(word for text in texts if text for word in fold(text).split())


def _dates(file: str, card: Card, edition: Edition) -> Iterator[Finding]:
    for index, fact in enumerate(card.facts):
        cited = _cited(fact.cite, edition)
        if fact.date is None or fact.date.basis == "inferred" or cited is None:
            continue
        language, passage = cited
        if missing := sorted(numbers_of(fact.date.date) - numbers(passage, language)):
            message = f"the date {fact.date.date} is stated, and the passages do not say {', '.join(missing)}"
            remedy = "cite where it stands, or make it `basis: inferred` with a note"
            yield Finding(file=file, path=("facts", index, "date"), code="S09", message=message, help=remedy)


class _Spot(NamedTuple):
    """A sentence as it stands in a file."""

    file: str
    path: Path
    said: str

    def lacking(self, code: str, surface: str, place: int, remedy: str) -> Finding:
        return Finding(
            file=self.file,
            path=self.path,
            code=code,
            message=f"{surface!r} is in this sentence, and in none of the passages that it cites",
            help=remedy,
            within=(place, place + len(surface)),
        )


def _negation(spot: _Spot, passage: frozenset[str], language: Language) -> Iterator[Finding]:
    ours, theirs = negations(fold(spot.said).split(), language), negations(passage, language)
    if bool(ours) == bool(theirs):
        return
    if theirs:
        message = f"the passages say {_quoted(theirs)}, and this sentence has no negation"
    else:
        message = f"this sentence says {_quoted(ours)}, and the passages have no negation"
    remedy = "make sure that the meaning is the same; cite less of the passage if its negation is about something else"
    yield Finding(file=spot.file, path=spot.path, code="S11", message=message, help=remedy)


def _quoted(words: frozenset[str]) -> str:
    return ", ".join(f'"{word}"' for word in sorted(words))


class _Names:
    """The proper names of an edition, by the folded word that each begins with."""

    def __init__(self, edition: Edition) -> None:
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        for card in edition.published.values():
            if card.kind in _PROPER:
                for name in (card.name.fr, card.name.en, *card.aliases):
                    self._ids[fold(name)].add(card.id)
        self._first = {name.partition(" ")[0] for name in self._ids}

    def found_in(self, said: str) -> tuple[dict[str, frozenset[str]], list[re.Match[str]]]:
        """Return the names in a sentence as they are written there, with whose they are, and all other words."""
        tokens = list(_TOKEN.finditer(said))
        words = _folded(tokens)
        if self._first.isdisjoint(words):
            return {}, tokens
        named: dict[str, frozenset[str]] = {}
        rest: list[re.Match[str]] = []
        place = 0
        while place < len(tokens):
            length = self._longest(words, place) if words[place] in self._first else 0
            surface = said[tokens[place].start() : tokens[place + max(length, 1) - 1].end()]
            # A name in small letters, such as "x" or "meta", is more likely an ordinary word.
            if length and (surface != surface.lower() or not surface.isalpha()):
                named[surface] = frozenset(self._ids[" ".join(words[place : place + length])])
                place += length
            else:
                rest.append(tokens[place])
                place += 1
        return named, rest

    def _longest(self, words: list[str], place: int) -> int:
        lengths = range(min(_LONGEST_NAME, len(words) - place), 0, -1)
        return next((length for length in lengths if " ".join(words[place : place + length]) in self._ids), 0)


def _folded(tokens: list[re.Match[str]]) -> list[str]:
    """Return what each word folds to: all at once, unless one of them folds to several."""
    words = fold(" ".join(token[0] for token in tokens)).split(" ")
    return words if len(words) == len(tokens) else [fold(token[0]) for token in tokens]


def _mentions(passage: frozenset[str], card: Card) -> bool:
    """Tell whether the words of one of a card's names are in a passage; of a person, the last is enough."""
    spellings = [fold(name).split() for name in (card.name.fr, card.name.en, *card.aliases)]
    if card.kind == "person":
        spellings.extend([[words[-1]] for words in spellings if words])
    return any(words and passage.issuperset(words) for words in spellings)


def _same_in_both(file: str, card: Card) -> Iterator[Finding]:
    for path, text in _texts(card):
        if text and text.fr == text.en and len(text.fr.split()) > _LONGEST_SAME:
            message = "the English text is the same as the French"
            yield Finding(file=file, path=path, code="L02", message=message, help="translate one of the two")


def _texts(card: Card) -> Iterator[tuple[Path, Text | None]]:
    """Yield what a card says in both languages, with the place of the English."""
    yield from ((statement.path_to("en"), statement.text) for statement in statements(card))
    for index, correction in enumerate(card.corrections):
        yield ("corrections", index, "note", "en"), correction.note

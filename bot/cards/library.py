"""One immutable edition of all cards, and the way it is built from a snapshot: whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.cards import reader
from bot.cards.checks import Finding, ambiguous_names, check
from bot.cards.diagnostics import Problem, in_curators_words
from bot.cards.schema import CLASSES, FOLDERS, Card, Event, Kind, Model, Source, When
from bot.cards.search import LIMIT, NameIndex, Suggestion
from bot.cards.text import fold
from bot.cards.ties import Bond, bonds
from bot.errors import CardNotFound, ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from bot.cards.snapshot import Snapshot

_SUGGESTIONS = 5  # the buttons one row holds
_ADAPTERS: Mapping[str, TypeAdapter[Card | Source]] = {kind: TypeAdapter(shape) for kind, shape in CLASSES.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated card in the timeline."""

    card_id: str
    when: When


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything a reader can ask for, as it stood at one moment. Read freely, from anywhere; it never changes."""

    number: str
    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    published: Mapping[str, Card]
    bonds: Mapping[str, tuple[Bond, ...]]
    timeline: tuple[Entry, ...]
    names: NameIndex

    def find(self, text: str, kind: Kind | None = None) -> Card:
        """Return the published card that ``text`` names by id, name, alias or something close to one.

        Raises CardNotFound with the closest cards when none or several answer to it.
        """
        if not fold(text):
            raise CardNotFound(text)
        candidates = self.names.called(text, kind) or self.suggest(text, kind, _SUGGESTIONS)
        if len(candidates) == 1:
            return self.published[candidates[0].card_id]
        # Somebody who asks /who for OpenAI should be shown OpenAI, so all kinds are looked through.
        closest = candidates or self.names.called(text, None) or self.names.closest(text, kind, _SUGGESTIONS)
        raise CardNotFound(text, [suggestion.card_id for suggestion in closest[:_SUGGESTIONS]])

    def suggest(self, typed: str, kind: Kind | None = None, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """Return what to offer at a keystroke: at most ``limit`` published cards, best first."""
        return self.names.complete(typed, kind, limit)

    def about(self, topic: str) -> frozenset[str]:
        """Return the ids of the published cards tied to the card ``topic``, with itself."""
        return frozenset([topic, *(bond.card for bond in self.bonds_of(topic))]) & self.published.keys()

    def bonds_of(self, card_id: str) -> tuple[Bond, ...]:
        return self.bonds.get(card_id, ())


def build_edition(snapshot: Snapshot, parse: Callable[[bytes], Any] = reader.parse) -> Edition:
    """Read, validate, resolve and index every file. Raises ContentError with every problem found."""
    loaded: dict[str, Card | Source] = {}
    problems: list[Problem] = []
    for file, data in snapshot.files.items():
        try:
            loaded[file] = _read(file, data, parse)
        except ContentError as error:
            problems.extend(error.problems)
    unreadable = {_stem(file) for file in snapshot.files if file not in loaded}
    edition = _edition(snapshot.digest[:7], loaded)
    findings = chain(check(loaded, unreadable), ambiguous_names(loaded, edition.names))
    problems.extend(_located(finding, snapshot) for finding in findings)
    if problems:
        raise ContentError(sorted(problems))
    return edition


def _read(file: str, data: bytes, parse: Callable[[bytes], Any]) -> Card | Source:
    try:
        value = parse(data)
    except reader.YamlProblem as problem:
        raise ContentError([Problem.at(file, problem.mark, problem.message)]) from None
    if not isinstance(value, dict):
        raise ContentError([Problem.at(file, reader.START, "a card is a block of keys such as id, kind and name")])
    folder = file.partition("/")[0]
    kind = value.get("kind", FOLDERS[folder])
    if kind != FOLDERS[folder]:
        message = f"the cards in {folder}/ are of kind {FOLDERS[folder]}, not {kind!r}"
        raise ContentError([Problem.at(file, reader.locate(data, ("kind",)), message)])
    try:
        return _ADAPTERS[kind].validate_python(value)
    except ValidationError as error:
        raise ContentError(
            [
                Problem.at(file, _place(data, details), in_curators_words(details, CLASSES[kind]))
                for details in error.errors(include_url=False)
            ]
        ) from None


def _place(data: bytes, details: ErrorDetails) -> reader.Mark:
    return reader.locate(data, details["loc"], key=details["type"] == "unexpected_keyword_argument")


def _located(finding: Finding, snapshot: Snapshot) -> Problem:
    return Problem.at(finding.file, reader.locate(snapshot.files[finding.file], finding.path), finding.message)


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]


def _edition(number: str, loaded: Mapping[str, Card | Source]) -> Edition:
    cards = {card.id: card for card in loaded.values() if isinstance(card, Card)}
    published = {card.id: card for card in cards.values() if card.published}
    ties = bonds(published)
    return Edition(
        number=number,
        cards=cards,
        sources={card.id: card for card in loaded.values() if isinstance(card, Source)},
        published=published,
        bonds=ties,
        timeline=_timeline(published, ties),
        names=NameIndex(published.values()),
    )


def _timeline(published: Mapping[str, Card], ties: Mapping[str, tuple[Bond, ...]]) -> tuple[Entry, ...]:
    """Order the events, and the releases of models that no event on the same date already tells."""
    entries = [Entry(card.id, card.start) for card in published.values() if isinstance(card, Event)]
    starts = {entry.card_id: entry.when.date for entry in entries}
    for card in published.values():
        if isinstance(card, Model) and card.released:
            told = any(starts.get(bond.card) == card.released.date for bond in ties.get(card.id, ()))
            if not told:
                entries.append(Entry(card.id, card.released))
    return tuple(sorted(entries, key=lambda entry: (entry.when.date.sort_key, entry.card_id)))


class Library:
    """Holds the edition being served. Swapping is one assignment, so a reader never sees half of one.

    Take ``edition`` once at the start of an answer and use that reference to its end.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

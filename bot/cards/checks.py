"""What no single file can tell: references that lead nowhere, names taken twice, files in the wrong place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.cards.diagnostics import did_you_mean
from bot.cards.relations import ENDS
from bot.cards.schema import (
    KINDS,
    Card,
    Citation,
    Claim,
    Event,
    Model,
    Organization,
    Person,
    Quote,
    Source,
    Story,
)
from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.cards.reader import Path
    from bot.cards.search import NameIndex

_ANY = frozenset(KINDS)
_ACTOR = frozenset({"person", "organization"})
_ORGANIZATION = frozenset({"organization"})
_SOURCE = frozenset({"source"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake at ``path`` inside ``file``; the line is looked up only once somebody must read it."""

    file: str
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Reference:
    """``target`` is named at ``path`` and must be a card of one of ``kinds``."""

    path: Path
    target: str
    kinds: frozenset[str]


def check(loaded: Mapping[str, Card | Source], unreadable: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong between files. ``unreadable`` holds ids whose own file already has an error."""
    kinds: dict[str, str] = {}
    homes: dict[str, str] = {}
    for file, card in loaded.items():
        yield from _misplaced(file, card)
        if card.id in homes:
            yield Finding(file, ("id",), f"the id {card.id!r} is already taken by {homes[card.id]}")
        homes.setdefault(card.id, file)
        kinds.setdefault(card.id, card.kind)
    for file, card in loaded.items():
        if isinstance(card, Card):
            yield from _dangling(file, card, kinds, unreadable)


def _misplaced(file: str, card: Card | Source) -> Iterator[Finding]:
    stem = file.rpartition("/")[2].rpartition(".")[0]
    if card.id != stem:
        yield Finding(file, ("id",), f"the id {card.id!r} must equal the file's name, {stem!r}")


def ambiguous_names(loaded: Mapping[str, Card | Source], names: NameIndex) -> Iterator[Finding]:
    """Yield the names that two published cards of one kind share: neither could be asked for by it."""
    files = {card.id: file for file, card in loaded.items() if isinstance(card, Card)}
    told: set[tuple[str, str]] = set()
    for folded, first, second in names.shared():
        if (first.card_id, second.card_id) in told:
            continue
        told.add((first.card_id, second.card_id))
        file = files[second.card_id]
        path, spelling = _spelled(cast("Card", loaded[file]), folded)
        yield Finding(file, path, f"the name {spelling!r} already belongs to {files[first.card_id]}")


def _spelled(card: Card, folded: str) -> tuple[Path, str]:
    """Return where in its file, and how, ``card`` has the name that folds to ``folded``."""
    together = folded.replace(" ", "")
    return next((path, name) for path, name in _names(card) if fold(name).replace(" ", "") == together)


def _names(card: Card) -> Iterator[tuple[Path, str]]:
    yield ("name",), card.name.fr
    if card.name.en != card.name.fr:
        yield ("name", "en"), card.name.en
    for index, alias in enumerate(card.aliases):
        yield ("aliases", index), alias
    yield ("id",), card.id


def _dangling(file: str, card: Card, kinds: Mapping[str, str], unreadable: Collection[str]) -> Iterator[Finding]:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for reference in _references(card):
        kind = kinds.get(reference.target)
        if kind is None and reference.target not in unreadable:
            for known, its_kind in kinds.items() if not by_kind else ():
                by_kind[its_kind].append(known)
            candidates = [known for its_kind in reference.kinds for known in by_kind[its_kind]]
            hint = did_you_mean(reference.target, candidates)
            yield Finding(file, reference.path, f"there is no card {reference.target!r}{hint}")
        elif kind is not None and kind not in reference.kinds:
            message = f"{reference.target!r} is {_a(kind)}; this place needs {_one_of(reference.kinds)}"
            yield Finding(file, reference.path, message)
    for index, relation in enumerate(card.relations):
        if relation.card == card.id:
            yield Finding(file, ("relations", index, "card"), "a card cannot be tied to itself")
        if card.kind not in ENDS[relation.type].sources:
            message = f"only {_one_of(ENDS[relation.type].sources)} can have the relation {relation.type!r}"
            yield Finding(file, ("relations", index, "type"), message)
    fact_ids = [fact.id for fact in card.facts]
    for index, fact in enumerate(card.facts):
        if fact.id in fact_ids[:index]:
            yield Finding(file, ("facts", index, "id"), f"this card already has a fact {fact.id!r}")
        if fact.superseded_by and fact.superseded_by not in fact_ids:
            yield Finding(file, ("facts", index, "superseded_by"), f"this card has no fact {fact.superseded_by!r}")
    for index, dispute in enumerate(card.disputed):
        if dispute.fact and dispute.fact not in fact_ids:
            yield Finding(file, ("disputed", index, "fact"), f"this card has no fact {dispute.fact!r}")


def _one_of(kinds: Collection[str]) -> str:
    return _a(" or ".join(sorted(kinds)))


def _a(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _references(card: Card) -> Iterator[Reference]:
    yield from _citations(("cite",), card.cite)
    for index, fact in enumerate(card.facts):
        if fact.said_by:
            yield Reference(("facts", index, "said_by"), fact.said_by, _ACTOR)
        yield from _citations(("facts", index, "cite"), fact.cite)
    for index, dispute in enumerate(card.disputed):
        yield Reference(("disputed", index, "by"), dispute.by, _ACTOR)
        yield from _citations(("disputed", index, "cite"), dispute.cite)
    for index, relation in enumerate(card.relations):
        yield Reference(("relations", index, "card"), relation.card, ENDS[relation.type].targets)
        yield from _citations(("relations", index, "cite"), relation.cite)
    yield from _field_references(card)


def _citations(path: Path, cited: tuple[Citation, ...]) -> Iterator[Reference]:
    for index, citation in enumerate(cited):
        yield Reference((*path, index, "source"), citation.source, _SOURCE)


def _field_references(card: Card) -> Iterator[Reference]:
    match card:
        case Person(affiliation=str(target)):
            yield Reference(("affiliation",), target, _ORGANIZATION)
        case Organization(parent=str(target)):
            yield Reference(("parent",), target, _ORGANIZATION)
        case Model(developer=str(target)):
            yield Reference(("developer",), target, _ORGANIZATION)
        case Event():
            for index, target in enumerate(card.participants):
                yield Reference(("participants", index), target, _ACTOR)
        case Quote():
            yield Reference(("said_by",), card.said_by, _ACTOR)
            if card.via:
                yield Reference(("via",), card.via, _ORGANIZATION)
        case Claim():
            yield Reference(("said_by",), card.said_by, _ACTOR)
            for field in ("supports", "contradicts"):
                for index, target in enumerate(getattr(card, field)):
                    yield Reference((field, index), target, frozenset({"claim"}))
        case Story():
            for index, step in enumerate(card.steps):
                yield Reference(("steps", index, "card"), step.card, _ANY)

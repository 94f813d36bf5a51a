"""Where a card names others, and of which kind they must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.evidence import citations_of
from bot.cards.relations import ACTOR, ANY, CLAIM, ENDS, ORGANIZATION
from bot.cards.schema import Card, Claim, Event, Model, Organization, Person, Quote, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.document import Path

SOURCE = frozenset({"source"})


@dataclass(frozen=True, slots=True)
class Reference:
    """``target`` is named at ``path`` and must be a card of one of ``kinds``."""

    path: Path
    target: str
    kinds: frozenset[str]


def references(card: Card) -> Iterator[Reference]:
    """Yield every place where ``card`` names a card or a source."""
    for path, citation in citations_of(card):
        yield Reference((*path, "source"), citation.source, SOURCE)
    for index, fact in enumerate(card.facts):
        if fact.said_by:
            yield Reference(("facts", index, "said_by"), fact.said_by, ACTOR)
    for index, dispute in enumerate(card.disputed):
        yield Reference(("disputed", index, "by"), dispute.by, ACTOR)
    for index, relation in enumerate(card.relations):
        yield Reference(("relations", index, "card"), relation.card, ENDS[relation.type].targets)
    yield from _field_references(card)


def _field_references(card: Card) -> Iterator[Reference]:
    match card:
        case Person(affiliation=str(target)):
            yield Reference(("affiliation",), target, ORGANIZATION)
        case Organization(parent=str(target)):
            yield Reference(("parent",), target, ORGANIZATION)
        case Model(developer=str(target)):
            yield Reference(("developer",), target, ORGANIZATION)
        case Event():
            for index, target in enumerate(card.participants):
                yield Reference(("participants", index), target, ACTOR)
        case Quote():
            yield Reference(("said_by",), card.said_by, ACTOR)
            if card.via:
                yield Reference(("via",), card.via, ORGANIZATION)
        case Claim():
            yield Reference(("said_by",), card.said_by, ACTOR)
            for field in ("supports", "contradicts"):
                for index, target in enumerate(getattr(card, field)):
                    yield Reference((field, index), target, CLAIM)
        case Story():
            for index, step in enumerate(card.steps):
                yield Reference(("steps", index, "card"), step.card, ANY)

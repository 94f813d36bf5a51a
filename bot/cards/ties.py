"""How cards are tied: their relations, and what their fields say, each seen from both ends."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cards.relations import ENDS, Tie
from bot.cards.schema import Card, Certainty, Claim, Event, Model, Organization, Person, Quote, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Bond:
    """A tie as seen from one card: ``card`` is the other end; ``inverse`` means that the tie points here.

    ``certainty`` is a remark on the tie and not part of what it is.
    """

    type: Tie
    card: str
    inverse: bool = False
    certainty: Certainty = field(default="confirmed", compare=False)


_DOUBT: Mapping[Certainty, int] = {"confirmed": 0, "reported": 1, "disputed": 2, "refuted": 3}


def bonds(published: Mapping[str, Card]) -> dict[str, tuple[Bond, ...]]:
    """Return the bonds of every published card to other published cards, in the order they are written.

    A tie that is written twice is as doubtful as the more cautious of the two has it.
    """
    found: defaultdict[str, dict[Bond, Bond]] = defaultdict(dict)
    for card in published.values():
        for source, tie, target, certainty in _ties(card):
            if source != target and source in published and target in published:
                inverse = not (tie in ENDS and ENDS[tie].symmetric)
                for here, bond in (
                    (source, Bond(tie, target, certainty=certainty)),
                    (target, Bond(tie, source, inverse, certainty)),
                ):
                    known = found[here].get(bond, bond)
                    found[here][bond] = max(known, bond, key=lambda either: _DOUBT[either.certainty])
    return {card_id: tuple(unique.values()) for card_id, unique in found.items()}


def _ties(card: Card) -> Iterator[tuple[str, Tie, str, Certainty]]:
    for source, tie, target in _field_ties(card):
        if source and target:
            yield source, tie, target, "confirmed"
    for relation in card.relations:
        yield card.id, relation.type, relation.card, relation.certainty


def _field_ties(card: Card) -> Iterable[tuple[str | None, Tie, str | None]]:
    match card:
        case Person():
            return [(card.id, "works-for", card.affiliation)]
        case Organization():
            return [(card.id, "part-of", card.parent)]
        case Model():
            return [(card.developer, "developed", card.id)]
        case Event():
            return [(participant, "took-part-in", card.id) for participant in card.participants]
        case Quote():
            return [(card.said_by, "said", card.id)]
        case Claim():
            return [
                (card.said_by, "said", card.id),
                *((card.id, "supports", other) for other in card.supports),
                *((card.id, "contradicts", other) for other in card.contradicts),
            ]
        case Story():
            return [(card.id, "covers", step.card) for step in card.steps]
        case _:
            return []

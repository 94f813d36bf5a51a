"""The closed list of relation types. Each is stored on one side; the edition derives the inverse."""

from __future__ import annotations

from typing import Literal, NamedTuple

RelationType = Literal[
    "leads",
    "works-for",
    "worked-for",
    "part-of",
    "owns",
    "variant-of",
    "sibling-of",
    "successor-of",
    "rival-of",
    "responds-to",
    "inspired",
    "commented-on",
    "announced",
    "issued",
    "reported",
    "hosted",
    "concerns",
    "said-at",
    "mentions",
    "rests-on",
    "defined-by",
]

# Ties that come from a card's own fields rather than from its relations.
FieldTie = Literal["developed", "took-part-in", "said", "supports", "contradicts", "covers"]

Tie = RelationType | FieldTie

_ANY = frozenset({"person", "model", "organization", "event", "quote", "term", "claim", "story"})
_ACTOR = frozenset({"person", "organization"})
_PERSON = frozenset({"person"})
_ORGANIZATION = frozenset({"organization"})
_MODEL = frozenset({"model"})
_EVENT = frozenset({"event"})
_QUOTE = frozenset({"quote"})
_TERM = frozenset({"term"})
_CLAIM = frozenset({"claim"})


class Ends(NamedTuple):
    """Which kinds a relation may tie, and whether it reads the same from both sides."""

    sources: frozenset[str]
    targets: frozenset[str]
    symmetric: bool = False


ENDS: dict[str, Ends] = {
    "leads": Ends(_PERSON, _ORGANIZATION),
    "works-for": Ends(_PERSON, _ORGANIZATION),
    "worked-for": Ends(_PERSON, _ORGANIZATION),
    "part-of": Ends(_ORGANIZATION, _ORGANIZATION),
    "owns": Ends(_ACTOR, _ORGANIZATION),
    "variant-of": Ends(_MODEL, _MODEL),
    "sibling-of": Ends(_MODEL, _MODEL, symmetric=True),
    "successor-of": Ends(_MODEL, _MODEL),
    "rival-of": Ends(_MODEL | _ACTOR, _MODEL | _ACTOR, symmetric=True),
    "responds-to": Ends(_ANY, _ANY),
    "inspired": Ends(_ANY, _ANY),
    "commented-on": Ends(_ACTOR, _ANY),
    "announced": Ends(_ACTOR, _MODEL | _EVENT),
    "issued": Ends(_ACTOR, _EVENT),
    "reported": Ends(_ORGANIZATION, _EVENT),
    "hosted": Ends(_ORGANIZATION, _EVENT),
    "concerns": Ends(_EVENT, _ANY),
    "said-at": Ends(_QUOTE | _CLAIM, _EVENT),
    "mentions": Ends(_QUOTE | _TERM | _CLAIM, _ANY),
    "rests-on": Ends(_CLAIM, _QUOTE | _EVENT),
    "defined-by": Ends(_TERM, _ACTOR),
}

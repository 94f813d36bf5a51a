"""The closed list of relation types. Each is stored on one side; the edition derives the inverse."""

from __future__ import annotations

from collections.abc import Mapping
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

# The kinds that may stand at an end.
ANY = frozenset({"person", "model", "organization", "event", "quote", "term", "claim", "story"})
ACTOR = frozenset({"person", "organization"})
PERSON = frozenset({"person"})
ORGANIZATION = frozenset({"organization"})
MODEL = frozenset({"model"})
EVENT = frozenset({"event"})
QUOTE = frozenset({"quote"})
TERM = frozenset({"term"})
CLAIM = frozenset({"claim"})


class Ends(NamedTuple):
    """Which kinds a relation may tie, and whether it reads the same from both sides."""

    sources: frozenset[str]
    targets: frozenset[str]
    symmetric: bool = False


ENDS: Mapping[str, Ends] = {
    "leads": Ends(PERSON, ORGANIZATION),
    "works-for": Ends(PERSON, ORGANIZATION),
    "worked-for": Ends(PERSON, ORGANIZATION),
    "part-of": Ends(ORGANIZATION, ORGANIZATION),
    "owns": Ends(ACTOR, ORGANIZATION),
    "variant-of": Ends(MODEL, MODEL),
    "sibling-of": Ends(MODEL, MODEL, symmetric=True),
    "successor-of": Ends(MODEL, MODEL),
    "rival-of": Ends(MODEL | ACTOR, MODEL | ACTOR, symmetric=True),
    "responds-to": Ends(ANY, ANY),
    "inspired": Ends(ANY, ANY),
    "commented-on": Ends(ACTOR, ANY),
    "announced": Ends(ACTOR, MODEL | EVENT),
    "issued": Ends(ACTOR, EVENT),
    "reported": Ends(ORGANIZATION, EVENT),
    "hosted": Ends(ORGANIZATION, EVENT),
    "concerns": Ends(EVENT, ANY),
    "said-at": Ends(QUOTE | CLAIM, EVENT),
    "mentions": Ends(QUOTE | TERM | CLAIM, ANY),
    "rests-on": Ends(CLAIM, QUOTE | EVENT),
    "defined-by": Ends(TERM, ACTOR),
}

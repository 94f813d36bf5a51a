"""What stands around a name in a text, and what it tells: on the platform X, something is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

NEARBY = 40  # characters
HYPHENS = "-‐‑"
_OPERATORS = frozenset("=+*/^%<>×÷±≈")

# What stands before and behind the name of a place where people write: "sur X", "@sama (X)", "an X account".
_ON_A_PLATFORM = re.compile(
    r"(?:\b(?:on|sur|via|réseau(?: social)?|plateforme|compte|message|messages|profil|fil"
    r"|network|platform|account|post|posts|tweet|musk['’]s)|@\w{1,15})[\s*_«“\"(:]{1,4}$",
    re.IGNORECASE,
)
_OF_A_PLATFORM = re.compile(r"\s+(?:accounts?|posts?|profiles?|threads?|users?)\b|\s*[:(]\s*@\w", re.IGNORECASE)
# "sur X jours", "on X axis": an unknown after all.
_COUNTED = re.compile(
    r"\s+(?:ans|années|jours|semaines|mois|heures|minutes|pages|points|personnes|euros|dollars|fois"
    r"|years|days|weeks|months|hours|people|times|axis|axes|(?:et|ou|and|or) Y)\b"
)


class Place(NamedTuple):
    """Where a mention may be: ``written`` in this way, between ``before`` and ``after``, ``NEARBY`` characters each.

    ``previous`` and ``following`` are the words that stand there without any punctuation between, if any do.
    """

    written: Sequence[str]
    before: str
    after: str
    previous: str = ""
    following: str = ""


def is_a_platform(place: Place) -> bool:
    """Tell the platform X, on which something is said, from an unknown, a size, a ray or somebody's initial."""
    before, after = place.before.rstrip()[-1:], place.after.lstrip()[:1]
    calculated = {before, after} & _OPERATORS or before.isdecimal() or after.isdecimal()
    compound = place.before[-1:] in {*HYPHENS} or place.after[:1] in {*HYPHENS}
    said_there = _ON_A_PLATFORM.search(place.before) or _OF_A_PLATFORM.match(place.after)
    return bool(said_there) and not calculated and not compound and not _COUNTED.match(place.after)

"""What comes out when a field of two cards is weighed: the same, different, or nothing to be weighed."""

from __future__ import annotations

from typing import Literal

from bot.presentation.comparison.distances import Likeness, apart_in_words, likeness
from bot.presentation.comparison.pair import Pair
from bot.presentation.comparison.values import Side, list_in_words
from bot.presentation.fields import name_of

Verdict = Likeness | Literal["partly"]


def verdict_on(side: Side, other: Side) -> Verdict | None:
    """Return how two sides compare, or None where there is nothing to weigh."""
    if not (side.words and other.words):
        return None
    if side.dates and other.dates:
        return likeness(side.dates, other.dates)
    if side.keys == other.keys:
        return "same" if side.keys else None
    if side.keys & other.keys:
        return "partly"
    return None if side.loose or other.loose else "different"


def remark_on(side: Side, other: Side, pair: Pair) -> str:
    """Return how far two dates are apart, or what two lists have in common; nothing where there is neither."""
    if side.dates and other.dates:
        return apart_in_words(side.dates[0], other.dates[0], pair.names, pair.localizer)
    shared = side.keys & other.keys
    if not shared or side.keys == other.keys:
        return ""
    names = (name_of(key.partition(" ")[0], pair.edition, pair.localizer) for key in sorted(shared))
    return pair.localizer.gettext("In common: {names}").format(names=list_in_words(names, pair.localizer))

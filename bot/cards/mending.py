"""Getting over what is wrong with a card's values, so that the rest of the card can be checked in the same run."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from bot.cards.document import Path
from bot.cards.wording import worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pydantic_core import ErrorDetails


class _Hopeless(Exception):
    """Without this value, nothing can be said of the card that would not be a consequence of the mistake."""


Renamed = dict[Path, str]
"""The keys that were put right: their paths, rightly spelt, and how they are written in the file."""


def mended(
    value: dict[str, Any], errors: Iterable[ErrorDetails], shape: type[Any]
) -> tuple[dict[str, Any] | None, Renamed]:
    """Return a card's values with misspelt keys put right and wrong values left out; None when that cannot be done."""
    attempt = copy.deepcopy(value)
    renamed: Renamed = {}
    try:
        for error in sorted(errors, key=lambda each: len(each["loc"]), reverse=True):
            _mend(attempt, error, shape, renamed)
    except (_Hopeless, LookupError, TypeError):
        return None, {}
    return attempt, renamed


def siblings(value: Any, path: Path) -> Collection[str]:
    """Return the keys of the block that ``path`` ends in."""
    for part in path[:-1]:
        value = value[part]
    return value.keys() if isinstance(value, dict) else ()


def _mend(attempt: dict[str, Any], error: ErrorDetails, shape: type[Any], renamed: Renamed) -> None:
    if not error["loc"]:  # what is wrong is the card as a whole
        raise _Hopeless
    *parents, key = error["loc"]
    holder: Any = attempt
    for part in parents:
        holder = holder[part]
    words = worded(error, shape, siblings(attempt, error["loc"]))
    if words.key:
        left_over = holder.pop(key)
        if words.replacement:
            holder[words.replacement] = left_over
            renamed[*parents, words.replacement] = str(key)
    elif "missing" in error["type"] or "cite" in error["loc"] or not isinstance(holder, dict):
        raise _Hopeless
    else:
        del holder[key]

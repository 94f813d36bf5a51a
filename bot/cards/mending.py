"""Getting over what is wrong with a card's values, so that the rest of the card can be checked in the same run.

A wrong value is left out where it may be, and elsewhere something harmless stands in for it. What would only follow
from that must not be told: ``Mending.made_up`` are the places where nothing that is found means anything.
"""

from __future__ import annotations

import copy
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, cast, get_args

from bot.cards.diagnostics import closest
from bot.cards.schema import CLASSES, Quote, Status
from bot.cards.wording import block_at, worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from bot.cards.document import Path
    from bot.cards.wording import Words

STAND_IN = "stand-in"
TEXT = "…"  # no name and no word: nothing is found in it or by it

# The fields where not any text can stand. The first day of all is before the end of whatever began on it.
_STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(("by", "card", "contradicts", "id", "participants", "said_by", "source", "supports"), STAND_IN),
    **dict.fromkeys(("date", "published"), "0001-01-01"),
    **dict.fromkeys(("language", "original_language"), "fr"),
    "type": "mentions",
    "updated": "2000-01-01",
}

# Beside a field that had to be mended, these say nothing: they are judged by it.
_JUDGED_BY: Mapping[str, tuple[str, ...]] = {
    "basis": ("text", "date"),
    "by": ("text",),
    "original_language": ("translation",),
    "said_by": ("text",),
    "type": ("card",),
}

# Left out, these would be missed elsewhere: in what is published, and in what is inferred.
_MISSED = frozenset({"cite", "note"})


class Hopeless(Exception):
    """Nothing can be said of the card that would not be a consequence of the mistake."""


def siblings(value: Any, path: Path) -> Collection[str]:
    """Return the keys of the block that ``path`` ends in."""
    for part in path[:-1]:
        value = value[part]
    return value.keys() if isinstance(value, dict) else ()


class Mending:
    """One card that is being mended, in its own ``value``.

    ``renamed`` are the keys that were put right: their paths, rightly spelt, and how they are written in the file.
    """

    def __init__(self, value: dict[str, Any], kind: str, card_id: str) -> None:
        self.value = copy.deepcopy(value)
        self.kind = kind
        self.renamed: dict[Path, str] = {}
        self.made_up: set[Path] = set()
        self._shape = CLASSES[kind]
        self._own: dict[Path, str] = {("kind",): kind, ("id",): card_id}
        self._replaced: set[Path] = set()

    def has_made_up(self, path: Path) -> bool:
        """Tell whether what is found at ``path`` means nothing."""
        return any(path[:end] in self.made_up for end in range(1, len(path) + 1))

    def mend(self, errors: Iterable[ErrorDetails]) -> None:
        """Get over ``errors``. Raises Hopeless when that cannot be done."""
        wrong: list[tuple[ErrorDetails, Words]] = []
        for error in sorted(errors, key=lambda each: len(each["loc"]), reverse=True):
            words = worded(error, self._shape, siblings(self.value, error["loc"]))
            if words.key:
                self._rename(error["loc"], words.replacement)
            else:
                wrong.append((error, words))
        try:
            for error, words in wrong:
                # What was missing may be there by now, under its right key.
                if "missing" not in error["type"] or error["loc"][-1] not in siblings(self.value, error["loc"]):
                    note = ("note",) if words.code == "K08" else ()
                    self._replace(self._reached((*error["loc"], *words.path, *note)))
        except (LookupError, TypeError) as error:
            raise Hopeless from error

    def _rename(self, path: Path, replacement: str | None) -> None:
        *parents, key = path
        holder = self._at(parents)
        left_over = holder.pop(key)
        if replacement:
            holder[replacement] = left_over
            self.renamed[*parents, replacement] = str(key)

    def _reached(self, path: Path) -> Path:
        """Return where the value stands that must be replaced: of a citation, always the whole."""
        value: Any = self.value
        for place, part in enumerate(path):
            above = path[:place]
            if above[-1:] == ("cite",) or not isinstance(value, dict | list):
                return (*above, part) if isinstance(value, list) else above
            if isinstance(value, dict) and part not in value:
                return (*above, part)
            value = cast("Any", value)[part]
        return path

    def _replace(self, path: Path) -> None:
        if not path:  # what is wrong is the card as a whole
            raise Hopeless
        if path in self._replaced:
            return
        self._replaced.add(path)
        *parents, key = path
        self.made_up.update({path, *((*parents, other) for other in _JUDGED_BY.get(str(key), ()))})
        if path[0] == "cite" and self._shape is Quote:
            self.made_up.add(("text",))  # its words are looked for in what it cites
        if path[0] == "facts" and path[2:] in {(), ("id",)}:
            self.made_up.update(self._naming_facts())
        holder = self._at(parents)
        if isinstance(key, int) or key in _MISSED or key in self._needed(parents):
            holder[key] = self._stand_in(path)
        else:
            holder.pop(key, None)

    def _naming_facts(self) -> Iterator[Path]:
        """Yield where the card names one of its facts."""
        for name, key in ("facts", "superseded_by"), ("disputed", "fact"):
            for index in range(len(self.value.get(name, ()))):
                yield name, index, key

    def _stand_in(self, path: Path) -> Any:
        """Return a value that may stand at ``path``, and of which nothing follows."""
        name = next(part for part in reversed(path) if isinstance(part, str))
        if path == ("status",):
            return self._status()
        if path in self._own:
            return self._own[path]
        if name in _STAND_INS:
            return _STAND_INS[name]
        if name == "cite":
            citation = {"source": STAND_IN, "passage": TEXT}
            return citation if isinstance(path[-1], int) else [citation]
        if path == ("steps",):
            return []
        needed = self._needed(path)
        return {each: self._stand_in((*path, each)) for each in needed} if needed else TEXT

    def _status(self) -> str:
        """Return the status that was meant. Without any like it, the card may well be a draft."""
        return closest(str(self.value.get("status")), get_args(Status)) or "draft"

    def _needed(self, path: Sequence[str | int]) -> list[str]:
        """Return the keys that the block at ``path`` cannot do without."""
        block = block_at(path, self._shape)
        return [field.name for field in fields(block) if field.default is MISSING] if block else []

    def _at(self, path: Iterable[str | int]) -> Any:
        value: Any = self.value
        for part in path:
            value = value[part]
        return value

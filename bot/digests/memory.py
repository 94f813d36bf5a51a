"""What a subscription has received: the same value for all that have received the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True)
class Memory:
    """``cards`` maps the ids of known cards to their ``updated`` then; ``told`` are stories and quotations told.

    Many channels have received the same, so it is stored once, under its ``name``.
    """

    cards: Mapping[str, str] = field(default_factory=dict)
    told: AbstractSet[str] = frozenset()

    @property
    def name(self) -> str:
        """A hash of the whole, 32 characters."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return blake2b(text.encode(), digest_size=_NAME_BYTES).hexdigest()

    def grown(self, cards: Mapping[str, str], told: AbstractSet[str] = frozenset()) -> Memory:
        """Return this memory with what a digest brought."""
        return Memory({**self.cards, **cards}, self.told | told)

    def to_json(self) -> dict[str, Any]:
        return {"cards": dict(sorted(self.cards.items())), "told": sorted(self.told)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Memory:
        return cls(dict(data["cards"]), frozenset(data["told"]))

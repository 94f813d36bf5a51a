"""The cards in the words of their files: what a curator wrote, with the defaults filled in.

Every value that means something is written, ``certainty: confirmed`` and ``basis: stated`` too, so that its reader
needs no table of defaults; what is empty is left out. Names and dates have one form each, the long one.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from bot.cards.dates import EdtfDate
from bot.cards.schema import KINDS

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.cards.library import Edition

# Raised whenever a program that reads the present form would misunderstand the new one.
FORMAT = 1

# The fields that hold ids of other cards.
REFERENCES = frozenset(
    {
        *("affiliation", "parent", "developer", "participants", "said_by", "via"),
        *("supports", "contradicts", "by", "card"),
    }
)


def plain(edition: Edition) -> dict[str, Any]:
    """Return the published cards by kind and id, and the sources by id.

    Nothing tells of a card that is not published: where one is named alone stands null, in lists and relations
    it is left out.
    """
    published = edition.published
    cards = [(card_id, card.kind, _plain(card, published)) for card_id, card in sorted(published.items())]
    return {
        "format": FORMAT,
        "edition": edition.number,
        "cards": {kind: {card_id: card for card_id, its_kind, card in cards if its_kind == kind} for kind in KINDS},
        "sources": {source_id: _plain(source, published) for source_id, source in sorted(edition.sources.items())},
    }


def _plain(value: Any, published: Container[str]) -> Any:
    if isinstance(value, EdtfDate):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item, published) for item in value]
    if is_dataclass(value):
        return {
            field.name: _field(field.name, given, published)
            for field in fields(value)
            if (given := getattr(value, field.name)) is not None and given != ()
        }
    return value


def _field(name: str, value: Any, published: Container[str]) -> Any:
    if name == "relations":
        value = tuple(relation for relation in value if relation.card in published)
    elif name in REFERENCES and isinstance(value, tuple):
        value = tuple(card for card in value if card in published)
    elif name in REFERENCES:
        return value if value in published else None
    return _plain(value, published)

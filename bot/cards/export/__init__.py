"""The published cards as one document that other programs read. Pure: an edition goes in, text comes out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from bot.cards.export.linked_data import linked_data
from bot.cards.export.plain import plain

if TYPE_CHECKING:
    from bot.cards.library import Edition

Format = Literal["json", "json-ld"]


def export(edition: Edition, format: Format) -> str:
    """Return ``edition`` as JSON in the words of the card files, or as JSON-LD in those of schema.org.

    The same edition always gives the same text.
    """
    document = plain(edition) if format == "json" else linked_data(edition)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

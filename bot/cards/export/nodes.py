"""The small parts that all nodes of the JSON-LD are made of: names of things, texts, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cards.export.vocabulary import absolute
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from bot.cards.dates import EdtfDate
    from bot.cards.schema import When
    from bot.cards.text import Text

Node = dict[str, Any]


def iri(*parts: str) -> str:
    """Return the name of a thing: ``urn:depeche:card:sam-altman``. No web address is ours, so none is made up."""
    return ":".join(("urn:depeche", *parts))


def link(*parts: str) -> Node:
    """Return a value that leads to the node of that name."""
    return {"@id": iri(*parts)}


def card(id: str | None, published: Container[str]) -> Node | None:
    """Return a link to a card, or to nobody in particular when that card is not published."""
    if id is None:
        return None
    return link("card", id) if id in published else {"@type": "depeche:Unnamed"}


def cards(ids: Iterable[str], published: Container[str]) -> list[Node]:
    """Return links to those of the cards that are published."""
    return [link("card", card_id) for card_id in ids if card_id in published]


def tagged(text: Text | None) -> list[Node]:
    """Return a text in each of its languages."""
    return [in_language(text.to(language), language) for language in LANGUAGES] if text else []


def in_language(text: str, language: str) -> Node:
    """Return a text that says which language it is in."""
    return {"@language": language, "@value": text}


def node(**terms: Any) -> Node:
    """Return ``terms`` without those that say nothing."""
    return {term: value for term, value in terms.items() if value not in (None, [])}


def dated(**moments: When | None) -> Node:
    """Return the date of each property for programs that read ISO 8601, and how each of them is known."""
    known = {term: when for term, when in moments.items() if when}
    dates = {term: iso(when.date) for term, when in known.items()}
    return node(**dates, **{"depeche:dating": [_dating(term, when) for term, when in known.items()]})


def _dating(term: str, when: When) -> Node:
    return {
        "@type": "depeche:Dating",
        "depeche:dated": {"@id": absolute(term)},
        "depeche:edtf": {"@type": "edtf:EDTF", "@value": str(when.date)},
        "depeche:basis": when.basis,
        **node(**{"depeche:note": tagged(when.note)}),
    }


def iso(date: EdtfDate) -> str | None:
    """Return the date when ISO 8601 has a form for it: neither an interval nor one that is in doubt."""
    return None if date.end or date.start.marked else str(date)

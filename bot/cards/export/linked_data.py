"""The cards as JSON-LD: things with schema.org types, statements about them, and the passages behind those.

Everything has a ``urn:depeche:`` name, and each name in the document is defined in it. A card becomes several nodes:
the thing it is about (``card``), our entry on it (``entry``: when it changed, what its summary rests on), and one for
each fact, dispute, relation and step. A relation stands on the thing itself only when it is confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.evidence import citations_of
from bot.cards.export.nodes import Node, iri
from bot.cards.export.plain import FORMAT
from bot.cards.export.statements import passage, statements, ties
from bot.cards.export.things import article, thing
from bot.cards.export.vocabulary import CONTEXT, definitions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.library import Edition


def linked_data(edition: Edition) -> Node:
    """Return the document. Nothing in it tells of a card that is not published."""
    return {"@context": dict(CONTEXT), "@graph": list(_graph(edition))}


def _graph(edition: Edition) -> Iterator[Node]:
    yield {
        "@id": iri("edition", edition.number),
        "@type": "Dataset",
        "name": "Dépêche",
        "version": edition.number,
        "depeche:format": FORMAT,
    }
    cards = [card for _, card in sorted(edition.published.items())]
    for card in cards:
        yield _merged(thing(card, edition.published), ties(card, edition.published))
        yield from statements(card, edition.published)
    cited = {citation for card in cards for _, citation in citations_of(card)}
    yield from map(passage, sorted(cited, key=lambda citation: (citation.source, citation.passage)))
    yield from (article(source) for _, source in sorted(edition.sources.items()))
    yield from definitions()


def _merged(fields: Node, relations: Node) -> Node:
    """Put the values of a property that both have, such as a second employer, in one list."""
    return fields | {term: _together(fields.get(term), links) for term, links in relations.items()}


def _together(value: Node | None, links: list[Node]) -> list[Node]:
    return links if value is None or value in links else [value, *links]

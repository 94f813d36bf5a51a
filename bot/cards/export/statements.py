"""What a card states, sentence by sentence, as nodes of the JSON-LD, and the passages that stand behind them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.cards.corrections import newest_first
from bot.cards.export.nodes import Node, card, dated, iri, link, node, tagged
from bot.cards.export.vocabulary import absolute, relation_term
from bot.cards.passages import split
from bot.cards.schema import Card, Story

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from bot.cards.schema import Citation, Correction, Dispute, Fact, Relation, Step


def statements(about: Card, published: Container[str]) -> Iterator[Node]:
    """Yield the card as a piece of our writing, then each of its sentences and ties."""
    yield {
        "@id": iri("entry", about.id),
        "@type": "CreativeWork",
        "about": link("card", about.id),
        "dateModified": str(about.updated),
        **node(correction=[_correction(correction) for correction in newest_first(about)]),
        **_citing(about.cite),
    }
    yield from (_fact(fact, about, published) for fact in about.facts)
    yield from (_dispute(number, dispute, about, published) for number, dispute in enumerate(about.disputed, 1))
    yield from (_relation(relation, about) for relation in about.relations if relation.card in published)
    if isinstance(about, Story):
        yield from (_step(number, step, about, published) for number, step in enumerate(about.steps, 1))


def _correction(correction: Correction) -> Node:
    return {"@type": "CorrectionComment", "datePublished": str(correction.date), "text": tagged(correction.note)}


def _fact(fact: Fact, about: Card, published: Container[str]) -> Node:
    replacement = fact.superseded_by and link("fact", about.id, fact.superseded_by)
    return {
        "@id": iri("fact", about.id, fact.id),
        "@type": "Claim",
        "about": link("card", about.id),
        "text": tagged(fact.text),
        **node(author=card(fact.said_by, published)),
        **dated(temporalCoverage=fact.date),
        "depeche:certainty": fact.certainty,
        "depeche:basis": fact.basis,
        **node(**{"depeche:note": tagged(fact.note), "depeche:supersededBy": replacement}),
        **_citing(fact.cite),
    }


def _dispute(number: int, dispute: Dispute, about: Card, published: Container[str]) -> Node:
    target = link("fact", about.id, dispute.fact) if dispute.fact else link("card", about.id)
    return {
        "@id": iri("dispute", about.id, str(number)),
        "@type": "Claim",
        "about": link("card", about.id),
        "text": tagged(dispute.text),
        "author": card(dispute.by, published),
        "depeche:contradicts": target,
        **_citing(dispute.cite),
    }


def _relation(relation: Relation, about: Card) -> Node:
    return {
        "@id": iri("relation", about.id, relation.type, relation.card),
        "@type": ["Claim", "rdf:Statement"],
        "rdf:subject": link("card", about.id),
        "rdf:predicate": {"@id": absolute(relation_term(relation.type))},
        "rdf:object": link("card", relation.card),
        "depeche:certainty": relation.certainty,
        **_citing(relation.cite),
    }


def _step(number: int, step: Step, about: Story, published: Container[str]) -> Node:
    return {
        "@id": iri("step", about.id, str(number)),
        "@type": ["ListItem", "Claim"],
        "position": number,
        "text": tagged(step.text),
        "item": card(step.card, published),
        **_citing(step.cite),
    }


def ties(about: Card, published: Container[str]) -> Node:
    """Return the relations of ``about`` that may be read without asking how sure they are."""
    found: dict[str, list[Node]] = {}
    for relation in about.relations:
        if relation.certainty == "confirmed" and relation.card in published:
            found.setdefault(relation_term(relation.type), []).append(link("card", relation.card))
    return dict(found)


def _citing(cite: Iterable[Citation]) -> Node:
    return node(citation=[{"@id": _passage_iri(citation)} for citation in dict.fromkeys(cite)])


def _passage_iri(citation: Citation) -> str:
    """Name a passage by its source and words, so that all sentences that rest on it lead to one node."""
    digest = hashlib.blake2b(citation.passage.encode(), digest_size=6).hexdigest()
    return iri("passage", citation.source, digest)


def passage(citation: Citation) -> Node:
    """Return the node of a cited passage: its source, and how to find it there."""
    return {
        "@id": _passage_iri(citation),
        "@type": "oa:SpecificResource",
        "oa:hasSource": link("source", citation.source),
        "oa:hasSelector": _selector(citation.passage),
    }


def _selector(words: str) -> Node:
    first, last, _ = split(words)
    if last is None:
        return _quoted(first)
    return {
        "@type": "oa:RangeSelector",
        "oa:hasStartSelector": _quoted(first),
        "oa:hasEndSelector": {**_quoted(last), "oa:refinedBy": _end_of(last)},
    }


def _quoted(words: str) -> Node:
    return {"@type": "oa:TextQuoteSelector", "oa:exact": words}


def _end_of(words: str) -> Node:
    """Select the place behind ``words``: a range ends before what its end selector selects (W3C, Range Selector)."""
    return {"@type": "oa:TextPositionSelector", "oa:start": len(words), "oa:end": len(words)}

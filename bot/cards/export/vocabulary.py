"""The terms of the JSON-LD: schema.org where it has one, W3C Web Annotation for passages, ours for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.relations import RelationType
from bot.cards.schema import Category, Kind

# Inline and complete, so that nothing has to be fetched to read the document.
CONTEXT: Mapping[str, str] = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "depeche": "urn:depeche:term:",
}

# A story is a list and not an article: what makes it one is the order in which it walks through the cards.
TYPES: Mapping[Kind, str] = {
    "person": "Person",
    "organization": "Organization",
    "model": "SoftwareApplication",
    "event": "Event",
    "quote": "Quotation",
    "term": "DefinedTerm",
    "claim": "Claim",
    "story": "ItemList",
}

# schema.org has no narrower type for the other categories that an article's words would bear out.
ORGANIZATIONS: Mapping[Category, str] = {
    "government": "GovernmentOrganization",
    "media": "NewsMediaOrganization",
    "research-firm": "ResearchOrganization",
}

# The relations that schema.org has a property for, with the same two ends and the same direction.
_SCHEMA_RELATIONS: Mapping[RelationType, str] = {
    "works-for": "worksFor",
    "part-of": "parentOrganization",
    "owns": "owns",
    "variant-of": "isPartOf",
    "concerns": "about",
    "mentions": "mentions",
}

# Our own terms. The document carries these sentences, so that it explains itself.
CLASSES: Mapping[str, str] = {
    "Dating": "How a date is known: which property it belongs to, what was written, and on what basis.",
    "OwnTranslation": "A translation by the curators, and not words that were printed.",
    "Unnamed": "Somebody whose card is not published.",
}
PROPERTIES: Mapping[str, str] = {
    "basis": "Whether the source states it ('stated') or the curators concluded it from the source ('inferred').",
    "category": "What sort of organization it is.",
    "certainty": "How sure the statement is: 'confirmed', 'reported', 'disputed' or 'refuted'.",
    "contradicts": "The statement, or all that is said of the thing, that this one contradicts.",
    "dated": "The property whose date this is.",
    "dating": "How a date of this thing or statement is known.",
    "edtf": "The date as it was written, in EDTF (ISO 8601-2), with its precision and its doubts.",
    "format": "The version of this document's form; it changes when a program could misunderstand a new one.",
    "lede": "The opening of a story.",
    "note": "What an inferred statement or date is inferred from.",
    "openness": "How open a model is, as the source calls it: 'closed', 'open-weights', 'open-source' or 'disputed'.",
    "supersededBy": "The statement that replaces this one.",
    "supports": "The claim that this one supports.",
    "announced": "Made the model or the event known.",
    "commentedOn": "Said something about it.",
    "definedBy": "Whose definition of the term it is.",
    "hosted": "Is the platform or the place where the event happened.",
    "inspired": "Gave the idea for it.",
    "issued": "Put out the document that the event is about.",
    "leads": "Is at the head of the organization.",
    "reported": "Is the outlet that told of the event.",
    "respondsTo": "Was occasioned by it.",
    "restsOn": "The words or the event that the claim is drawn from.",
    "rivalOf": "The source sets the two against each other; it holds both ways.",
    "saidAt": "The event at which the words were said.",
    "siblingOf": "A model of the same family; it holds both ways.",
    "successorOf": "The model of the same line that this one comes after.",
    "workedFor": "An organization that the person has left.",
}


def relation_term(type: RelationType) -> str:
    """Return the property that says what a relation says: ``works-for`` is worksFor, ``leads`` is depeche:leads."""
    first, *rest = type.split("-")
    return _SCHEMA_RELATIONS.get(type, f"depeche:{first}{''.join(word.title() for word in rest)}")


def absolute(term: str) -> str:
    """Return the whole IRI that ``term`` stands for: an ``@id`` is not read against ``@vocab``."""
    prefix, colon, name = term.partition(":")
    return f"{CONTEXT[prefix]}{name}" if colon else f"{CONTEXT['@vocab']}{term}"


def definitions() -> list[dict[str, Any]]:
    """Return a node for each of our own terms, with its meaning."""
    described = [("Class", CLASSES), ("Property", PROPERTIES)]
    return [
        {"@id": absolute(f"depeche:{name}"), "@type": sort, "name": name, "description": meaning}
        for sort, terms in described
        for name, meaning in terms.items()
    ]

"""What a card is about, as a node of the JSON-LD: a person, an event, a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.export.nodes import Node, card, cards, dated, in_language, iri, link, node, tagged
from bot.cards.export.vocabulary import ORGANIZATIONS, TYPES
from bot.cards.schema import Card, Claim, Event, Model, Organization, Person, Quote, Source, Story, Term, When
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Container


def thing(about: Card, published: Container[str]) -> Node:
    """Return the node of what ``about`` describes, with all that its fields say."""
    return {
        "@id": iri("card", about.id),
        "@type": TYPES[about.kind],
        "name": tagged(about.name),
        **node(alternateName=list(about.aliases)),
        "description": tagged(about.summary),
        **_fields(about, published),
    }


def _fields(about: Card, published: Container[str]) -> Node:
    match about:
        case Person():
            return node(jobTitle=tagged(about.role), worksFor=card(about.affiliation, published))
        case Organization():
            return _organization(about, published)
        case Model():
            return {
                **node(creator=card(about.developer, published), softwareVersion=about.version),
                **dated(datePublished=about.released),
                **node(**{"depeche:openness": about.openness}),
            }
        case Event():
            attendees = cards(about.participants, published)
            return {
                **dated(startDate=about.start, endDate=about.end),
                **node(location=tagged(about.place), attendee=attendees),
            }
        case Quote():
            return _quotation(about, published)
        case Term():
            # Here the definition is what describes, and the summary tells one term from another.
            return {"description": tagged(about.definition), "disambiguatingDescription": tagged(about.summary)}
        case Claim():
            return {
                "text": tagged(about.text),
                "author": card(about.said_by, published),
                **node(appearance=_articles(about)),
                **node(**{"depeche:supports": cards(about.supports, published)}),
                **node(**{"depeche:contradicts": cards(about.contradicts, published)}),
            }
        case Story():
            steps = [link("step", about.id, str(number)) for number in range(1, len(about.steps) + 1)]
            return {"depeche:lede": tagged(about.lede), **node(itemListElement=steps)}
        case _:
            return {}


def _organization(about: Organization, published: Container[str]) -> Node:
    address = about.country and {"@type": "PostalAddress", "addressCountry": about.country}
    narrower = about.category and ORGANIZATIONS.get(about.category)
    return {
        **node(**{"@type": narrower}),
        **node(address=address, parentOrganization=card(about.parent, published)),
        **node(**{"depeche:category": about.category}),
    }


def _quotation(about: Quote, published: Container[str]) -> Node:
    return {
        "text": in_language(about.text, about.original_language),
        "inLanguage": about.original_language,
        "spokenByCharacter": card(about.said_by, published),
        **dated(dateCreated=about.date),
        **node(publisher=card(about.via, published), isPartOf=_articles(about), workTranslation=_translations(about)),
    }


def _translations(about: Quote) -> list[Node]:
    given = {language: getattr(about.translation, language, None) for language in LANGUAGES}
    return [
        {
            "@id": iri("translation", about.id, language),
            "@type": ["Quotation", "depeche:OwnTranslation"],
            "text": in_language(text, language),
            "inLanguage": language,
        }
        for language, text in given.items()
        if text
    ]


def _articles(about: Card) -> list[Node]:
    """Return the articles that the words of ``about`` were printed in."""
    return [link("source", source) for source in sorted({citation.source for citation in about.cite})]


def article(source: Source) -> Node:
    """Return the node of an article: what was published where and when, and never its text."""
    return {
        "@id": iri("source", source.id),
        "@type": "NewsArticle",
        "headline": in_language(source.title, source.language),
        "inLanguage": source.language,
        **node(
            publisher=source.publisher and {"@type": "Organization", "name": source.publisher},
            url=source.url,
            identifier=source.sha256 and {"@type": "PropertyValue", "propertyID": "sha256", "value": source.sha256},
        ),
        **dated(datePublished=When(date=source.published)),
    }

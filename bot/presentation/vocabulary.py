"""The words for what the schema only names: kinds, relations, certainty, openness."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.relations import Tie
from bot.cards.schema import Category, Certainty, Kind, Openness
from bot.presentation.localizer import N_

KINDS: Mapping[Kind, str] = {
    "person": N_("Person"),
    "model": N_("Model"),
    "organization": N_("Organization"),
    "event": N_("Event"),
    "quote": N_("Quotation"),
    "term": N_("Term"),
    "claim": N_("Claim"),
    "story": N_("Story"),
}

# In a sentence, for "OpenAI is an organization, not a person."
ONE_OF: Mapping[Kind, str] = {
    "person": N_("a person"),
    "model": N_("a model"),
    "organization": N_("an organization"),
    "event": N_("an event"),
    "quote": N_("a quotation"),
    "term": N_("a term"),
    "claim": N_("a claim"),
    "story": N_("a story"),
}

# And of two.
TWO_OF: Mapping[Kind, str] = {
    "person": N_("two people"),
    "model": N_("two models"),
    "organization": N_("two organizations"),
    "event": N_("two events"),
    "quote": N_("two quotations"),
    "term": N_("two terms"),
    "claim": N_("two claims"),
    "story": N_("two stories"),
}

# Beside the word, so that a list of many cards can be skimmed. Each is one code point without a variation selector.
SYMBOLS: Mapping[Kind, str] = {
    "person": "👤",
    "model": "🧠",
    "organization": "🏢",
    "event": "📅",
    "quote": "💬",
    "term": "📖",
    "claim": "📣",
    "story": "🧭",
}
DISPUTED = "≠"  # before the heading of what two voices tell differently

# All of one luminance (0.25), which stands out by 3:1 from the lightest and the darkest of Discord's backgrounds; so
# they differ in hue and chroma. docs/design.md has the figures.
COLOURS: Mapping[Kind, int] = {
    "person": 0x4E86F0,
    "model": 0xAB66F7,
    "organization": 0x2F9C4E,
    "event": 0xAE8120,
    "quote": 0xF04787,
    "term": 0x2195A8,
    "claim": 0xE55E28,
    "story": 0xA07E9C,
}
# Of what is of no kind: lists of cards of several, articles, and what the bot says of itself.
LIST_COLOUR = 0x708A9C

# A confirmed fact needs no remark.
CERTAINTIES: Mapping[Certainty, str] = {
    "reported": N_("reported"),
    "disputed": N_("disputed"),
    "refuted": N_("refuted"),
}

OPENNESS: Mapping[Openness, str] = {
    "closed": N_("closed"),
    "open-weights": N_("open weights"),
    "open-source": N_("open source"),
    "disputed": N_("its sources differ"),
}

CATEGORIES: Mapping[Category, str] = {
    "company": N_("Company"),
    "platform": N_("Platform"),
    "institution": N_("Institution"),
    "government": N_("Government"),
    "media": N_("News outlet"),
    "research-firm": N_("Research firm"),
}

# What somebody said: somebody's words and what we say that they hold are never one list.
SAID: Mapping[Kind, str] = {"quote": N_("Quotations"), "claim": N_("Claims")}

# Each tie as it reads from the card that has it, and from the card at its other end.
TIES: Mapping[Tie, tuple[str, str]] = {
    "leads": (N_("Leads"), N_("Led by")),
    "works-for": (N_("Works for"), N_("Works there")),
    "worked-for": (N_("Formerly at"), N_("Worked there")),
    "part-of": (N_("Part of"), N_("Includes")),
    "owns": (N_("Owns"), N_("Owned by")),
    "variant-of": (N_("Belongs to the family"), N_("Models in the family")),
    "sibling-of": (N_("Same family"), N_("Same family")),
    "successor-of": (N_("Follows"), N_("Followed by")),
    "rival-of": (N_("Rival of"), N_("Rival of")),
    "responds-to": (N_("In response to"), N_("Prompted")),
    "inspired": (N_("Inspired"), N_("Inspired by")),
    "commented-on": (N_("Commented on"), N_("Comments by")),
    "announced": (N_("Announced"), N_("Announced by")),
    "issued": (N_("Issued"), N_("Issued by")),
    "reported": (N_("Reported"), N_("Reported by")),
    "hosted": (N_("Hosted"), N_("Took place on")),
    "concerns": (N_("About"), N_("Events")),
    "said-at": (N_("On the occasion of"), N_("Said there")),
    "mentions": (N_("About"), N_("Spoken of in")),
    "rests-on": (N_("Rests on"), N_("Supports the claim")),
    "defined-by": (N_("Defined by"), N_("Defines")),
    "developed": (N_("Developed"), N_("Developed by")),
    "took-part-in": (N_("Took part in"), N_("With")),
    "said": (N_("Said"), N_("Said by")),
    "supports": (N_("Supports"), N_("Supported by")),
    "contradicts": (N_("Contradicts"), N_("Contradicted by")),
    "covers": (N_("Tells of"), N_("Told in")),
}

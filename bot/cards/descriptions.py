"""What each field of a card is for, in one sentence: for the hover of an editor and the comments of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.schema import (
    Card,
    Citation,
    Claim,
    Correction,
    Dispute,
    Event,
    Fact,
    Model,
    Organization,
    Person,
    Quote,
    Relation,
    Source,
    Step,
    Story,
    Term,
    Translation,
    When,
)
from bot.cards.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = (
    "Small letters, digits and single hyphens; equals the file's name. Never changes: digests and buttons remember it."
)
_CITE = "The passages that this rests on."
_CERTAINTY = "How sure it is; `confirmed` if left out. Readers are told when it is `reported`, `disputed` or `refuted`."
_BASIS = "`stated` (if left out): the article says so. `inferred`: we conclude it, and `note` says from what."
_NOTE = "What it is inferred from, in French and in English; required with `basis: inferred`, and shown then."
_DATE = "as precise as the article: 2019, 2025-01 or 2025-08-05; add ~ for about, ? for uncertain, % for both."

_DESCRIPTIONS: Mapping[type, Mapping[str, str]] = {
    Text: {
        "fr": "In French.",
        "en": "In English: the same as the French.",
    },
    Card: {
        "id": _ID,
        "kind": "What the card is about; must suit the folder.",
        "name": "What heads the card: once when it is the same in both languages, or {fr, en}.",
        "aliases": "Other names that readers may type. Accents, capitals and single wrong letters are forgiven anyway.",
        "status": "Only `published` cards are shown. `draft`, `withheld` and `retracted` are for the newsroom.",
        "updated": "The day of the last change that matters: the card is new again in digests when it moves forward.",
        "summary": "One or two sentences, our own words: opens the card and stands for it in digests.",
        "facts": "What the articles say, one sentence a fact, shown in this order.",
        "disputed": "Who contradicts the card or one of its facts, and in what words.",
        "relations": "Ties to other cards. Write each on one of the two; the other shows it by itself.",
        "cite": "The passages that the summary and the fields rest on.",
        "corrections": "What was wrong in the card once it was published; digests that showed it are given the note.",
    },
    Person: {
        "role": "What they are, as the article says it.",
        "affiliation": "The id of the organization that they work for.",
    },
    Organization: {
        "category": "What sort of organization; replaces “Organization” under the name.",
        "country": "Two capital letters (ISO 3166-1): FR, US, CN.",
        "parent": "The id of the organization that it is part of.",
    },
    Model: {
        "developer": "The id of the organization that makes it.",
        "released": f"When it came out, {_DATE}",
        "openness": "As the source calls it.",
        "version": "The version's name.",
    },
    Event: {
        "start": f"When it happened or began, {_DATE}",
        "end": "When it ended, if it lasted; written like `start`.",
        "place": "Where it happened, as the article says it.",
        "participants": "The ids of the persons and organizations that took part.",
    },
    Quote: {
        "text": "The words as printed, in the language that they were printed in.",
        "original_language": "The language that the words were printed in.",
        "said_by": "The id of the person or organization whose words these are.",
        "translation": "Our translation, shown as ours; leave out the language that the words were printed in.",
        "date": f"When it was said, {_DATE}",
        "via": "The id of the organization that carried it.",
    },
    Translation: {
        "fr": "Our French.",
        "en": "Our English.",
    },
    Term: {
        "definition": "What it means, as the articles define it.",
    },
    Claim: {
        "text": "What is maintained, in our own words.",
        "said_by": "The id of the person or organization that maintains it.",
        "supports": "The ids of the claims that it speaks for.",
        "contradicts": "The ids of the claims that it speaks against.",
    },
    Story: {
        "lede": "The opening, one or two sentences.",
        "steps": "The cards that the story leads through, in reading order.",
    },
    Source: {
        "id": _ID,
        "kind": "An article that cards cite.",
        "title": "The headline, or the part of it that identifies the article.",
        "published": f"When it was published, {_DATE}",
        "language": "The language that the article is written in.",
        "publisher": "Who published it.",
        "url": "Where it can be read, beginning with https://.",
        "snapshot": "The name of the file that holds the article's text, outside the briefings.",
        "sha256": "The SHA-256 hash of that file, 64 hexadecimal digits.",
    },
    Fact: {
        "id": "Names the fact inside its card: small letters, digits and single hyphens.",
        "text": "One sentence, our own words.",
        "date": f"When it happened, {_DATE}",
        "said_by": "The id of the person or organization whose word it is; shown as “according to …”.",
        "certainty": _CERTAINTY,
        "basis": _BASIS,
        "note": _NOTE,
        "cite": _CITE,
        "superseded_by": "The id of the fact of this card that replaces it; this one is then no longer shown.",
    },
    Dispute: {
        "by": "The id of the person or organization that contradicts.",
        "text": "What they say against it, in our own words.",
        "fact": "The id of the fact of this card that is contradicted; left out, the whole card is.",
        "cite": _CITE,
    },
    Step: {
        "card": "The id of the card to go to.",
        "text": "The sentence that leads to it.",
        "cite": _CITE,
    },
    Relation: {
        "type": "What ties this card to the other, read from here.",
        "card": "The id of the other card.",
        "certainty": _CERTAINTY,
        "cite": _CITE,
    },
    Correction: {
        "date": "The day of the correction, such as 2026-11-22; `updated` must be that day or a later one.",
        "note": "What was wrong and what is right, in one or two sentences; shown on the card with the day.",
    },
    Citation: {
        "source": "The id of the article, in `sources/`.",
        "passage": "`first words ... last words` of the passage, as printed; put it in quotes.",
    },
    When: {
        "date": f"A date {_DATE}",
        "basis": _BASIS,
        "note": _NOTE,
    },
}


def descriptions_of(shape: type) -> dict[str, str]:
    """Return the sentence for each field of ``shape``, those that it inherits among them."""
    return {
        name: sentence for each in reversed(shape.__mro__) for name, sentence in _DESCRIPTIONS.get(each, {}).items()
    }

"""The shape of every kind of card: pydantic dataclasses, frozen, so that an edition can be shared freely.

The reader hands over strings, lists and dictionaries only; these classes turn them into values and report
all mistakes at once. Plain words here, mapped to schema.org and W3C Web Annotation terms on export.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, StringConstraints
from pydantic.dataclasses import dataclass

from bot.cards.dates import Date, Day
from bot.cards.diagnostics import Mistake
from bot.cards.relations import RelationType
from bot.cards.text import STRICT, Language, Line, Name, RemarkText, ShortLine, ShortText, Text

Kind = Literal["person", "model", "organization", "event", "quote", "term", "claim", "story"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FOLDERS: Mapping[str, Kind | Literal["source"]] = {
    "people": "person",
    "models": "model",
    "organizations": "organization",
    "events": "event",
    "quotes": "quote",
    "terms": "term",
    "claims": "claim",
    "stories": "story",
    "sources": "source",
}

Status = Literal["draft", "published", "withheld", "retracted"]
Certainty = Literal["confirmed", "reported", "disputed", "refuted"]
Basis = Literal["stated", "inferred"]
Openness = Literal["closed", "open-weights", "open-source", "disputed"]
Category = Literal["company", "platform", "institution", "government", "media", "research-firm"]

ID_FORM = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
ID_LENGTH = 64  # characters: leaves room for a prefix and a page number in a custom_id, which Discord ends at 100
CardId = Annotated[str, StringConstraints(pattern=ID_FORM, max_length=ID_LENGTH)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
# A plain name: an article is never looked for outside its folder.
FileName = Annotated[str, StringConstraints(pattern=r"^[^/\\.][^/\\]*$", max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Citation:
    """Where a statement stands: ``passage`` is ``first words ... last words`` of the source."""

    source: CardId
    passage: Line


def _need_note(basis: Basis, note: Text | None) -> None:
    if basis == "inferred" and note is None:
        raise Mistake(
            "K08", "an inferred statement needs a note {fr, en} that says what it is inferred from", "add `note:`"
        )


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class When:
    """A date and how it is known. In a file, a bare date means that the source states it."""

    date: Date
    basis: Basis = "stated"
    note: Text | None = None

    def __post_init__(self) -> None:
        _need_note(self.basis, self.note)


def _dated(value: Any) -> Any:
    return {"date": value} if isinstance(value, str) else value


Moment = Annotated[When, BeforeValidator(_dated, json_schema_input_type=Date | When)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Fact:
    """One sentence of a card, with who says it, how sure it is and where it stands."""

    id: CardId
    text: Text
    date: Moment | None = None
    said_by: CardId | None = None
    certainty: Certainty = "confirmed"
    basis: Basis = "stated"
    note: Text | None = None
    cite: tuple[Citation, ...] = ()
    superseded_by: CardId | None = None

    def __post_init__(self) -> None:
        _need_note(self.basis, self.note)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Dispute:
    """Another voice: ``by`` contradicts ``fact`` (or the whole card) in the words of ``text``."""

    by: CardId
    text: Text
    fact: CardId | None = None
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Relation:
    """A typed tie to another card, stored on one side; the edition derives the other."""

    type: RelationType
    card: CardId
    certainty: Certainty = "confirmed"
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Correction:
    """What was wrong in the card until ``date``, for those who had read it."""

    date: Day
    note: RemarkText


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Card:
    """What all kinds share."""

    id: CardId
    kind: Kind
    name: Name
    aliases: tuple[ShortLine, ...] = ()
    status: Status
    updated: Day
    summary: Text
    facts: tuple[Fact, ...] = ()
    disputed: tuple[Dispute, ...] = ()
    relations: tuple[Relation, ...] = ()
    cite: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def published(self) -> bool:
        return self.status == "published"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Person(Card):
    """Somebody named in an article."""

    kind: Literal["person"]
    role: ShortText | None = None
    affiliation: CardId | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Organization(Card):
    """A company, platform, institution, government or outlet."""

    kind: Literal["organization"]
    category: Category | None = None
    country: CountryCode | None = None
    parent: CardId | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Model(Card):
    """An AI model or a family of models."""

    kind: Literal["model"]
    developer: CardId | None = None
    released: Moment | None = None
    openness: Openness | None = None
    version: ShortLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Event(Card):
    """Something that happened, or a document that came out."""

    kind: Literal["event"]
    start: Moment
    end: Moment | None = None
    place: ShortText | None = None
    participants: tuple[CardId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Translation:
    """Our translation of a quotation, in the languages it was not printed in."""

    fr: Line | None = None
    en: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Quote(Card):
    """Words somebody spoke or wrote, as they were printed."""

    kind: Literal["quote"]
    text: Line
    original_language: Language
    said_by: CardId
    translation: Translation | None = None
    date: Moment | None = None
    via: CardId | None = None

    def __post_init__(self) -> None:
        if self.translation and getattr(self.translation, self.original_language):
            message = f"the quotation was printed in this language: {self.original_language!r} is no translation"
            path = ("translation", self.original_language)
            raise Mistake("L03", message, "remove this line, or correct `original_language`", path=path)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Term(Card):
    """A word that the articles define or contest."""

    kind: Literal["term"]
    definition: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Claim(Card):
    """Something that somebody maintains."""

    kind: Literal["claim"]
    text: Text
    said_by: CardId
    supports: tuple[CardId, ...] = ()
    contradicts: tuple[CardId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Step:
    """One stop of a story: a card, and the sentence that leads to it."""

    card: CardId
    text: Text
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Story(Card):
    """A walk through the cards, in order."""

    kind: Literal["story"]
    lede: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Source:
    """An article. ``snapshot`` is the name of its file in the articles folder, which is not part of the project."""

    id: CardId
    kind: Literal["source"]
    title: Line
    published: Date
    language: Language
    publisher: Line | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    snapshot: FileName | None = None
    sha256: Sha256 | None = None


CLASSES: Mapping[str, type[Card | Source]] = {
    "person": Person,
    "organization": Organization,
    "model": Model,
    "event": Event,
    "quote": Quote,
    "term": Term,
    "claim": Claim,
    "story": Story,
    "source": Source,
}

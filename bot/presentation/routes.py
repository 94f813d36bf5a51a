"""What a message shows. As a short text (``paths``) it is what a button's custom_id holds.

``card:sam-altman:0`` says all there is to know, so a button works after a restart, after an edit, and on a message that
somebody else was sent. A route is never longer than Discord lets a custom_id be, 100 characters, with the mark
of a shared message or of an edition.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.text import visible
from bot.presentation.measures import length_of

_PAGE = r"[0-9]{1,4}"
_ID = r"[a-z0-9-]{1,64}"
_BRIEF = r"[a-z0-9-]{1,38}(?:~[0-9a-f]{8})?"
_BRIEF_OR_NONE = rf"(?:{_BRIEF})?"
_DATE = r"[0-9-]{0,10}"
_LONGEST_BRIEF = 38  # characters: two of them and all else fit a custom_id
_HASH = 8
_SPACE = re.compile(r"\s+")
# A query is part of a route, so this is how long one may be; the rest is the name, the page and the edition.
LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class CardRoute:
    """A card."""

    NAME: ClassVar = "card"
    FORM: ClassVar = {"card": _ID, "page": _PAGE}

    card: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceRoute:
    """What stands behind the sentences of a card."""

    NAME: ClassVar = "source"
    FORM: ClassVar = {"card": _ID, "page": _PAGE}

    card: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class TimelineRoute:
    """What happened when. ``topic`` is a brief card id; ``first`` and ``last`` are EDTF dates; empty means all."""

    NAME: ClassVar = "line"
    FORM: ClassVar = {"topic": _BRIEF_OR_NONE, "first": _DATE, "last": _DATE, "page": _PAGE}

    topic: str = ""
    first: str = ""
    last: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class StoryRoute:
    """A story at one of its steps; page 0 is its opening.

    ``card`` is which page of the step's card is open in its place; empty means that none is.
    """

    NAME: ClassVar = "story"
    FORM: ClassVar = {"story": _ID, "page": _PAGE, "card": r"[0-9]{0,3}"}

    story: str
    page: int = 0
    card: str = ""


@dataclass(frozen=True, slots=True)
class QuotesRoute:
    """Quotations of a person or about a topic: brief card ids; empty means all."""

    NAME: ClassVar = "quotes"
    FORM: ClassVar = {"person": _BRIEF_OR_NONE, "topic": _BRIEF_OR_NONE, "page": _PAGE}

    person: str = ""
    topic: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class ComparisonRoute:
    """Two cards, by their brief ids, field by field."""

    NAME: ClassVar = "compare"
    FORM: ClassVar = {"first": _BRIEF, "second": _BRIEF, "page": _PAGE}

    first: str
    second: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class SearchRoute:
    """What a search found."""

    NAME: ClassVar = "search"
    FORM: ClassVar = {"page": _PAGE, "query": r"[^\n]{1,80}"}

    page: int
    query: str


@dataclass(frozen=True, slots=True)
class ArticlesRoute:
    """The articles that all cards rest on."""

    NAME: ClassVar = "articles"
    FORM: ClassVar = {"page": _PAGE}

    page: int = 0


@dataclass(frozen=True, slots=True)
class AboutRoute:
    """What the bot is."""

    NAME: ClassVar = "about"
    FORM: ClassVar = {"page": _PAGE}

    page: int = 0


@dataclass(frozen=True, slots=True)
class CatchUpRoute:
    """What arrived after one instant and not after another, both in whole seconds since 1970.

    ``again`` is 1 for a member who looks back at what they may have seen already.
    """

    NAME: ClassVar = "news"
    FORM: ClassVar = {"since": r"[0-9]{1,11}", "until": r"[0-9]{1,11}", "again": r"[01]", "page": _PAGE}

    since: int
    until: int
    page: int = 0
    again: int = 0


Route = (
    CardRoute
    | EvidenceRoute
    | TimelineRoute
    | StoryRoute
    | QuotesRoute
    | ComparisonRoute
    | SearchRoute
    | ArticlesRoute
    | AboutRoute
    | CatchUpRoute
)
ROUTES: tuple[type[Route], ...] = (
    CardRoute,
    EvidenceRoute,
    TimelineRoute,
    StoryRoute,
    QuotesRoute,
    ComparisonRoute,
    SearchRoute,
    ArticlesRoute,
    AboutRoute,
    CatchUpRoute,
)


def brief(card_id: str) -> str:
    """Shorten an id to 38 characters for a route that names several: the long ones end in a hash."""
    if len(card_id) <= _LONGEST_BRIEF:
        return card_id
    digest = hashlib.sha256(card_id.encode()).hexdigest()[:_HASH]
    return f"{card_id[: _LONGEST_BRIEF - _HASH - 1]}~{digest}"


def in_full(short: str, card_ids: Iterable[str]) -> str:
    """Return the id among ``card_ids`` that ``brief`` shortened to this, or this itself."""
    if "~" not in short:
        return short
    beginning = short.partition("~")[0]
    return next((each for each in card_ids if each.startswith(beginning) and brief(each) == short), short)


def tidied(query: str) -> str:
    """Return ``query`` on one line, without what nobody sees, its accents joined to their letters."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible(query))).strip()


def fits_a_route(query: str) -> bool:
    """Tell whether a query can stand in a custom_id: it is short enough, and on one line."""
    return 0 < length_of(query) <= LONGEST_QUERY and "\n" not in query

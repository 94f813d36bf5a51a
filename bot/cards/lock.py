"""The lock file: which places of which articles the citations were verified at, without a word of the articles.

It lies beside the cards and is committed with them. Where an article is not at hand, a citation that the lock file
knows is *locked*: unchanged since it was found, in the article with this sha256.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from bot.cards.schema import Sha256
from bot.cards.text import STRICT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = "citations.lock.json"
_FORMAT = 1
_NOT_OURS = "this is not the lock file that `depeche check` writes"

MAX_BYTES = 64 * 1024 * 1024  # some 300,000 citations

_Offset = Annotated[int, Field(ge=0, le=MAX_BYTES)]


@validated(frozen=True, slots=True, config=STRICT)
class Locked:
    """Where a passage was found: characters ``start`` to ``end`` of the article, and the hash of exactly these."""

    start: _Offset
    end: _Offset
    sha256: Sha256

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a passage ends after it starts")


@validated(frozen=True, slots=True, config=STRICT)
class LockedSource:
    """An article by its hash, and its citations by the passage as a card writes it."""

    sha256: Sha256
    citations: dict[str, Locked]


@dataclass(frozen=True, slots=True)
class Lock:
    """What the lock file holds: sources by id, and for each quotation's id the hash of its words."""

    sources: Mapping[str, LockedSource] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)


class LockUnreadable(ValueError):
    """The lock file is not one."""


_SOURCES = TypeAdapter(dict[str, LockedSource])
_QUOTES = TypeAdapter(dict[str, Sha256])


def read_lock(data: bytes | None) -> Lock:
    """Return what the lock file says, nothing when there is none. Raises LockUnreadable."""
    if data is None:
        return Lock()
    try:
        values: dict[str, Any] = json.loads(data)
        version = values["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise LockUnreadable(_NOT_OURS) from None
    if version != _FORMAT:
        raise LockUnreadable(f"this lock file is of format {version}; this version knows {_FORMAT}")
    try:
        return Lock(_SOURCES.validate_python(values["sources"]), _QUOTES.validate_python(values["quotes"]))
    except (ValidationError, KeyError):
        raise LockUnreadable(_NOT_OURS) from None


def written(lock: Lock) -> bytes:
    """Return the lock file: one line a citation, in order, so that two people's changes seldom touch one line."""
    return ("\n".join(_lines(lock)) + "\n").encode()


def _lines(lock: Lock) -> Iterator[str]:
    yield "{"
    yield f'  "format": {_FORMAT},'
    yield '  "sources": {'
    sources = sorted(lock.sources.items())
    for number, (source_id, source) in enumerate(sources, 1):
        yield f"    {_json(source_id)}: {{"
        yield f'      "sha256": {_json(source.sha256)},'
        yield '      "citations": {'
        citations = sorted(source.citations.items(), key=lambda item: (item[1].start, item[1].end, item[0]))
        for place, (passage, found) in enumerate(citations, 1):
            where = _json({"start": found.start, "end": found.end, "sha256": found.sha256})
            yield f"        {_json(passage)}: {where}{_comma(place, citations)}"
        yield "      }"
        yield f"    }}{_comma(number, sources)}"
    yield "  },"
    yield '  "quotes": {'
    quotes = sorted(lock.quotes.items())
    for number, (quote_id, digest) in enumerate(quotes, 1):
        yield f"    {_json(quote_id)}: {_json(digest)}{_comma(number, quotes)}"
    yield "  }"
    yield "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _comma(number: int, items: list[Any]) -> str:
    return "," if number < len(items) else ""


def sha256(text: str | bytes) -> str:
    """Return the hash that the lock file and the sources have of a text or a file."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()

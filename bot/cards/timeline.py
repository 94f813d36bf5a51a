"""The timeline: what is dated, in order, and what is known of each entry before anybody asks for it."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.dates import EdtfDate
from bot.cards.schema import Card, Event, Model, When
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.cards.ties import Bond

# What Markdown or JSON may put a backslash before: each sign takes up to three bytes more then.
_SIGNS = (string.punctuation + "\n").encode()
_ESCAPED = 3
# Bytes of a date in words ("30 septembre 2025 à"), and of each word of doubt after it.
_POINT = 24
_DOUBT = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated card in the timeline.

    ``span`` is when it was, up to the end that an event's card gives, and ``last_day`` the last that it may reach.
    ``octets`` are never fewer than the bytes that its name, as a heading and on a button, its date in words and its
    summary take in a message, whatever the language: of thousands of entries, nobody could be made to wait for that.
    """

    card_id: str
    when: When
    span: EdtfDate
    last_day: date
    octets: int


def entry_of(card: Card) -> Entry | None:
    """Return the entry of an event, or of a model whose release is dated; other cards have none."""
    when = card.start if isinstance(card, Event) else card.released if isinstance(card, Model) else None
    if when is None:
        return None
    end = card.end if isinstance(card, Event) else None
    span = _span(when, end)
    return Entry(card.id, when, span, span.last_day, _octets(card, [when, end] if end else [when]))


def timeline_of(published: Mapping[str, Card], ties: Mapping[str, tuple[Bond, ...]]) -> tuple[Entry, ...]:
    """Order the events, and the releases of models that no event on the same date already tells."""
    entries = {card.id: entry for card in published.values() if (entry := entry_of(card))}
    starts = {card_id: entry.when.date for card_id, entry in entries.items() if published[card_id].kind == "event"}
    told = {
        card_id
        for card_id, entry in entries.items()
        if card_id not in starts and any(starts.get(bond.card) == entry.when.date for bond in ties.get(card_id, ()))
    }
    untold = (entry for card_id, entry in entries.items() if card_id not in told)
    return tuple(sorted(untold, key=lambda entry: (entry.when.date.sort_key, entry.card_id)))


def _span(when: When, end: When | None) -> EdtfDate:
    if end is None or end.date.last_day < when.date.first_day:
        return when.date
    return EdtfDate(when.date.start, end.date.end or end.date.start)


def _octets(card: Card, whens: Iterable[When]) -> int:
    named = (f"{card.name.to(language)}" * 2 + card.summary.to(language) for language in LANGUAGES)
    return max(map(_escaped, named)) + sum(map(_in_words, whens))


def _escaped(text: str) -> int:
    encoded = text.encode()
    return len(encoded) + _ESCAPED * (len(encoded) - len(encoded.translate(None, _SIGNS)))


def _in_words(when: When) -> int:
    points = [point for point in (when.date.start, when.date.end) if point]
    doubts = sum(point.uncertain + point.approximate for point in points) + (when.basis == "inferred")
    return _POINT * len(points) + _DOUBT * doubts

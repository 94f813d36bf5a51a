"""What a timeline takes in: about one card or all, from one date to another, as a reader typed them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.cards.dates import EdtfDate, parse_date
from bot.cards.library import Edition
from bot.cards.timeline import Entry
from bot.presentation.dates import date_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.routes import TimelineRoute, in_full

_BOUND = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class BadBound(ValueError):
    """What a reader gave as a bound is no date."""


def entries_for(route: TimelineRoute, edition: Edition) -> Sequence[Entry]:
    """Return what a timeline shows. Raises BadBound.

    A date known only to the year may lie anywhere in it, so it belongs to every range that touches it.
    """
    first, last = _bounds(route)
    topic = in_full(route.topic, edition.published)
    entries = edition.timeline_about(topic) if topic else edition.timeline
    if last:
        entries = entries[: bisect_right(entries, last.last_day, key=lambda entry: entry.when.date.first_day)]
    if first:
        since = first.first_day
        entries = [entry for entry in entries if entry.last_day >= since]
    return entries


def bounds_in_words(route: TimelineRoute, localizer: Localizer) -> str:
    """Return ``2020 to August 2025``, or nothing for a timeline without bounds. Raises BadBound."""
    first, last = _bounds(route)
    if first and last:
        span = first if first == last else EdtfDate(first.start, last.start)
        return date_in_words(span, localizer)
    if first:
        return localizer.gettext("{date} and later").format(date=date_in_words(first, localizer))
    return localizer.gettext("{date} and earlier").format(date=date_in_words(last, localizer)) if last else ""


def _bounds(route: TimelineRoute) -> tuple[EdtfDate | None, EdtfDate | None]:
    """Return from when to when, also for those who name the later bound first: they mean what lies between."""
    first, last = _bound(route.first), _bound(route.last)
    return (last, first) if first and last and first.first_day > last.last_day else (first, last)


def _bound(text: str) -> EdtfDate | None:
    """Read a bound: a date without the marks of doubt, which have no place in a question or in a custom_id."""
    if not text:
        return None
    if not _BOUND.fullmatch(text):
        raise BadBound(text)
    try:
        return parse_date(text)
    except ValueError:
        raise BadBound(text) from None

"""The timeline: one block an entry, oldest first, and a picture of each page."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from operator import attrgetter

from bot.cards.dates import EdtfDate, parse_date
from bot.cards.library import Edition, Entry
from bot.cards.schema import ID_LENGTH
from bot.presentation import notices, vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.lazy import LazyPages
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room, octets_of
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.pictures.layout import MOST_MOMENTS
from bot.presentation.pictures.timelines import DESCRIPTION_OCTETS, Part, picture_of, span_in_words, span_of
from bot.presentation.routes import CardRoute, TimelineRoute, in_full
from bot.presentation.sheet import PAGE, Link, Sheet

_COLOUR = vocabulary.COLOURS["event"]
# What the picture says to those who do not see it is part of the message.
_ROOM = PAGE - Room(0, DESCRIPTION_OCTETS)
# What ``plain`` may write a backslash before, and what JSON does.
_SIGNS = b'\\*_~|`<>[]()#@:.+-"'
_BETWEEN = "\0"  # in no text: YAML has none
_LONGEST_DAY = 20  # bytes of "1er septembre 2025", and two to spare; longer are those that are no single, certain day
_AROUND = 16  # bytes of what marks the name and the date of an entry, and of the lines between
_LINK_OCTETS = Link("", "x" * ID_LENGTH, note="x" * 20).octets  # with the name of any kind
_BOUND = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class BadBound(ValueError):
    """What a reader gave as a bound is no date."""


def entries_for(route: TimelineRoute, edition: Edition) -> Sequence[Entry]:
    """Return what a timeline shows. Raises BadBound."""
    first, last = _bounds(route)
    topic = in_full(route.topic, edition.published)
    entries = edition.timeline_about(topic) if topic else edition.timeline
    if last:
        entries = entries[: bisect_right(entries, last.last_day, key=lambda entry: entry.when.date.first_day)]
    if first:
        entries = [entry for entry in entries if _lasts_until(first.first_day, entry, edition)]
    return entries


def _bounds(route: TimelineRoute) -> tuple[EdtfDate | None, EdtfDate | None]:
    """Return from when to when, also for those who name the later bound first: they mean what lies between."""
    first, last = _bound(route.first), _bound(route.last)
    return (last, first) if first and last and first.first_day > last.last_day else (first, last)


def _bound(text: str) -> EdtfDate | None:
    """Read a bound: a date without the marks of doubt, which have no place in a question or in a custom_id."""
    if text and not _BOUND.fullmatch(text):
        raise BadBound(text)
    try:
        return parse_date(text) if text else None
    except ValueError:
        raise BadBound(text) from None


def _lasts_until(day: date, entry: Entry, edition: Edition) -> bool:
    """A date known only to the year may lie anywhere in it, so it belongs to every range that touches it."""
    # Most can be told by their years, which spares the calendar.
    return entry.when.date.start.year > day.year or span_of(entry, edition).last_day >= day


def timeline_pages(route: TimelineRoute, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return every page of a timeline. Raises BadBound."""
    entries = entries_for(route, edition)
    title, heading = _titles(route, edition, localizer)
    if entries:
        parts = _parts(entries, edition, localizer)

        sheets = _sheets(parts, heading, edition, localizer)

        def page(number: int) -> Sheet:
            sheet, here = sheets[number], replace(route, page=number)
            presses = _presses(here, sheet, len(parts), edition, localizer)
            picture = picture_of(here, parts[number], title, edition, localizer)
            return replace(sheet, presses=presses, picture=picture)

        return LazyPages(len(parts), page)
    return [_nothing(route, heading, edition, localizer)]


def _nothing(route: TimelineRoute, heading: str, edition: Edition, localizer: Localizer) -> Sheet:
    """Say that there is nothing, and lead back to where there is something."""
    t = localizer.gettext
    topic, ways = in_full(route.topic, edition.published), []
    nothing = t("Nothing here has a date yet.")
    if route.first or route.last:
        nothing = t("Nothing is dated in that time.")
        ways.append(Press(t("Without these dates"), TimelineRoute(route.topic)))
    if topic:
        ways.append(Press(t("Back to the card"), CardRoute(topic)))
    return replace(notices.refusal(f"### {heading}\n{nothing}"), presses=tuple(ways))


def _titles(route: TimelineRoute, edition: Edition, localizer: Localizer) -> tuple[str, str]:
    """Return the title as it is, for the picture, and escaped, for the text."""
    titles = [localizer.gettext("Timeline")] * 2
    if route.topic:
        topic = in_full(route.topic, edition.published)
        names = edition.published[topic].name.to(localizer.language), name_of(topic, edition, localizer)
        titles = [localizer.gettext("Timeline of {name}").format(name=name) for name in names]
    if span := _bounds_in_words(route, localizer):
        titles = [f"{title} · {span}" for title in titles]
    return titles[0], titles[1]


def _bounds_in_words(route: TimelineRoute, localizer: Localizer) -> str:
    """Return ``2020 to August 2025``, or nothing for a timeline without bounds."""
    first, last = _bounds(route)
    if first and last:
        span = first if first == last else EdtfDate(first.start, last.start)
        return date_in_words(span, localizer)
    if first:
        return localizer.gettext("{date} and later").format(date=date_in_words(first, localizer))
    return localizer.gettext("{date} and earlier").format(date=date_in_words(last, localizer)) if last else ""


def pages_of(entries: Sequence[Entry], title: str, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return the pages of a timeline that has these entries, of which there is at least one, without their pictures."""
    return _sheets(_parts(entries, edition, localizer), title, edition, localizer)


def _sheets(parts: Sequence[Part], title: str, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return a page for each part, with a link for each of its entries."""

    def page(number: int) -> Sheet:
        entries = parts[number].entries
        blocks = [_entry_block(entry, edition, localizer) for entry in entries]
        return Sheet(
            _COLOUR,
            (f"### {title}", "\n\n".join(blocks), footer(edition, localizer, page=number, pages=len(parts))),
            tuple(_link(entry, edition, localizer) for entry in entries),
            localizer.gettext("Open an event…"),
        )

    return LazyPages(len(parts), page)


def _parts(entries: Sequence[Entry], edition: Edition, localizer: Localizer) -> list[Part]:
    """Spread entries over pages: as many as fit one, and no more of them than fit one picture.

    They are measured without being laid out: of thousands, that alone would keep everybody else waiting.
    """
    most, starts = _evenly(len(entries)), [0]
    characters, octets = _ROOM.characters, _ROOM.octets
    for place, (shown, sent) in enumerate(_needed(entries, edition, localizer)):
        characters -= shown
        octets -= sent
        if place > starts[-1] and (characters < 0 or octets < 0 or place - starts[-1] == most):
            starts.append(place)
            characters, octets = _ROOM.characters - shown, _ROOM.octets - sent
    return [Part(entries[start:end], start + 1, len(entries)) for start, end in pairwise([*starts, len(entries)])]


def _needed(entries: Sequence[Entry], edition: Edition, localizer: Localizer) -> Iterator[tuple[int, int]]:
    """Yield how many characters and bytes each entry takes with its link, or a few more: each sign as if escaped."""
    cards = [edition.published[entry.card_id] for entry in entries]
    names = _measured(map(attrgetter(f"name.{localizer.language}"), cards))
    summaries = _measured(map(attrgetter(f"summary.{localizer.language}"), cards))
    for entry, card, (name, odd), (summary, also_odd) in zip(entries, cards, names, summaries, strict=True):
        when = _LONGEST_DAY
        if (
            entry.when.basis != "stated"
            or entry.when.date.end
            or entry.when.date.start.marked
            or getattr(card, "end", None)
        ):
            when = octets_of(span_in_words(entry, edition, localizer))
        shown = _AROUND + name + when + summary + odd + also_odd
        yield shown, shown + name + 3 * odd + 2 * also_odd + _LINK_OCTETS


def _measured(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the bytes of each text, and how many of them are signs; all at once, which is several times as fast."""
    together = _BETWEEN.join(texts).encode()
    wordy = together.translate(None, _SIGNS)
    for whole, words in zip(together.split(_BETWEEN.encode()), wordy.split(_BETWEEN.encode()), strict=True):
        yield len(whole), len(whole) - len(words)


def _evenly(entries: int) -> int:
    """Return how many entries to put on a page, so that the last is not left with one or two."""
    return math.ceil(entries / math.ceil(entries / MOST_MOMENTS))


def _presses(
    route: TimelineRoute, sheet: Sheet, pages: int, edition: Edition, localizer: Localizer
) -> tuple[Press, ...]:
    topic = in_full(route.topic, edition.published)
    linked = not topic or topic in {link.card_id for link in sheet.links}
    back = () if linked else (Press(localizer.gettext("Back to the card"), CardRoute(topic)),)
    return (
        *pager(route, pages, edition.number, localizer),
        *back,
        share_press(route, edition.number, localizer),
    )


def _entry_block(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    card = edition.published[entry.card_id]
    date = span_in_words(entry, edition, localizer)
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card.id, edition, localizer)}**\n-# {date}\n{summary}"


def _link(entry: Entry, edition: Edition, localizer: Localizer) -> Link:
    card = edition.published[entry.card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    return Link(card.name.to(localizer.language), card.id, vocabulary.SYMBOLS[card.kind], kind)

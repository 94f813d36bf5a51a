"""The timeline: one block an entry, oldest first, and a picture of each page."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from bot.cards.dates import EdtfDate, parse_date
from bot.cards.library import Edition, Entry
from bot.presentation import vocabulary
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.pictures.layout import MOST_MOMENTS
from bot.presentation.pictures.timelines import DESCRIPTION_OCTETS, Part, picture_of, span_in_words, span_of
from bot.presentation.routes import CardRoute, TimelineRoute, in_full
from bot.presentation.sheet import PAGE, Link, Sheet, paginate

_COLOUR = vocabulary.COLOURS["event"]
# What the picture says to those who do not see it is part of the message.
_ROOM = PAGE - Room(0, DESCRIPTION_OCTETS)
_BOUND = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def entries_for(route: TimelineRoute, edition: Edition) -> list[Entry]:
    """Return what a timeline shows. Raises ValueError when a bound of ``route`` is not a date."""
    first, last = _bound(route.first), _bound(route.last)
    about = edition.about(in_full(route.topic, edition.published)) if route.topic else None
    return [
        entry
        for entry in edition.timeline
        if (about is None or entry.card_id in about) and _overlaps(span_of(entry, edition), first, last)
    ]


def _bound(text: str) -> EdtfDate | None:
    """Read a bound: a date without the marks of doubt, which have no place in a question or in a custom_id."""
    if text and not _BOUND.fullmatch(text):
        raise ValueError(f"{text!r} is no bound")
    return parse_date(text) if text else None


def _overlaps(date: EdtfDate, first: EdtfDate | None, last: EdtfDate | None) -> bool:
    """A date known only to the year may lie anywhere in it, so it belongs to every range that touches it."""
    return not (first and date.last_day < first.first_day) and not (last and date.first_day > last.last_day)


def timeline_pages(route: TimelineRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a timeline. Raises ValueError when a bound of ``route`` is not a date."""
    entries = entries_for(route, edition)
    title, heading = _titles(route, edition, localizer)
    if entries:
        pages: list[Sheet] = []
        first = 1
        sheets = pages_of(entries, heading, edition, localizer)
        for number, sheet in enumerate(sheets):
            here = replace(route, page=number)
            part = Part(entries[first - 1 : first - 1 + len(sheet.links)], first, len(entries))
            first += len(sheet.links)
            picture = picture_of(here, part, title, edition, localizer)
            presses = _presses(here, sheet, len(sheets), edition, localizer)
            pages.append(replace(sheet, presses=presses, picture=picture))
        return pages
    nothing = localizer.gettext("Nothing is dated between those two.")
    if not route.first and not route.last:
        nothing = localizer.gettext("Nothing here has a date yet.")
    return [Sheet(_COLOUR, (f"### {heading}", nothing, footer(edition, localizer)))]


def _titles(route: TimelineRoute, edition: Edition, localizer: Localizer) -> tuple[str, str]:
    """Return the title as it is, for the picture, and escaped, for the text."""
    if not route.topic:
        return localizer.gettext("Timeline"), localizer.gettext("Timeline")
    topic = in_full(route.topic, edition.published)
    title = localizer.gettext("Timeline of {name}")
    name = edition.published[topic].name.to(localizer.language)
    return title.format(name=name), title.format(name=name_of(topic, edition, localizer))


def pages_of(entries: Sequence[Entry], title: str, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return the pages of a timeline that has these entries, of which there is at least one.

    A page has a link for each of its entries, and no more of them than fit one picture.
    """
    waiting = deque(_link(entry, edition, localizer) for entry in entries)
    blocks = [_entry_block(entry, edition, localizer) for entry in entries]
    octets = {block: link.octets for block, link in zip(blocks, waiting, strict=True)}
    pages = paginate(
        blocks,
        _ROOM,
        most=_evenly(len(entries)),
        beside=octets.__getitem__,
    )
    more = localizer.gettext("Open an event…")
    return [
        Sheet(
            _COLOUR,
            (f"### {title}", "\n\n".join(page), footer(edition, localizer, page=number, pages=len(pages))),
            tuple(waiting.popleft() for _ in page),
            more,
        )
        for number, page in enumerate(pages)
    ]


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
        share_press(route, localizer),
    )


def _entry_block(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    card = edition.published[entry.card_id]
    date = span_in_words(entry, edition, localizer)
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card.id, edition, localizer)}**\n-# {date}\n{summary}"


def _link(entry: Entry, edition: Edition, localizer: Localizer) -> Link:
    return Link(edition.published[entry.card_id].name.to(localizer.language), entry.card_id)

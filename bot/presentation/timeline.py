"""The timeline as text: one block an entry, oldest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.cards.dates import EdtfDate, parse_date
from bot.cards.library import Edition, Entry
from bot.presentation import vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, TimelineRoute, in_full
from bot.presentation.sheet import Link, Sheet, paginate

_COLOUR = vocabulary.COLOURS["event"]
_BOUND = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def entries_for(route: TimelineRoute, edition: Edition) -> list[Entry]:
    """Return what a timeline shows. Raises ValueError when a bound of ``route`` is not a date."""
    first, last = _bound(route.first), _bound(route.last)
    about = edition.about(in_full(route.topic, edition.published)) if route.topic else None
    return [
        entry
        for entry in edition.timeline
        if (about is None or entry.card_id in about) and _overlaps(entry.when.date, first, last)
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
    title = localizer.gettext("Timeline")
    if route.topic:
        name = name_of(in_full(route.topic, edition.published), edition, localizer)
        title = localizer.gettext("Timeline of {name}").format(name=name)
    if entries:
        pages = pages_of(entries, title, edition, localizer)
        return [
            replace(sheet, presses=_presses(replace(route, page=number), sheet, len(pages), edition, localizer))
            for number, sheet in enumerate(pages)
        ]
    nothing = localizer.gettext("Nothing is dated between those two.")
    if not route.first and not route.last:
        nothing = localizer.gettext("Nothing here has a date yet.")
    return [Sheet(_COLOUR, (f"### {title}", nothing, footer(edition, localizer)))]


def pages_of(entries: Sequence[Entry], title: str, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return the pages of a timeline that has these entries, of which there is at least one."""
    blocks = {_entry_block(entry, edition, localizer): entry for entry in entries}
    pages = paginate(blocks, most=MAX_OPTIONS, beside=lambda block: _link(blocks[block], edition, localizer).octets)
    more = localizer.gettext("Open an event…")
    return [
        Sheet(
            _COLOUR,
            (f"### {title}", "\n\n".join(page), footer(edition, localizer, page=number, pages=len(pages))),
            tuple(_link(blocks[block], edition, localizer) for block in page),
            more,
        )
        for number, page in enumerate(pages)
    ]


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
    date = when_in_words(entry.when, localizer)
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card.id, edition, localizer)}**\n-# {date}\n{summary}"


def _link(entry: Entry, edition: Edition, localizer: Localizer) -> Link:
    return Link(edition.published[entry.card_id].name.to(localizer.language), entry.card_id)

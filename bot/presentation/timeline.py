"""The timeline as text: one block an entry, oldest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.cards.dates import EdtfDate, parse_date
from bot.cards.library import Edition, Entry
from bot.presentation import vocabulary
from bot.presentation.dates import when_in_words
from bot.presentation.fields import name_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS
from bot.presentation.navigation import TimelineButton, TimelineQuery, next_label, previous_label
from bot.presentation.sheet import Link, Sheet, paginate

_COLOUR = vocabulary.COLOURS["event"]
_BOUND = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def entries_for(query: TimelineQuery, edition: Edition) -> list[Entry]:
    """Return what a timeline shows. Raises ValueError when a bound of ``query`` is not a date."""
    first, last = _bound(query.first), _bound(query.last)
    about = edition.about(query.topic) if query.topic else None
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


def timeline_pages(query: TimelineQuery, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a timeline. Raises ValueError when a bound of ``query`` is not a date."""
    entries = entries_for(query, edition)
    title = localizer.gettext("Timeline")
    if query.topic:
        title = localizer.gettext("Timeline of {name}").format(name=name_of(query.topic, edition, localizer))
    if entries:
        return pages_of(entries, title, edition, localizer)
    nothing = localizer.gettext("Nothing is dated between those two.")
    if not query.first and not query.last:
        nothing = localizer.gettext("Nothing here has a date yet.")
    return [Sheet(_COLOUR, (f"### {title}", nothing, _foot(edition, localizer, 1, 1)))]


def pages_of(entries: Sequence[Entry], title: str, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return the pages of a timeline that has these entries, of which there is at least one."""
    blocks = {_entry_block(entry, edition, localizer): entry for entry in entries}
    pages = paginate(blocks, most=MAX_OPTIONS, beside=lambda block: _link(blocks[block], edition, localizer).octets)
    more = localizer.gettext("Open an event…")
    return [
        Sheet(
            _COLOUR,
            (f"### {title}", "\n\n".join(page), _foot(edition, localizer, number, len(pages))),
            tuple(_link(blocks[block], edition, localizer) for block in page),
            more,
        )
        for number, page in enumerate(pages, 1)
    ]


def timeline_pager(query: TimelineQuery, page: int, pages: int, localizer: Localizer) -> list[TimelineButton]:
    """Return the buttons that turn the pages of a timeline, or none when it has only one."""
    if pages == 1:
        return []
    return [
        TimelineButton(previous_label(localizer), query, max(page - 1, 0), disabled=page == 0),
        TimelineButton(next_label(localizer), query, page + 1, disabled=page == pages - 1),
    ]


def _entry_block(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    card = edition.published[entry.card_id]
    date = when_in_words(entry.when, localizer)
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card.id, edition, localizer)}**\n-# {date}\n{summary}"


def _link(entry: Entry, edition: Edition, localizer: Localizer) -> Link:
    return Link(edition.published[entry.card_id].name.to(localizer.language), entry.card_id)


def _foot(edition: Edition, localizer: Localizer, page: int, pages: int) -> str:
    parts = [localizer.gettext("Edition {number}").format(number=edition.number)]
    if pages > 1:
        parts.append(localizer.gettext("page {page} of {pages}").format(page=page, pages=pages))
    return "-# " + " · ".join(parts)

"""The timeline: one block an entry, oldest first, and a picture of each page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.cards.library import Edition
from bot.cards.schema import ID_LENGTH
from bot.cards.timeline import Entry
from bot.presentation import notices, vocabulary
from bot.presentation.bounds import bounds_in_words, entries_for
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.lazy import LazyPages
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.pictures.layout import MOST_MOMENTS
from bot.presentation.pictures.timelines import DESCRIPTION_OCTETS, Part, picture_of, span_in_words
from bot.presentation.routes import CardRoute, TimelineRoute, in_full
from bot.presentation.sheet import PAGE, Link, Picture, Sheet

_COLOUR = vocabulary.COLOURS["event"]
_AROUND = 16  # bytes of what marks the name and the date of an entry, and of the lines between
_LINK_OCTETS = Link("", "x" * ID_LENGTH, note="x" * 20).octets  # with the name of any kind
# What the entries of a page may take. What the picture says to those who do not see it is part of the message.
_ROOM = min(PAGE.characters, PAGE.octets - DESCRIPTION_OCTETS - MOST_MOMENTS * _LINK_OCTETS)


def timeline_pages(route: TimelineRoute, edition: Edition, localizer: Localizer) -> Sequence[Sheet]:
    """Return every page of a timeline. Raises BadBound."""
    entries = entries_for(route, edition)
    title, heading = _titles(route, edition, localizer)
    if not entries:
        return [_nothing(route, heading, edition, localizer)]
    starts = _starts(entries)

    def page(number: int) -> Sheet:
        part, here = _part(entries, starts, number), replace(route, page=number)
        presses = _presses(here, part, len(starts), edition, localizer)
        picture = picture_of(here, part, title, edition, localizer)
        below = footer(edition, localizer, page=number, pages=len(starts))
        return _sheet(part, heading, below, edition, localizer, presses, picture)

    return LazyPages(len(starts), page)


def alone(entry: Entry, title: str, edition: Edition, localizer: Localizer) -> Sheet:
    """Return the page of a timeline that has this entry only, which needs no picture."""
    return _sheet(Part([entry], 1, 1), title, footer(edition, localizer), edition, localizer)


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
    if span := bounds_in_words(route, localizer):
        titles = [f"{title} · {span}" for title in titles]
    return titles[0], titles[1]


def _starts(entries: Sequence[Entry]) -> list[int]:
    """Return where each page begins: as many entries as fit it, and no more of them than fit one picture."""
    most, starts, left = _evenly(len(entries)), [0], _ROOM
    for place, entry in enumerate(entries):
        needed = entry.octets + _AROUND
        left -= needed
        if place > starts[-1] and (left < 0 or place - starts[-1] == most):
            starts.append(place)
            left = _ROOM - needed
    return starts


def _evenly(entries: int) -> int:
    """Return how many entries to put on a page, so that the last is not left with one or two."""
    return math.ceil(entries / math.ceil(entries / MOST_MOMENTS))


def _part(entries: Sequence[Entry], starts: Sequence[int], number: int) -> Part:
    end = starts[number + 1] if number + 1 < len(starts) else len(entries)
    return Part(entries[starts[number] : end], starts[number] + 1, len(entries))


def _sheet(  # noqa: PLR0913, PLR0917  (a page is put together in one place)
    part: Part,
    title: str,
    below: str,
    edition: Edition,
    localizer: Localizer,
    presses: tuple[Press, ...] = (),
    picture: Picture | None = None,
) -> Sheet:
    """Return a page with a link for each of its entries."""
    return Sheet(
        _COLOUR,
        (f"### {title}", "\n\n".join(_entry_block(entry, edition, localizer) for entry in part.entries), below),
        tuple(_link(entry, edition, localizer) for entry in part.entries),
        localizer.gettext("Open an event…"),
        presses=presses,
        picture=picture,
    )


def _presses(route: TimelineRoute, part: Part, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    topic = in_full(route.topic, edition.published)
    linked = not topic or any(entry.card_id == topic for entry in part.entries)
    back = () if linked else (Press(localizer.gettext("Back to the card"), CardRoute(topic)),)
    return (
        *pager(route, pages, edition.number, localizer),
        *back,
        share_press(route, edition.number, localizer),
    )


def _entry_block(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    summary = plain(edition.published[entry.card_id].summary.to(localizer.language))
    name = name_of(entry.card_id, edition, localizer)
    return f"**{name}**\n-# {span_in_words(entry, edition, localizer)}\n{summary}"


def _link(entry: Entry, edition: Edition, localizer: Localizer) -> Link:
    card = edition.published[entry.card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    return Link(card.name.to(localizer.language), card.id, vocabulary.SYMBOLS[card.kind], kind)

"""The picture that belongs to a page of a timeline, and what it says to those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.cards.library import Edition
from bot.cards.schema import Event
from bot.cards.timeline import Entry
from bot.presentation.dates import date_in_words, when_in_words
from bot.presentation.footers import edition_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.measures import length_of, octets_of
from bot.presentation.paths import path_of
from bot.presentation.pictures.chart import Chart, Legend, Moment
from bot.presentation.pictures.drawing import png_of
from bot.presentation.routes import TimelineRoute
from bot.presentation.sheet import Picture

# A picture of fewer says nothing that the text does not.
_FEWEST = 2
FILE = "timeline.png"
# Discord, "Component Reference", Media Gallery Item. The bytes are ours: they are part of the message's.
_DESCRIPTION = 1_024
DESCRIPTION_OCTETS = 1_500


@dataclass(frozen=True, slots=True)
class Part:
    """The entries on one page of a timeline of ``among``; ``first`` is the place of the first, counted from 1."""

    entries: Sequence[Entry]
    first: int
    among: int


def picture_of(route: TimelineRoute, part: Part, title: str, edition: Edition, localizer: Localizer) -> Picture | None:
    """Return the picture of the page that ``route`` leads to; ``title`` is not escaped."""
    if len(part.entries) < _FEWEST:
        return None
    return Picture(
        (edition.number, path_of(route), localizer.language),
        FILE,
        described(part, title, edition, localizer),
        partial(_drawn, part, title, edition, localizer),
    )


def span_in_words(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    """Return when it was, saying so where the source does not print it."""
    card = edition.published[entry.card_id]
    start = when_in_words(entry.when, localizer)
    if not isinstance(card, Event) or card.end is None:
        return start
    return localizer.gettext("{start} to {end}").format(start=start, end=when_in_words(card.end, localizer))


def _drawn(part: Part, title: str, edition: Edition, localizer: Localizer) -> bytes:
    return png_of(chart_of(part, title, edition, localizer))


def chart_of(part: Part, title: str, edition: Edition, localizer: Localizer) -> Chart:
    """Return what the picture of ``part`` shows; ``title`` is not escaped."""
    t = localizer.gettext
    legend = Legend(
        day=t("exact day"),
        within=t("at some time within"),
        lasting=t("from start to end"),
        doubtful=t("inferred or uncertain date"),
        left_out=t("time left out"),
    )
    moments = tuple(_moment(entry, edition, localizer) for entry in part.entries)
    place = _place(part, localizer)
    return Chart(title, place, moments, legend, edition_in_words(edition, localizer), localizer)


def _place(part: Part, localizer: Localizer) -> str:
    """Return ``Events 11 to 20 of 60``, or nothing where these are all."""
    if len(part.entries) == part.among:
        return ""
    last = part.first + len(part.entries) - 1
    return localizer.gettext("Events {first} to {last} of {count}").format(
        first=part.first, last=last, count=part.among
    )


def _moment(entry: Entry, edition: Edition, localizer: Localizer) -> Moment:
    card = edition.published[entry.card_id]
    date = entry.span
    known = [entry.when, *([card.end] if isinstance(card, Event) and card.end else [])]
    doubtful = any(when.basis == "inferred" for when in known) or any(
        point.marked for point in (date.start, date.end) if point
    )
    return Moment(card.name.to(localizer.language), date_in_words(date, localizer), date, doubtful)


def described(part: Part, title: str, edition: Edition, localizer: Localizer) -> str:
    """Return the title, how many events there are from when to when, and as many of them as there is room for."""
    count = len(part.entries)
    first, last = (date_in_words(part.entries[index].span, localizer) for index in (0, -1))
    counted = localizer.ngettext(
        "{count} event in a picture, from {first} to {last}.",
        "{count} events in a picture, from {first} to {last}.",
        count,
    ).format(count=count, first=first, last=last)
    place = _place(part, localizer)
    opening = f"{title}. {counted} {place}." if place else f"{title}. {counted}"
    sentences = [_sentence(entry, edition, localizer) for entry in part.entries]
    whole = " ".join([opening, *sentences])
    return whole if _fits(whole) else _cut(opening, sentences, localizer)


def _sentence(entry: Entry, edition: Edition, localizer: Localizer) -> str:
    name = edition.published[entry.card_id].name.to(localizer.language)
    date = span_in_words(entry, edition, localizer)
    return localizer.gettext("{date}: {name}.").format(date=date, name=name)


def _cut(opening: str, sentences: Sequence[str], localizer: Localizer) -> str:
    """Return as many of ``sentences``, not all of which fit, as leave room for how many more there are."""
    for told in range(len(sentences) - 1, -1, -1):
        left = len(sentences) - told
        rest = localizer.ngettext("And {count} more.", "And {count} more.", left).format(count=left)
        text = " ".join([opening, *sentences[:told], rest])
        if _fits(text):
            break
    return text


def _fits(text: str) -> bool:
    return length_of(text) <= _DESCRIPTION and octets_of(text) <= DESCRIPTION_OCTETS

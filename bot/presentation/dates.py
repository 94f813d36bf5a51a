"""Dates in words, as precise as they are known and no more."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from babel.dates import get_month_names

from bot.cards.dates import EdtfDate, Point
from bot.cards.schema import When
from bot.cards.text import Language
from bot.presentation.localizer import Localizer


def point_in_words(point: Point, localizer: Localizer) -> str:
    """Return ``5 août 2025``, ``August 2025`` or ``2019``, with ``about`` or a question mark as the source has it."""
    words = str(point.year)
    if point.month is not None:
        words = f"{_month(point.month, localizer.language)} {words}"
    if point.day is not None:
        words = f"{point.day} {words}"
    if point.day == 1:
        words = with_ordinal(words, localizer)
    if point.approximate:
        words = localizer.gettext("about {date}").format(date=words)
    return localizer.gettext("{date} (uncertain)").format(date=words) if point.uncertain else words


@cache  # Babel takes as long over a date as a card over all the rest
def _month(number: int, language: Language) -> str:
    name: str = get_month_names("wide", locale=language)[number]
    return name


def with_ordinal(words: str, localizer: Localizer) -> str:
    """Write the first of the month the French way: CLDR's French has no ordinal for it."""
    return re.sub(r"\b1\b", "1er", words, count=1) if localizer.language == "fr" else words


@lru_cache(maxsize=4096)
def date_in_words(when: EdtfDate, localizer: Localizer) -> str:
    """Return a date or an interval in words."""
    start = point_in_words(when.start, localizer)
    if when.end is None:
        return start
    return localizer.gettext("{start} to {end}").format(start=start, end=point_in_words(when.end, localizer))


def when_in_words(when: When, localizer: Localizer) -> str:
    """Return a card's date in words, saying so when the source does not print it."""
    words = date_in_words(when.date, localizer)
    if when.basis == "inferred":
        return localizer.gettext("{date} (inferred)").format(date=words)
    return words


def day_in_words(day: date, localizer: Localizer) -> str:
    """Return a calendar day in words."""
    return point_in_words(Point(day.year, day.month, day.day), localizer)

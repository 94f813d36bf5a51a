"""The last line of a digest, which is one channel's own: its number there, its edition, and how late it came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from babel.units import format_unit

from bot.presentation.localizer import Localizer
from bot.presentation.measures import Room

# What every part of a digest leaves room for, as a block of its own.
IMPRINT = Room(characters=120, octets=300)
# Sooner than this nobody notices that a digest is late.
WORTH_SAYING = timedelta(minutes=5)

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def imprint(number: int, edition_number: str, late: timedelta | None, localizer: Localizer) -> str:
    """Return ``No. 12 · edition 4f2a91c · 40 min late``, escaped; ``late`` is None for what came in time."""
    parts = [
        numbered(number, localizer),
        localizer.gettext("edition {number}").format(number=edition_number),
    ]
    if late and late >= _MINUTE:
        parts.append(lateness_in_words(late, localizer))
    return " · ".join(parts)


def numbered(number: int, localizer: Localizer) -> str:
    """Return ``No. 12``: which of its channel's digests it is."""
    # Without separators: a reader of another language, and a search through history, find the same digits.
    return localizer.gettext("No. {number}").format(number=number)


def lateness_in_words(late: timedelta, localizer: Localizer) -> str:
    """Return ``1 hr 5 min late``."""
    return localizer.gettext("{duration} late").format(duration=" ".join(_units(late, localizer)))


def _units(duration: timedelta, localizer: Localizer) -> Iterator[str]:
    days, rest = divmod(duration, _DAY)
    hours, rest = divmod(rest, _HOUR)
    for count, unit in ((days, "day"), (hours, "hour"), (rest // _MINUTE, "minute")):
        if count:
            yield format_unit(count, unit, length="short", locale=localizer.language)

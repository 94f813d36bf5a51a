"""Dates as the sources print them: a subset of EDTF (Extended Date/Time Format, ISO 8601-2), level 1.

``2019``, ``2025-01`` and ``2025-08-05`` keep their precision; ``?`` marks a date as uncertain, ``~`` as
approximate, ``%`` as both; ``2025-01/2025-08`` is an interval.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from bot.cards.diagnostics import Mistake
from bot.cards.text import shortened

Precision = Literal["year", "month", "day"]

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?")
_MARKS: Mapping[tuple[bool, bool], str] = {
    (False, False): "",
    (True, False): "?",
    (False, True): "~",
    (True, True): "%",
}
_UNPADDED = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_LONGEST = 40  # characters of what was written, repeated in a message


@dataclass(frozen=True, slots=True)
class Point:
    """One date, known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None
    uncertain: bool = False
    approximate: bool = False

    @property
    def precision(self) -> Precision:
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def marked(self) -> bool:
        """Whether the source leaves the date in doubt."""
        return self.uncertain or self.approximate

    def __str__(self) -> str:
        """Return the EDTF that was written."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts) + _MARKS[self.uncertain, self.approximate]


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A point in time, or the interval from ``start`` to ``end``."""

    start: Point
    end: Point | None = None

    @property
    def first_day(self) -> date:
        return self.start.first_day

    @property
    def last_day(self) -> date:
        return (self.end or self.start).last_day

    @property
    def sort_key(self) -> tuple[date, date]:
        """Chronological order; of two dates that begin together, the more precise comes first."""
        return self.first_day, self.last_day

    def __str__(self) -> str:
        """Return the EDTF that was written: ``parse_date`` makes an equal date of it."""
        return str(self.start) if self.end is None else f"{self.start}/{self.end}"


@lru_cache(maxsize=4096)  # many cards share a date, and a date never changes
def parse_date(text: str) -> EdtfDate:
    """Read an EDTF date. Raises Mistake, a ValueError with a sentence for the curator."""
    try:
        start, *end = (_point(part) for part in text.split("/", 1))
    except _NotADate:
        remedy = "write 2025, 2025-08 or 2025-08-05 (add ? when uncertain, ~ when about)"
        message = f"{shortened(text, _LONGEST)!r} is not a date"
        raise Mistake("D01", message, remedy, replacement=_padded(text)) from None
    if not end:
        return EdtfDate(start)
    if end[0].last_day < start.first_day:
        raise Mistake("D03", f"the interval {text} ends before it begins", "swap its two ends")
    return EdtfDate(start, end[0])


def _padded(text: str) -> str | None:
    """Return ``2025-8-5`` as ``2025-08-05``: the one slip that has a single meaning."""
    match = _UNPADDED.fullmatch(text)
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else None


class _NotADate(Exception):
    pass


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise _NotADate
    month, day = (int(part) if part else None for part in match.groups()[1:3])
    mark = match[4] or " "
    point = Point(int(match[1]), month, day, uncertain=mark in "?%", approximate=mark in "~%")
    try:
        _ = point.first_day
    except ValueError:
        raise Mistake(
            "D02", f"{text!r} is not a day of the calendar", "look at a calendar, or leave the day out"
        ) from None
    return point


def _read(value: Any) -> EdtfDate:
    if isinstance(value, EdtfDate):
        return value
    if not isinstance(value, str):
        raise Mistake("D01", "a date is one text", "write 2025, 2025-08 or 2025-08-05")
    return parse_date(value)


# What an editor can check of a date: its form, not the calendar. It reads `2019` as a number.
_MONTH_FORM = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_DAY_FORM = f"{_MONTH_FORM}-(?:0[1-9]|[12][0-9]|3[01])"
_POINT_FORM = f"(?:[0-9]{{4}}|{_MONTH_FORM}|{_DAY_FORM})[?~%]?"

Date = Annotated[
    EdtfDate,
    BeforeValidator(_read),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": f"^{_POINT_FORM}(?:/{_POINT_FORM})?$",
            "patternErrorMessage": "Write 2025, 2025-08 or 2025-08-05 (add ? when uncertain, ~ when about).",
        }
    ),
]


def _one_day(date: EdtfDate) -> EdtfDate:
    if date.end or date.start.precision != "day" or date.start.marked:
        raise Mistake("D04", "this must be one day", "write it as 2026-11-21")
    return date


Day = Annotated[
    Date,
    AfterValidator(_one_day),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_DAY_FORM}$",
            "patternErrorMessage": "This must be one day, such as 2026-11-21.",
        }
    ),
]

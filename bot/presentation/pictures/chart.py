"""What a picture of a timeline is to show, in the reader's words, before anybody knows where it will stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.dates import EdtfDate
from bot.presentation.localizer import Localizer


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: its name, its date in ``words``, and whether the source leaves that date in doubt."""

    name: str
    words: str
    date: EdtfDate
    doubtful: bool

    @property
    def first(self) -> int:
        """The day it may begin, counted as ``date.toordinal`` does."""
        return self.date.first_day.toordinal()

    @property
    def end(self) -> int:
        """The day after the last that it may reach."""
        return self.date.last_day.toordinal() + 1

    @property
    def is_day(self) -> bool:
        """Whether all of it is one day of the calendar."""
        return self.end - self.first == 1

    @property
    def core(self) -> tuple[int, int] | None:
        """The days on which it was certainly going on, if it lasted: from the one, and up to before the other."""
        if self.date.end is None:
            return None
        start, end = self.date.start.last_day.toordinal(), self.date.end.first_day.toordinal() + 1
        # What began "in March" went on for certain from April only.
        start += 0 if self.date.start.precision == "day" else 1
        end -= 0 if self.date.end.precision == "day" else 1
        return (start, end) if start < end and not self.is_day else None


@dataclass(frozen=True, slots=True)
class Legend:
    """What the marks mean: a day, a longer time on a day of which it was, a duration, a doubt, and time left out."""

    day: str
    within: str
    lasting: str
    doubtful: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Chart:
    """At least one moment, oldest first. ``place`` says which of the timeline's events these are, or nothing."""

    title: str
    place: str
    moments: tuple[Moment, ...]
    legend: Legend
    small_print: str
    localizer: Localizer

"""Cron expressions for experts: which ones a digest accepts, and what is wrong with the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from cronsim import CronSim, CronSimError

from bot.cards.text import shortened

MOST_CHARACTERS = 100
# A digest is read, not watched, and cards do not change by the minute. A quarter of an hour is also what one
# delivery may need that goes wrong: its lease runs out, another courier takes over and tries again, all of it
# before the next one is due.
LEAST_INTERVAL = timedelta(minutes=15)

Fault = Literal["long", "nickname", "seconds", "fields", "field", "never", "often"]

_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
# A day like any other: expressions without a year mean the same from whenever they are read.
_START = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall time
_DAY = timedelta(days=1)


class BadCron(ValueError):
    """An expression that no digest can follow: ``fault`` says why to a program, the sentence to people.

    ``part`` is the piece of the expression, or of the day, that the fault lies in; empty when it is the whole.
    """

    def __init__(self, fault: Fault, sentence: str, part: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.part = part


# A subscription is read from storage far more often than it is written, and this takes up to a few milliseconds.
@lru_cache(maxsize=1_000)
def checked_cron(text: str) -> str:
    """Return ``text`` as cronsim reads it: in capitals, five fields with one space between.

    Raises BadCron for what is too long, a nickname such as ``@daily``, a field of seconds, anything that cannot
    be read, what never comes (30 February), and what comes more often than ``LEAST_INTERVAL`` by the wall clock.
    """
    named = repr(shortened(text))
    if len(text) > MOST_CHARACTERS:
        raise BadCron("long", f"{named} is too long for a cron expression; keep it to {MOST_CHARACTERS} characters")
    fields = text.upper().split()
    if text.strip().startswith("@"):
        raise BadCron("nickname", f"{named} is a nickname; write the five fields, such as 0 8 * * MON", fields[0])
    if len(fields) == len(_FIELDS) + 1:
        raise BadCron("seconds", f"{named} has six fields; a digest knows no seconds, so write five")
    if len(fields) != len(_FIELDS):
        raise BadCron("fields", f"{named} is not a cron expression; write five fields, such as 0 8 * * MON")
    expression = " ".join(fields)
    if not _ever_fires(expression):
        raise _unreadable_field(fields, named) or BadCron("never", f"{named} never comes; no such day exists")
    _require_interval(fields, named)
    return expression


def _ever_fires(expression: str) -> bool:
    # Cronsim refuses most days that do not exist, and gives up after fifty years without the others.
    try:
        return next(CronSim(expression, _START), None) is not None
    except CronSimError:
        return False


def _unreadable_field(fields: list[str], named: str) -> BadCron | None:
    for position, (name, field) in enumerate(zip(_FIELDS, fields, strict=True)):
        alone = ["*"] * len(_FIELDS)
        alone[position] = field
        try:
            CronSim(" ".join(alone), _START)
        except CronSimError:
            return BadCron("field", f"the {name} of {named}, {field!r}, is nothing that cron can read", field)
    return None


def _require_interval(fields: list[str], named: str) -> None:
    """Refuse times of day that lie too close, around midnight too, whether or not two days follow each other."""
    for earlier, later in pairwise(CronSim(" ".join([*fields[:2], "* * *"]), _START)):
        if later - earlier < LEAST_INTERVAL:
            times = f"{earlier:%H:%M}, {later:%H:%M}"
            least = LEAST_INTERVAL // timedelta(minutes=1)
            raise BadCron("often", f"{named} comes too often ({times}); leave {least} minutes between digests", times)
        if earlier - _START >= _DAY:
            return

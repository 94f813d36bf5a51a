"""When a digest is to come, from what an admin typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.dates import get_day_names

from bot.cards.text import LANGUAGES, fold
from bot.commands.digests.declined import Declined
from bot.digests.cadence import LAST_DAY, Cadence, CronCadence, parse_time
from bot.digests.cron import BadCron
from bot.digests.zones import zone_named
from bot.presentation import notices
from bot.presentation.digests.declining import bad_cron
from bot.presentation.localizer import Localizer
from bot.presentation.markup import echoed

DAILY, WEEKDAYS, CHOSEN, WEEKLY, MONTHLY, CRON = RHYTHMS = ("daily", "weekdays", "chosen", "weekly", "monthly", "cron")
Rhythm = Cadence | CronCadence
_EIGHT = dt.time(8)
_MONDAY = 0
_BETWEEN = re.compile(r"[\s,;/.&+]+")
_AND = frozenset({"and", "et", "le", "les", "on"})
_LAST = frozenset({"last", "dernier", "fin", "end"})
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed of a rhythm; None where nothing was."""

    cadence: str | None = None
    time: str | None = None
    timezone: str | None = None
    weekdays: str | None = None
    day: str | None = None
    cron: str | None = None

    @property
    def nothing(self) -> bool:
        return self == Typed()


def rhythm(typed: Typed, before: Rhythm | None, zone: str, localizer: Localizer) -> Rhythm:
    """Return what was typed as a cadence; what was not is as ``before``, or usual. Raises Declined.

    ``zone`` is the usual one.
    """
    if before and typed.nothing:
        return before
    zone = _zone(typed.timezone, localizer) if typed.timezone else before.zone if before else zone
    name = _name(typed, before)
    _require_sense(typed, name, localizer)
    if name == CRON:
        return _cron(typed, before, zone, localizer)
    days = _days(name, typed, before, localizer)
    return Cadence(time=_time(typed, before, localizer), zone=zone, **days)


def _name(typed: Typed, before: Rhythm | None) -> str:
    """Return the rhythm that was chosen, or that the other options speak of."""
    if typed.cadence:
        return typed.cadence
    if typed.cron:
        return CRON
    if typed.weekdays:
        return CHOSEN
    if typed.day:
        return MONTHLY
    return before.name if before else DAILY


def _require_sense(typed: Typed, name: str, localizer: Localizer) -> None:
    """Decline options that belong to another rhythm: they would be left aside in silence."""
    t = localizer.gettext
    if typed.cron and name != CRON:
        raise Declined(t("*cron* goes with the cadence “By a cron expression”, and with no other."))
    if typed.time and name == CRON:
        raise Declined(t("A cron expression says the time itself: leave *time* out."))
    if typed.weekdays and name not in {CHOSEN, WEEKLY}:
        raise Declined(t("*weekdays* goes with chosen days of the week, and with no other cadence."))
    if typed.day and name != MONTHLY:
        raise Declined(t("*day* goes with the monthly cadence, and with no other."))


def _days(name: str, typed: Typed, before: Rhythm | None, localizer: Localizer) -> dict[str, Any]:
    same = isinstance(before, Cadence) and before.name == name
    if name in {CHOSEN, WEEKLY}:
        if typed.weekdays:
            days = weekdays_in(typed.weekdays, localizer)
        elif same and isinstance(before, Cadence):
            days = before.weekdays or (before.weekday or _MONDAY,)
        elif name == WEEKLY:
            days = (_MONDAY,)
        else:
            raise Declined(localizer.gettext("Say on which days with *weekdays*, such as “mon, wed”."))
        return {"name": WEEKLY, "weekday": days[0]} if len(days) == 1 else {"name": CHOSEN, "weekdays": days}
    if name == MONTHLY:
        kept = before.day if same and isinstance(before, Cadence) else 1
        return {"name": name, "day": _day(typed.day, localizer) if typed.day else kept}
    return {"name": name}


def _time(typed: Typed, before: Rhythm | None, localizer: Localizer) -> dt.time:
    if typed.time is None:
        return before.time if isinstance(before, Cadence) else _EIGHT
    try:
        return parse_time(typed.time)
    except ValueError:
        raise Declined(notices.bad_time(typed.time, localizer)) from None


def _zone(typed: str, localizer: Localizer) -> str:
    try:
        return zone_named(typed)
    except ValueError:
        raise Declined(notices.bad_zone(typed, localizer)) from None


def _cron(typed: Typed, before: Rhythm | None, zone: str, localizer: Localizer) -> CronCadence:
    expression = typed.cron or (before.cron if isinstance(before, CronCadence) else "")
    if not expression:
        raise Declined(localizer.gettext("Write the expression in *cron*, such as `0 8 * * MON`."))
    try:
        return CronCadence(cron=expression, zone=zone)
    except BadCron as fault:
        raise Declined(bad_cron(expression, fault, localizer)) from None


def _day(typed: str, localizer: Localizer) -> int:
    word = fold(typed).strip()
    if word in _LAST or word.split()[:1] == ["last"] or word.startswith("dernier"):
        return LAST_DAY
    number = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th|er|e)?", typed.strip().lower())
    if number and 1 <= int(number[1]) <= _LONGEST_MONTH:
        return int(number[1])
    sentence = localizer.gettext("“{typed}” is no day of the month. Write 1 to 31, or “last”.")
    raise Declined(sentence.format(typed=echoed(typed)))


def weekdays_in(text: str, localizer: Localizer) -> tuple[int, ...]:
    """Read days of the week in French or English, in full or not: ``lun, mer``, ``mon-fri``. Raises Declined."""
    words = (word for word in _BETWEEN.split(text) if word and fold(word) not in _AND)
    days = {day for word in words for day in _run(word, localizer)}
    if not days:
        raise Declined(_no_weekday(text, localizer))
    return tuple(sorted(days))


def _run(word: str, localizer: Localizer) -> Iterator[int]:
    first, dash, last = word.partition("-")
    start = _weekday(first, localizer)
    end = _weekday(last, localizer) if dash else start
    yield from ((start + step) % 7 for step in range((end - start) % 7 + 1))


def _weekday(word: str, localizer: Localizer) -> int:
    typed = fold(word).removesuffix("s")
    meant = {day for name, day in _weekday_names().items() if len(typed) > 1 and name.startswith(typed)}
    if len(meant) != 1:
        raise Declined(_no_weekday(word, localizer))
    return meant.pop()


def _no_weekday(typed: str, localizer: Localizer) -> str:
    sentence = localizer.gettext("“{typed}” is no day of the week. Write “mon, wed, fri”, or choose from the list.")
    return sentence.format(typed=echoed(typed))


@cache
def _weekday_names() -> Mapping[str, int]:
    return {fold(name): day for language in LANGUAGES for day, name in get_day_names(locale=language).items()}

"""When a digest comes, in words: its rhythm, its next times, and what a change of the clocks does to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names
from babel.lists import format_list

from bot.cards.text import Language
from bot.digests import zones
from bot.digests.cadence import LAST_DAY, Cadence, CronCadence
from bot.digests.occurrences import ClockChange, Occurrence, clock_change
from bot.presentation.dates import with_ordinal
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain

# As the rest of our English is written: without a comma before the last of several.
_LISTING: Mapping[Language, str] = {"fr": "fr", "en": "en_GB"}


def cadence_in_words(cadence: Cadence | CronCadence, localizer: Localizer, now: datetime | None = None) -> str:
    """Return ``every Monday at 08:00 (Europe/Paris)``; with ``now``, also how far the zone is from UTC then."""
    zone = plain(zones.label(cadence.zone, now) if now else cadence.zone)
    if isinstance(cadence, CronCadence):
        # Only letters, digits and a few signs get through ``checked_cron``, none of which ends a code span.
        return localizer.gettext("by cron {expression} ({zone})").format(expression=f"`{cadence.cron}`", zone=zone)
    rhythm, clock = _rhythm(cadence, localizer), _clock(cadence.time)
    return localizer.gettext("{rhythm} at {time} ({zone})").format(rhythm=rhythm, time=clock, zone=zone)


def _rhythm(cadence: Cadence, localizer: Localizer) -> str:
    t = localizer.gettext
    match cadence.name:
        case "daily":
            return t("every day")
        case "weekdays":
            return t("from Monday to Friday")
        case "monthly":
            return t("on the last day of the month") if cadence.day == LAST_DAY else _monthly(cadence.day, localizer)
        case _:
            return _on_weekdays(cadence, localizer)


def _on_weekdays(cadence: Cadence, localizer: Localizer) -> str:
    t, names = localizer.gettext, get_day_names(locale=localizer.language)
    if cadence.weekday is not None:
        return t("every {weekday}").format(weekday=names[cadence.weekday])
    # French has an article before each.
    days = [t("{weekday}").format(weekday=names[day]) for day in cadence.weekdays]
    return t("every {weekdays}").format(weekdays=format_list(days, locale=_LISTING[localizer.language]))


def _monthly(day: int | None, localizer: Localizer) -> str:
    number = with_ordinal(str(day), localizer) if day == 1 else str(day)
    return localizer.gettext("every month on day {day}").format(day=number)


def upcoming_in_words(cadence: Cadence | CronCadence, now: datetime, count: int, localizer: Localizer) -> Sequence[str]:
    """Return the next ``count`` times after ``now``, a line each, with what a change of the clocks does to them."""
    return [_occurrence_in_words(each, cadence.zone, localizer) for each in cadence.upcoming(now, count)]


def _occurrence_in_words(occurrence: Occurrence, zone: str, localizer: Localizer) -> str:
    moment = moment_in_words(occurrence.at, zone, localizer)
    change = clock_change(occurrence, zone)
    return f"{moment} · *{_change_in_words(change, localizer)}*" if change else moment


def _change_in_words(change: ClockChange, localizer: Localizer) -> str:
    named, shown = _clock(change.named.time()), _clock(change.shown.time())
    if change.kind == "skipped":
        sentence = localizer.gettext("the clocks skip {named}: it comes at {shown}")
    else:
        sentence = localizer.gettext("the clocks show {named} twice: it comes once, the first time")
    return sentence.format(named=named, shown=shown)


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def moment_in_words(at: datetime, zone: str, localizer: Localizer) -> str:
    """Return an aware time as its wall clock in ``zone``, with the weekday."""
    return wall_time_in_words(at.astimezone(ZoneInfo(zone)), localizer)


def wall_time_in_words(shown: datetime, localizer: Localizer) -> str:
    """Return what a clock on the wall shows, with the weekday."""
    words: str = format_datetime(shown, "EEEE d MMMM y, HH:mm", locale=localizer.language)
    return with_ordinal(words, localizer) if shown.day == 1 else words

"""Schedules of every kind, and a second way to find their occurrences: a clock that is watched minute by minute."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.digests.cadence import Cadence, CronCadence
from bot.digests.occurrences import Occurrence

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# By half an hour, by an hour, before midnight, at midnight, around Ramadan, and never.
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: str, zone: str) -> Cadence:
    return Cadence(name="daily", time=time.fromisoformat(at), zone=zone)


def cron(expression: str, zone: str = "Europe/Paris") -> CronCadence:
    return CronCadence(cron=expression, zone=zone)


def keys(schedule: Cadence | CronCadence, start: str, count: int) -> list[str]:
    return [each.key for each in schedule.upcoming(utc(start), count)]


@dataclass(frozen=True)
class Rule:
    """A schedule, and which wall times it means, said without cron."""

    schedule: Cadence | CronCadence
    means: Callable[[datetime], bool]


def watched(rule: Rule, after: datetime, until: datetime) -> list[Occurrence]:
    """Return the occurrences that fall after ``after`` up to ``until``, found by looking at the clock each minute.

    Of the times that come in the same minute (many, if the clocks were set forward) the last that is meant counts.
    """
    found = []
    for instant, walls in _come(rule.schedule.zone, after, until):
        meant = [wall for wall in walls if rule.means(wall)]
        if meant and instant > after:
            found.append(Occurrence(meant[-1].isoformat(timespec="minutes"), instant))
    return found


@lru_cache(maxsize=4)
def _come(zone: str, after: datetime, until: datetime) -> list[tuple[datetime, list[datetime]]]:
    """Return the wall times that come with each minute.

    Whenever the clocks show a time later than ever before, all times up to it have come: mostly one, many if
    they were set forward, and none while they repeat what they have shown.
    """
    # One earlier day is enough to know what the clocks have shown before.
    instant = after.replace(second=0, microsecond=0) - DAY
    latest = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    come = []
    while (instant := instant + MINUTE) <= until:
        shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        come.append((instant, [latest + minutes * MINUTE for minutes in range(1, (shown - latest) // MINUTE + 1)]))
        latest = max(latest, shown)
    return come


def between(rule: Rule, after: datetime, until: datetime) -> list[Occurrence]:
    """Return what the schedule itself says falls after ``after`` up to ``until``."""
    found = []
    for occurrence in rule.schedule.after(after):
        if occurrence.at > until:
            break
        found.append(occurrence)
    return found


def daily_rule(at: time, zone: str) -> Rule:
    return Rule(Cadence(name="daily", time=at, zone=zone), lambda wall: wall.time() == at)


def cron_rule(minutes: set[int], hours: set[int], weekdays: set[int], zone: str) -> Rule:
    """Return a rule in cron for these times on these weekdays (0 is Monday)."""
    days = ",".join(str((weekday + 1) % 7) for weekday in sorted(weekdays))
    expression = f"{_listed(minutes)} {_listed(hours)} * * {days}"
    return Rule(
        CronCadence(cron=expression, zone=zone),
        lambda wall: wall.minute in minutes and wall.hour in hours and wall.weekday() in weekdays,
    )


def _listed(numbers: set[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def _last_day(wall: datetime) -> int:
    return monthrange(wall.year, wall.month)[1]


_WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
_QUARTERS = st.sets(st.sampled_from([0, 15, 30, 45]), min_size=1)
_HOURS = st.just(set(range(24))) | st.sets(st.integers(0, 23), min_size=1)


@st.composite
def rules(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> Rule:
    """Any kind of schedule; half of those with one time of day have it at night, when clocks are changed."""
    zone = draw(st.sampled_from(zones))
    kind = draw(st.sampled_from(["daily", "weekdays", "chosen", "weekly", "monthly", "cron"]))
    if kind == "cron":
        return cron_rule(draw(_QUARTERS), draw(_HOURS), draw(_WEEKDAYS), zone)
    hour = draw(st.integers(0, 3) | st.integers(0, 23))
    at = time(hour, draw(st.integers(0, 59)))
    if kind == "daily":
        return daily_rule(at, zone)
    if kind == "monthly":
        day = draw(st.integers(0, 31))
        return Rule(
            Cadence(name="monthly", time=at, zone=zone, day=day),
            lambda wall: wall.time() == at and wall.day == min(day or 31, _last_day(wall)),
        )
    if kind == "weekly":
        (weekday,) = weekdays = {draw(st.integers(0, 6))}
        schedule = Cadence(name="weekly", time=at, zone=zone, weekday=weekday)
    elif kind == "chosen":
        weekdays = draw(_WEEKDAYS)
        schedule = Cadence(name="chosen", time=at, zone=zone, weekdays=tuple(weekdays))
    else:
        weekdays = set(range(5))
        schedule = Cadence(name="weekdays", time=at, zone=zone)
    return Rule(schedule, lambda wall: wall.time() == at and wall.weekday() in weekdays)


# Hours around which the clocks of one of ZONES change, or a month, a year or a leap day ends.
_EVENTFUL = (
    "2026-03-29T01:00",  # Paris and Nuuk, forward
    "2026-10-25T01:00",  # back
    "2026-03-08T07:00",  # New York
    "2026-11-01T06:00",
    "2026-10-03T15:30",  # Lord Howe
    "2026-04-04T15:00",
    "2026-04-23T22:00",  # Cairo
    "2026-10-29T21:00",
    "2026-02-15T02:00",  # Casablanca
    "2026-03-22T02:00",
    "2026-12-31T23:30",
    "2028-02-29T12:00",
)
INSTANTS = st.builds(
    lambda start, seconds: start + timedelta(seconds=seconds),
    st.sampled_from([utc(text) for text in _EVENTFUL])
    | st.datetimes(datetime(2025, 12, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    st.integers(-86_400, 86_400),
)

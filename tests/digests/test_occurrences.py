"""What the clocks do to an occurrence."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.digests.occurrences import Occurrence, clock_change, instant_of, wall_time
from tests.digests.support import INSTANTS, Rule, cron, daily, rules, utc
from tests.presentation.support import PROPERTY


@pytest.mark.parametrize(
    ("zone", "named", "instant"),
    [
        ("Europe/Paris", "2026-11-22T08:00", "2026-11-22T07:00"),
        ("Asia/Kathmandu", "2026-11-22T08:00", "2026-11-22T02:15"),
        # Skipped: from its first minute to its last.
        ("Europe/Paris", "2026-03-29T01:59", "2026-03-29T00:59"),
        ("Europe/Paris", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Europe/Paris", "2026-03-29T02:59", "2026-03-29T01:00"),
        ("Europe/Paris", "2026-03-29T03:00", "2026-03-29T01:00"),
        ("Europe/Paris", "2026-03-29T03:01", "2026-03-29T01:01"),
        # Repeated: the first time.
        ("Europe/Paris", "2026-10-25T02:00", "2026-10-25T00:00"),
        ("Europe/Paris", "2026-10-25T02:59", "2026-10-25T00:59"),
        ("Europe/Paris", "2026-10-25T03:00", "2026-10-25T02:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:29", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:59", "2026-04-04T14:59"),
        # A whole day was skipped.
        ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00"),
    ],
)
def test_a_wall_time_falls_when_the_clocks_first_show_it_or_a_later_one(zone: str, named: str, instant: str) -> None:
    assert instant_of(datetime.fromisoformat(named), ZoneInfo(zone)) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "at", "start", "kind", "shown"),
    [
        ("Europe/Paris", "02:30", "2026-03-28T12:00", "skipped", "2026-03-29T03:00"),
        ("Europe/Paris", "02:30", "2026-10-24T12:00", "repeated", "2026-10-25T02:30"),
        ("America/New_York", "02:15", "2026-03-08T00:00", "skipped", "2026-03-08T03:00"),
        ("America/New_York", "01:15", "2026-11-01T00:00", "repeated", "2026-11-01T01:15"),
        ("Australia/Lord_Howe", "02:15", "2026-10-03T00:00", "skipped", "2026-10-04T02:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-04T00:00", "repeated", "2026-04-05T01:45"),
        ("America/Nuuk", "23:30", "2026-03-28T12:00", "skipped", "2026-03-29T00:00"),
        ("Pacific/Apia", "08:00", "2011-12-29T20:00", "skipped", "2011-12-31T00:00"),
    ],
)
def test_an_occurrence_that_a_change_of_the_clocks_touches_is_told_from_others(
    zone: str, at: str, start: str, kind: str, shown: str
) -> None:
    touched, following = daily(at, zone).upcoming(utc(start), 2)
    change = clock_change(touched, zone)
    assert change is not None
    assert change.kind == kind
    assert change.named == datetime.fromisoformat(touched.key)
    assert change.shown == datetime.fromisoformat(shown)
    assert clock_change(following, zone) is None


@pytest.mark.parametrize("at", ["01:59", "03:00", "08:00"])
@pytest.mark.parametrize("day", ["2026-03-28T12:00", "2026-10-24T12:00"])
def test_other_times_of_that_day_are_not_touched(at: str, day: str) -> None:
    assert clock_change(daily(at, "Europe/Paris").next_after(utc(day)), "Europe/Paris") is None


def test_a_digest_that_stands_for_two_is_at_a_time_that_the_clocks_show() -> None:
    hourly = cron("0 * * * *")
    assert [clock_change(each, hourly.zone) for each in hourly.upcoming(utc("2026-03-28T23:30"), 3)] == [None] * 3


@PROPERTY
@given(rule=rules(), now=INSTANTS)
def test_the_clocks_show_the_key_unless_they_skip_it(rule: Rule, now: datetime) -> None:
    zone = rule.schedule.zone
    occurrence: Occurrence = rule.schedule.next_after(now)
    change = clock_change(occurrence, zone)
    shown = wall_time(occurrence.at, ZoneInfo(zone)).isoformat(timespec="minutes")
    assert (shown != occurrence.key) == (change is not None and change.kind == "skipped")
    assert shown >= occurrence.key

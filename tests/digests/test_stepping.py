"""What a schedule says is what a clock shows: held against one that is watched minute by minute."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from tests.digests.support import DAY, INSTANTS, ZONES, Rule, between, cron_rule, daily_rule, rules, utc, watched
from tests.presentation.support import PROPERTY

ALL_DAY, ALL_WEEK = set(range(24)), set(range(7))
CHANGES = [
    ("Europe/Paris", "2026-03-29T01:00", timedelta(hours=1)),
    ("Europe/Paris", "2026-10-25T01:00", timedelta(hours=-1)),
    ("America/New_York", "2026-03-08T07:00", timedelta(hours=1)),
    ("America/New_York", "2026-11-01T06:00", timedelta(hours=-1)),
    ("Australia/Lord_Howe", "2026-04-04T15:00", timedelta(minutes=-30)),
    ("Australia/Lord_Howe", "2026-10-03T15:30", timedelta(minutes=30)),
    ("Africa/Casablanca", "2026-02-15T02:00", timedelta(hours=-1)),
    ("Africa/Casablanca", "2026-03-22T02:00", timedelta(hours=1)),
    # Samoa went to the other side of the date line, and had no 30 December.
    ("Pacific/Apia", "2011-12-30T10:00", timedelta(days=1)),
]


@pytest.mark.parametrize(("zone", "change", "by"), CHANGES)
class TestThroughChangesOfTheClocks:
    def test_the_clocks_do_change_then(self, zone: str, change: str, by: timedelta) -> None:
        before, after = (
            instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            for instant in (utc(change) - timedelta(minutes=1), utc(change))
        )
        assert after - before == by + timedelta(minutes=1)

    def test_a_daily_digest_at_any_quarter_of_an_hour_comes_when_the_clock_has_come_so_far(
        self, zone: str, change: str, by: timedelta
    ) -> None:
        start, end = utc(change) - DAY, utc(change) + DAY
        for quarter in range(96):
            rule = daily_rule(time(quarter // 4, quarter % 4 * 15), zone)
            assert between(rule, start, end) == watched(rule, start, end)

    @pytest.mark.parametrize("minutes", [{0}, {30}, {0, 30}, {0, 15, 30, 45}, {10, 40}])
    def test_a_cron_expression_comes_when_the_clock_has_come_so_far(
        self, zone: str, change: str, by: timedelta, minutes: set[int]
    ) -> None:
        rule = cron_rule(minutes, ALL_DAY, ALL_WEEK, zone)
        start, end = utc(change) - DAY, utc(change) + DAY
        assert between(rule, start, end) == watched(rule, start, end)

    def test_every_minute_has_the_same_last_and_next_as_the_clock_says(
        self, zone: str, change: str, by: timedelta
    ) -> None:
        rule = cron_rule({0, 30}, ALL_DAY, ALL_WEEK, zone)
        start = utc(change) - timedelta(hours=2)
        come = watched(rule, start - timedelta(hours=4), start + timedelta(hours=8))
        for minutes in range(240):
            now = start + timedelta(minutes=minutes)
            assert rule.schedule.last_until(now) == [each for each in come if each.at <= now][-1]
            assert rule.schedule.next_after(now) == next(each for each in come if each.at > now)


@PROPERTY
@given(rule=rules(), after=INSTANTS, hours=st.integers(1, 48))
def test_between_any_two_instants_fall_the_occurrences_that_the_clock_shows(
    rule: Rule, after: datetime, hours: int
) -> None:
    until = after + timedelta(hours=hours)
    assert between(rule, after, until) == watched(rule, after, until)


@PROPERTY
@given(rule=rules(), now=INSTANTS)
def test_occurrences_follow_each_other_without_a_gap(rule: Rule, now: datetime) -> None:
    """Whatever the schedule: the next is after now, the last is not, and nothing lies between them."""
    schedule = rule.schedule
    last, following = schedule.last_until(now), schedule.upcoming(now, 5)
    assert last.at <= now < following[0].at
    assert schedule.next_after(last.at) == following[0]
    for earlier, later in pairwise([last, *following]):
        assert earlier.at < later.at
        assert earlier.key < later.key
        assert schedule.last_until(later.at - timedelta(microseconds=1)) == earlier
        assert schedule.last_until(later.at) == later


@PROPERTY
@given(rule=rules(), now=INSTANTS)
def test_a_clock_set_back_two_hours_meets_the_same_occurrences_again(rule: Rule, now: datetime) -> None:
    schedule, earlier = rule.schedule, now - timedelta(hours=2)
    known = {schedule.next_after(now)}
    back = schedule.last_until(now)
    while back.at > earlier:
        known.add(back)
        back = schedule.last_until(back.at - timedelta(microseconds=1))
    again = set(between(rule, earlier, now)) | {schedule.next_after(now)}
    assert again == known
    assert schedule.last_until(earlier) == back
    assert schedule.next_after(earlier) in known


@PROPERTY
@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda moment: time(moment.hour, moment.minute)),
    now=st.datetimes(datetime(2025, 12, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
)
def test_instants_are_those_of_cronsim(zone: str, at: time, now: datetime) -> None:
    """Cronsim, given the zone, knows Debian's rules for changes of the clocks; ours are the same."""
    cadence = daily_rule(at, zone).schedule
    theirs = CronSim(cadence.expressions[0], now.astimezone(ZoneInfo(zone)))
    assert cadence.next_after(now).at == next(moment for moment in theirs if moment > now)

"""When digests are due, through changes of the clocks, leap days and short months."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.cadence import CADENCES, LAST_DAY, Cadence, parse_time
from bot.digests.occurrences import Occurrence

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Nuuk", "Africa/Cairo", "UTC")


def daily(at: str, zone: str) -> Cadence:
    return Cadence(name="daily", time=time.fromisoformat(at), zone=zone)


def monthly(day: int) -> Cadence:
    return Cadence(name="monthly", time=time(8), zone="Europe/Paris", day=day)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fallen(cadence: Cadence, start: str, count: int) -> list[tuple[str, str]]:
    """Return the key and the instant of each of the next occurrences."""
    return [(each.key, f"{each.at:%d %H:%M}") for each in cadence.upcoming(utc(start), count)]


def days(cadence: Cadence, start: str, count: int) -> list[str]:
    return [each.key.partition("T")[0] for each in cadence.upcoming(utc(start), count)]


class TestRhythm:
    def test_daily_means_each_day_at_that_time_of_the_zone(self) -> None:
        assert fallen(daily("08:00", "Europe/Paris"), "2026-07-01T07:00", 2) == [
            ("2026-07-02T08:00", "02 06:00"),
            ("2026-07-03T08:00", "03 06:00"),
        ]

    def test_weekdays_skip_saturday_and_sunday(self) -> None:
        cadence = Cadence(name="weekdays", time=time(8), zone="Europe/Paris")
        assert days(cadence, "2026-11-19T12:00", 3) == ["2026-11-20", "2026-11-23", "2026-11-24"]

    @pytest.mark.parametrize("weekday", range(7))
    def test_weekly_counts_weekdays_from_monday(self, weekday: int) -> None:
        cadence = Cadence(name="weekly", time=time(8), zone="Europe/Paris", weekday=weekday)
        monday = datetime(2026, 11, 23, tzinfo=UTC)
        first, second = cadence.upcoming(monday, 2)
        assert first.key == f"2026-11-{23 + weekday}T08:00"
        assert second.at - first.at == timedelta(weeks=1)

    def test_monthly_on_a_day_that_every_month_has(self) -> None:
        assert days(monthly(15), "2026-01-20T12:00", 2) == ["2026-02-15", "2026-03-15"]

    @pytest.mark.parametrize("day", [LAST_DAY, 31])
    def test_monthly_on_the_last_day_or_the_31st_comes_at_the_end_of_every_month(self, day: int) -> None:
        assert days(monthly(day), "2026-01-01T12:00", 4) == [
            "2026-01-31",
            "2026-02-28",
            "2026-03-31",
            "2026-04-30",
        ]

    @pytest.mark.parametrize("day", [29, 30])
    def test_monthly_on_a_day_that_february_lacks_comes_on_its_last_day(self, day: int) -> None:
        assert days(monthly(day), "2026-01-31T12:00", 2) == ["2026-02-28", f"2026-03-{day}"]

    def test_a_leap_day_is_the_29th_of_february(self) -> None:
        assert days(monthly(29), "2028-02-01T12:00", 2) == ["2028-02-29", "2028-03-29"]
        assert days(monthly(30), "2028-02-01T12:00", 2) == ["2028-02-29", "2028-03-30"]
        assert days(daily("08:00", "Europe/Paris"), "2028-02-28T12:00", 2) == ["2028-02-29", "2028-03-01"]

    def test_a_month_has_one_occurrence_whatever_the_day(self) -> None:
        for day in range(32):
            months = [each[:7] for each in days(monthly(day), "2027-12-31T23:30", 24)]
            assert len(set(months)) == 24, f"on day {day}"


class TestClockChanges:
    """A time that the clocks skip comes at the next minute they show; one they show twice comes once."""

    @pytest.mark.parametrize(
        ("zone", "at", "start", "expected"),
        [
            # Clocks go forward: 2026-03-29 02:00 becomes 03:00 in Paris.
            (
                "Europe/Paris",
                "02:30",
                "2026-03-27T12:00",
                [
                    ("2026-03-28T02:30", "28 01:30"),
                    ("2026-03-29T02:30", "29 01:00"),
                    ("2026-03-30T02:30", "30 00:30"),
                ],
            ),
            # They go back: 2026-10-25 03:00 becomes 02:00.
            (
                "Europe/Paris",
                "02:30",
                "2026-10-23T12:00",
                [
                    ("2026-10-24T02:30", "24 00:30"),
                    ("2026-10-25T02:30", "25 00:30"),
                    ("2026-10-26T02:30", "26 01:30"),
                ],
            ),
            (
                "America/New_York",
                "02:30",
                "2026-03-07T00:00",
                [
                    ("2026-03-07T02:30", "07 07:30"),
                    ("2026-03-08T02:30", "08 07:00"),
                    ("2026-03-09T02:30", "09 06:30"),
                ],
            ),
            (
                "America/New_York",
                "01:30",
                "2026-10-31T00:00",
                [
                    ("2026-10-31T01:30", "31 05:30"),
                    ("2026-11-01T01:30", "01 05:30"),
                    ("2026-11-02T01:30", "02 06:30"),
                ],
            ),
            # Lord Howe moves by half an hour: 02:00 becomes 02:30 in October, 01:30 in April.
            (
                "Australia/Lord_Howe",
                "02:15",
                "2026-10-02T12:00",
                [
                    ("2026-10-03T02:15", "02 15:45"),
                    ("2026-10-04T02:15", "03 15:30"),
                    ("2026-10-05T02:15", "04 15:15"),
                ],
            ),
            (
                "Australia/Lord_Howe",
                "01:45",
                "2026-04-03T12:00",
                [
                    ("2026-04-04T01:45", "03 14:45"),
                    ("2026-04-05T01:45", "04 14:45"),
                    ("2026-04-06T01:45", "05 15:15"),
                ],
            ),
            # Nuuk skips the hour before midnight, so that the next minute belongs to the next day.
            (
                "America/Nuuk",
                "23:30",
                "2026-03-28T12:00",
                [("2026-03-28T23:30", "29 01:00"), ("2026-03-29T23:30", "30 00:30")],
            ),
        ],
    )
    def test_each_day_has_its_one_occurrence(
        self, zone: str, at: str, start: str, expected: list[tuple[str, str]]
    ) -> None:
        assert fallen(daily(at, zone), start, len(expected)) == expected

    def test_in_the_second_pass_of_a_repeated_hour_nothing_comes_again(self) -> None:
        cadence = daily("02:30", "Europe/Paris")
        second_pass = utc("2026-10-25T01:15")  # the clocks show 02:15 for the second time
        assert cadence.next_after(second_pass).key == "2026-10-26T02:30"
        assert cadence.last_until(second_pass).key == "2026-10-25T02:30"

    def test_a_clock_set_back_two_hours_meets_the_same_key(self) -> None:
        cadence = daily("08:00", "Europe/Paris")
        before = cadence.next_after(utc("2026-11-22T06:59"))
        assert cadence.next_after(utc("2026-11-22T04:59")) == before

    @settings(deadline=None)
    @given(
        zone=st.sampled_from(ZONES),
        at=st.times().map(lambda moment: time(moment.hour, moment.minute)),
        rhythm=st.one_of(
            st.sampled_from([("daily", None, None), ("weekdays", None, None)]),
            st.integers(0, 6).map(lambda weekday: ("weekly", weekday, None)),
            st.integers(0, 31).map(lambda day: ("monthly", None, day)),
        ),
        now=st.datetimes(datetime(2025, 12, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    )
    def test_occurrences_follow_each_other_without_a_gap(self, zone: str, at: time, rhythm: Any, now: datetime) -> None:
        """Whatever the schedule: the next is after now, the last is not, and nothing lies between them."""
        name, weekday, day = rhythm
        cadence = Cadence(name=name, time=at, zone=zone, weekday=weekday, day=day)
        last, following = cadence.last_until(now), cadence.upcoming(now, 5)
        assert last.at <= now < following[0].at
        assert cadence.next_after(last.at) == following[0]
        for earlier, later in pairwise(following):
            assert earlier.at < later.at
            assert earlier.key < later.key
            assert cadence.last_until(later.at - timedelta(microseconds=1)) == earlier

    @settings(deadline=None)
    @given(
        zone=st.sampled_from(ZONES),
        at=st.times().map(lambda moment: time(moment.hour, moment.minute)),
        now=st.datetimes(datetime(2025, 12, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    )
    def test_instants_are_those_of_cronsim(self, zone: str, at: time, now: datetime) -> None:
        """Cronsim, given the zone, knows Debian's rules for changes of the clocks; ours are the same."""
        cadence = Cadence(name="daily", time=at, zone=zone)
        theirs = CronSim(cadence.expressions[0], now.astimezone(ZoneInfo(zone)))
        assert cadence.next_after(now).at == next(moment for moment in theirs if moment > now)


class TestQuestions:
    def test_the_next_one_is_never_the_present_one(self) -> None:
        cadence = daily("08:00", "UTC")
        assert cadence.next_after(utc("2026-11-22T08:00")).key == "2026-11-23T08:00"
        assert cadence.next_after(utc("2026-11-22T07:59:59.999")).key == "2026-11-22T08:00"

    def test_the_last_one_may_be_the_present_one(self) -> None:
        cadence = daily("08:00", "UTC")
        assert cadence.last_until(utc("2026-11-22T08:00")) == Occurrence("2026-11-22T08:00", utc("2026-11-22T08:00"))
        assert cadence.last_until(utc("2026-11-22T07:59:59.999")).key == "2026-11-21T08:00"

    def test_any_zone_may_ask(self) -> None:
        tokyo = datetime(2026, 11, 22, 15, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
        assert daily("08:00", "Europe/Paris").next_after(tokyo).at == utc("2026-11-22T07:00")

    def test_a_time_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="has no time zone"):
            daily("08:00", "UTC").next_after(datetime(2026, 11, 22))


class TestValidation:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"name": "hourly"}, "'hourly' is not a cadence; choose daily, weekdays, weekly, monthly"),
            ({"time": time(8, 0, 30)}, "more than hours and minutes"),
            ({"zone": "Europe/Pari"}, "'Europe/Pari' is not a time zone"),
            ({"zone": "europe/paris"}, "is not a time zone"),
            ({"weekday": 1}, "a weekly cadence has a weekday, and no other has one"),
            ({"name": "weekly"}, "a weekly cadence has a weekday"),
            ({"name": "weekly", "weekday": 7}, "7 is not a weekday"),
            ({"day": 1}, "a monthly cadence has a day of the month, and no other has one"),
            ({"name": "monthly"}, "a monthly cadence has a day of the month"),
            ({"name": "monthly", "day": 32}, "32 is not a day of the month"),
            ({"name": "monthly", "day": -1}, "-1 is not a day of the month"),
        ],
    )
    def test_a_schedule_that_cannot_be_is_refused_with_a_sentence(self, change: dict[str, Any], sentence: str) -> None:
        sound: dict[str, Any] = {"name": "daily", "time": time(8), "zone": "Europe/Paris"}
        with pytest.raises(ValueError, match=sentence):
            Cadence(**sound | change)

    def test_every_cadence_can_be_made(self) -> None:
        extras: dict[str, dict[str, int]] = {"weekly": {"weekday": 6}, "monthly": {"day": 31}}
        for name in CADENCES:
            cadence = Cadence(name=name, time=time(8), zone="UTC", **extras.get(name, {}))
            assert cadence.expressions


class TestParseTime:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("8:00", time(8)),
            ("08:00", time(8)),
            ("8h", time(8)),
            ("8H", time(8)),
            ("8h30", time(8, 30)),
            ("8 h 30", time(8, 30)),
            ("20:15", time(20, 15)),
            (" 0:00 ", time(0)),
            ("23h59", time(23, 59)),
        ],
    )
    def test_times_as_people_write_them(self, text: str, expected: time) -> None:
        assert parse_time(text) == expected

    @pytest.mark.parametrize("text", ["", "8", "24:00", "8:60", "8:5", "8h3", "08:00:00", "noon", "-1:00", "٨:٠٠"])
    def test_anything_else_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a time of day; write it as 8:00, 20:15 or 8h30"):
            parse_time(text)

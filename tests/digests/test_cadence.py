"""When digests are due, through changes of the clocks, leap days and short months."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.digests.cadence import CADENCES, LAST_DAY, Cadence, CronCadence, parse_time, schedule_from_json
from bot.digests.occurrences import Occurrence
from tests.digests.support import Rule, cron, daily, keys, rules, utc
from tests.presentation.support import PROPERTY


def monthly(day: int) -> Cadence:
    return Cadence(name="monthly", time=time(8), zone="Europe/Paris", day=day)


def fallen(cadence: Cadence, start: str, count: int) -> list[tuple[str, str]]:
    """Return the key and the instant of each of the next occurrences."""
    return [(each.key, f"{each.at:%d %H:%M}") for each in cadence.upcoming(utc(start), count)]


def days(cadence: Cadence, start: str, count: int) -> list[str]:
    return [key.partition("T")[0] for key in keys(cadence, start, count)]


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

    @pytest.mark.parametrize("weekdays", [(0, 3), (3, 0), (3, 0, 3)])
    def test_chosen_weekdays_come_each_week_in_whatever_order_they_were_chosen(self, weekdays: tuple[int, ...]) -> None:
        cadence = Cadence(name="chosen", time=time(8), zone="Europe/Paris", weekdays=weekdays)
        assert days(cadence, "2026-11-22T12:00", 4) == ["2026-11-23", "2026-11-26", "2026-11-30", "2026-12-03"]
        assert cadence == Cadence(name="chosen", time=time(8), zone="Europe/Paris", weekdays=(0, 3))

    def test_chosen_weekdays_may_be_the_weekend(self) -> None:
        cadence = Cadence(name="chosen", time=time(8), zone="Europe/Paris", weekdays=(5, 6))
        assert days(cadence, "2026-11-20T12:00", 3) == ["2026-11-21", "2026-11-22", "2026-11-28"]

    def test_a_year_ends_at_midnight_of_the_zone(self) -> None:
        assert fallen(daily("00:00", "Pacific/Auckland"), "2026-12-30T12:00", 2) == [
            ("2027-01-01T00:00", "31 11:00"),
            ("2027-01-02T00:00", "01 11:00"),
        ]

    def test_an_offset_may_have_quarters_of_an_hour(self) -> None:
        assert fallen(daily("08:00", "Asia/Kathmandu"), "2026-11-22T00:00", 1) == [("2026-11-22T08:00", "22 02:15")]

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

    def test_a_day_that_a_zone_leaves_out_comes_at_the_start_of_the_next(self) -> None:
        """Samoa had no 30 December 2011, a Friday: the weekly digest comes all the same, and only once."""
        weekly = Cadence(name="weekly", time=time(8), zone="Pacific/Apia", weekday=4)
        assert fallen(weekly, "2011-12-29T00:00", 2) == [
            ("2011-12-30T08:00", "30 10:00"),
            ("2012-01-06T08:00", "05 18:00"),
        ]
        assert fallen(daily("08:00", "Pacific/Apia"), "2011-12-29T00:00", 3) == [
            ("2011-12-29T08:00", "29 18:00"),
            ("2011-12-30T08:00", "30 10:00"),
            ("2011-12-31T08:00", "30 18:00"),
        ]

    def test_a_clock_set_back_two_hours_meets_the_same_key(self) -> None:
        cadence = daily("08:00", "Europe/Paris")
        before = cadence.next_after(utc("2026-11-22T06:59"))
        assert cadence.next_after(utc("2026-11-22T04:59")) == before


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
            ({"name": "hourly"}, "'hourly' is not a cadence; choose daily, weekdays, chosen, weekly, monthly"),
            ({"time": time(8, 0, 30)}, "more than hours and minutes"),
            ({"zone": "Europe/Pari"}, "'Europe/Pari' is not a time zone"),
            ({"zone": "europe/paris"}, "is not a time zone"),
            ({"weekday": 1}, "a weekly cadence has a weekday, and no other has one"),
            ({"name": "weekly"}, "a weekly cadence has a weekday"),
            ({"name": "weekly", "weekday": 7}, "7 is not a weekday"),
            ({"weekdays": (1,)}, "a cadence on chosen weekdays says which, and no other does"),
            ({"name": "weekdays", "weekdays": (1,)}, "a cadence on chosen weekdays says which"),
            ({"name": "chosen"}, "a cadence on chosen weekdays says which"),
            ({"name": "chosen", "weekdays": (1, 7)}, "7 is not a weekday"),
            ({"name": "chosen", "weekdays": (1,), "weekday": 1}, "a weekly cadence has a weekday, and no other"),
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
        extras: dict[str, Any] = {"weekly": {"weekday": 6}, "chosen": {"weekdays": (6,)}, "monthly": {"day": 31}}
        for name in CADENCES:
            cadence = Cadence(name=name, time=time(8), zone="UTC", **extras.get(name, {}))
            assert cadence.expressions


class TestPlainData:
    @pytest.mark.parametrize(
        ("schedule", "data"),
        [
            (daily("08:00", "UTC"), {"name": "daily", "time": "08:00", "zone": "UTC"}),
            (
                Cadence(name="weekly", time=time(20, 15), zone="UTC", weekday=0),
                {"name": "weekly", "time": "20:15", "zone": "UTC", "weekday": 0},
            ),
            (
                Cadence(name="chosen", time=time(8), zone="UTC", weekdays=(3, 0)),
                {"name": "chosen", "time": "08:00", "zone": "UTC", "weekdays": [0, 3]},
            ),
            (
                Cadence(name="monthly", time=time(8), zone="UTC", day=LAST_DAY),
                {"name": "monthly", "time": "08:00", "zone": "UTC", "day": 0},
            ),
            (cron("0 8 * * mon", "UTC"), {"name": "cron", "cron": "0 8 * * MON", "zone": "UTC"}),
        ],
    )
    def test_a_schedule_says_only_what_it_has(self, schedule: Cadence | CronCadence, data: dict[str, Any]) -> None:
        assert schedule.to_json() == data
        assert schedule_from_json(data) == schedule

    @PROPERTY
    @given(rule=rules())
    def test_any_schedule_survives_being_written_as_json(self, rule: Rule) -> None:
        assert schedule_from_json(json.loads(json.dumps(rule.schedule.to_json()))) == rule.schedule

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({}, "lacks a field"),
            ({"name": "daily", "time": "08:00"}, "lacks a field"),
            ({"name": "daily", "time": 480, "zone": "UTC"}, "of the wrong type"),
            ({"name": "daily", "time": "08:00", "zone": "UTC", "cron": "0 8 * * *"}, "one too many"),
            ({"name": "cron", "cron": "0 8 * * *", "time": "08:00", "zone": "UTC"}, "one too many"),
            ({"name": "cron", "cron": 8, "zone": "UTC"}, "of the wrong type"),
            ({"name": "chosen", "time": "08:00", "zone": "UTC", "weekdays": 3}, "of the wrong type"),
            ({"name": "chosen", "time": "08:00", "zone": "UTC", "weekdays": "03"}, "0 is not a weekday"),
            ({"name": "daily", "time": "8", "zone": "UTC"}, "'8' is not a time of day"),
            ({"name": "daily", "time": "08:00", "zone": "Paris"}, "'Paris' is not a time zone"),
            ({"name": "hourly", "time": "08:00", "zone": "UTC"}, "'hourly' is not a cadence"),
        ],
    )
    def test_anything_else_is_refused_with_a_sentence(self, data: dict[str, Any], sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            schedule_from_json(data)


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

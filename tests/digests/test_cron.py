"""Cron expressions: read as cronsim reads them, by the wall clock, or refused with the reason."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cron import LEAST_INTERVAL, MOST_CHARACTERS, BadCron, checked_cron
from tests.digests.support import cron, keys
from tests.presentation.support import PROPERTY


class TestOccurrences:
    def test_monday_is_monday(self) -> None:
        assert keys(cron("0 8 * * 1"), "2026-11-22T12:00", 1) == ["2026-11-23T08:00"]
        assert keys(cron("0 8 * * MON"), "2026-11-22T12:00", 1) == ["2026-11-23T08:00"]

    @pytest.mark.parametrize("sunday", ["0", "7", "sun"])
    def test_sunday_has_three_names(self, sunday: str) -> None:
        assert keys(cron(f"0 8 * * {sunday}"), "2026-11-20T12:00", 1) == ["2026-11-22T08:00"]

    def test_months_have_names_and_fields_have_steps(self) -> None:
        quarterly = cron("30 9 1 jan-dec/3 *")
        assert keys(quarterly, "2026-11-22T12:00", 3) == ["2027-01-01T09:30", "2027-04-01T09:30", "2027-07-01T09:30"]

    def test_the_first_monday_and_the_last_friday_of_a_month(self) -> None:
        assert keys(cron("0 8 * * MON#1"), "2026-11-22T12:00", 2) == ["2026-12-07T08:00", "2027-01-04T08:00"]
        assert keys(cron("0 8 * * 5L"), "2026-11-22T12:00", 2) == ["2026-11-27T08:00", "2026-12-25T08:00"]

    def test_a_leap_day_comes_every_four_years(self) -> None:
        assert keys(cron("0 8 29 2 *"), "2026-01-01T00:00", 2) == ["2028-02-29T08:00", "2032-02-29T08:00"]
        assert cron("0 8 29 2 *").last_until(datetime(2028, 2, 29, 6, tzinfo=UTC)).key == "2024-02-29T08:00"

    def test_what_fell_together_in_spring_is_one_digest_named_by_the_time_that_the_clocks_show(self) -> None:
        assert keys(cron("0 * * * *"), "2026-03-28T23:30", 3) == [
            "2026-03-29T01:00",
            "2026-03-29T03:00",
            "2026-03-29T04:00",
        ]

    def test_of_two_times_that_the_clocks_skip_the_later_comes(self) -> None:
        assert keys(cron("15,45 2 * * *"), "2026-03-28T23:30", 2) == ["2026-03-29T02:45", "2026-03-30T02:15"]

    def test_each_half_hour_that_is_repeated_in_autumn_comes_once(self) -> None:
        upcoming = cron("*/30 * * * *").upcoming(datetime(2026, 10, 24, 23, 45, tzinfo=UTC), 4)
        assert [(each.key[-5:], f"{each.at:%H:%M}") for each in upcoming] == [
            ("02:00", "00:00"),
            ("02:30", "00:30"),
            ("03:00", "02:00"),
            ("03:30", "02:30"),
        ]

    def test_at_most_four_come_in_any_hour_and_none_is_missing(self) -> None:
        upcoming = cron("*/15 * * * *").upcoming(datetime(2026, 11, 22, tzinfo=UTC), 96)
        assert {later.at - earlier.at for earlier, later in pairwise(upcoming)} == {LEAST_INTERVAL}


class TestWriting:
    @pytest.mark.parametrize("text", ["0 8 * * MON", "0 8 * * mon", "  0\t8  * * Mon\n"])
    def test_letters_and_spaces_do_not_matter(self, text: str) -> None:
        assert cron(text) == cron("0 8 * * MON")
        assert checked_cron(text) == "0 8 * * MON"

    @pytest.mark.parametrize("text", ["*/15 * * * *", "0,15,30,45 * * * *", "0 0 * * *", "45 23,0 * * *", "0 8 LW * *"])
    def test_a_quarter_of_an_hour_is_enough(self, text: str) -> None:
        assert checked_cron(text) == text

    def test_a_hundred_characters_are_enough(self) -> None:
        longest = ",".join(["0"] * 46) + " 8 * * *"
        assert len(longest) == MOST_CHARACTERS - 1
        assert checked_cron(longest) == longest

    @pytest.mark.parametrize(
        ("text", "fault", "sentence"),
        [
            ("0 " * 51, "long", "is too long for a cron expression; keep it to 100 characters"),
            ("@reboot", "nickname", "'@reboot' is a nickname; write the five fields, such as 0 8 * * MON"),
            ("@daily", "nickname", "'@daily' is a nickname"),
            ("0 0 8 * * *", "seconds", "has six fields; a digest knows no seconds, so write five"),
            ("", "fields", "'' is not a cron expression; write five fields, such as 0 8 * * MON"),
            ("0 8 * *", "fields", "'0 8 * *' is not a cron expression"),
            ("61 8 * * *", "field", "the minute of '61 8 * * *', '61', is nothing that cron can read"),
            ("0 24 * * *", "field", "the hour of"),
            ("0 8 32 * *", "field", "the day of the month of"),
            ("0 8 * 13 *", "field", "the month of"),
            ("0 8 * * LUN", "field", "the day of the week of '0 8 * * LUN', 'LUN', is nothing"),
            ("0 8 * * FRI-MON", "field", "the day of the week of"),
            ("٠ 8 * * *", "field", "the minute of"),
            ("0 8 30 2 *", "never", "'0 8 30 2 *' never comes; no such day exists"),
            ("0 8 31 4,6,9,11 *", "never", "never comes"),
            # The first of a month is never its second Monday. Cronsim looks for fifty years.
            ("0 8 */31 * MON#2", "never", "never comes"),
            ("* * * * *", "often", "comes too often (00:01, 00:02); leave 15 minutes between digests"),
            ("*/14 * * * *", "often", "comes too often"),
            ("0,10 8 * * *", "often", "comes too often (08:00, 08:10)"),
            ("0,10 0 * * *", "often", "comes too often (00:00, 00:10)"),
            ("0,55 0,23 * * *", "often", "comes too often (23:55, 00:00)"),
            # No Monday follows another, yet times of day are looked at by themselves.
            ("0,55 0,23 * * MON", "often", "comes too often (23:55, 00:00)"),
        ],
    )
    def test_what_no_digest_can_follow_is_refused_with_the_reason(self, text: str, fault: str, sentence: str) -> None:
        with pytest.raises(BadCron) as refused:
            cron(text)
        assert sentence in str(refused.value)
        assert refused.value.fault == fault

    def test_the_part_at_fault_is_told(self) -> None:
        with pytest.raises(BadCron) as refused:
            checked_cron("0 8 * * lun")
        assert refused.value.part == "LUN"

    def test_the_zone_is_checked_too(self) -> None:
        with pytest.raises(ValueError, match="'Paris' is not a time zone"):
            cron("0 8 * * *", "Paris")

    @PROPERTY
    @given(st.lists(st.text("0123456789*,-/#LWMONTUJAF@ x", max_size=6), min_size=4, max_size=6).map(" ".join))
    def test_whatever_is_typed_is_refused_properly_or_comes_again_and_again(self, text: str) -> None:
        try:
            schedule = cron(text)
        except BadCron:
            return
        first, second = schedule.upcoming(datetime(2026, 11, 22, tzinfo=ZoneInfo("Europe/Paris")), 2)
        assert first.at < second.at

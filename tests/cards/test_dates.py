"""Dates keep the precision they were printed with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.dates import EdtfDate, Point, Precision, parse_date
from tests.cards.support import PROPERTY


def point(text: str) -> Point:
    parsed = parse_date(text)
    assert parsed.end is None
    return parsed.start


def written(part: Point) -> str:
    """Return EDTF for ``part``, put together the other way round."""
    text = f"{part.year:04}"
    text += "" if part.month is None else f"-{part.month:02}"
    text += "" if part.day is None else f"-{part.day:02}"
    return (
        text
        + {(False, False): "", (True, False): "?", (False, True): "~", (True, True): "%"}[
            part.uncertain, part.approximate
        ]
    )


@st.composite
def points(draw: st.DrawFn) -> Point:
    day, parts = draw(st.dates()), draw(st.integers(1, 3))
    return Point(
        day.year,
        day.month if parts > 1 else None,
        day.day if parts > 2 else None,
        uncertain=draw(st.booleans()),
        approximate=draw(st.booleans()),
    )


DATES = points().map(written)


class TestForms:
    @pytest.mark.parametrize(
        ("text", "expected", "precision"),
        [
            ("2019", Point(2019), "year"),
            ("2025-01", Point(2025, 1), "month"),
            ("2025-08-05", Point(2025, 8, 5), "day"),
            ("2024-02-29", Point(2024, 2, 29), "day"),
            ("0001-01-01", Point(1, 1, 1), "day"),
            ("9999-12-31", Point(9999, 12, 31), "day"),
            ("2025-01?", Point(2025, 1, uncertain=True), "month"),
            ("2025-01~", Point(2025, 1, approximate=True), "month"),
            ("2019%", Point(2019, uncertain=True, approximate=True), "year"),
            ("2025-08-05?", Point(2025, 8, 5, uncertain=True), "day"),
        ],
    )
    def test_a_date_keeps_its_precision_and_its_doubts(self, text: str, expected: Point, precision: Precision) -> None:
        assert point(text) == expected
        assert point(text).precision == precision

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2025-01/2025-08", EdtfDate(Point(2025, 1), Point(2025, 8))),
            ("2019/2025-08-05", EdtfDate(Point(2019), Point(2025, 8, 5))),
            ("2025-01~/2025-08?", EdtfDate(Point(2025, 1, approximate=True), Point(2025, 8, uncertain=True))),
            ("2025-08-05/2025", EdtfDate(Point(2025, 8, 5), Point(2025))),
            ("2025/2025", EdtfDate(Point(2025), Point(2025))),
        ],
    )
    def test_an_interval_keeps_both_ends_as_they_were_written(self, text: str, expected: EdtfDate) -> None:
        assert parse_date(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "hier", "août 2025", "5 août", "today"),
            *("19", "201", "20190", "-0044", "Y12025", "201X", "2019-XX", "2025-21T"),
            *("2025-8", "2025-8-5", "25-08-05", "20250805", "2025/08/05", "05/08/2025", "05-08-2025", "2025.08.05"),
            *("2025-08-05T10:00", "2025-08-05 10:00", " 2025", "2025 ", "2025\n"),
            *("?2025", "2025??", "2025?~", "2025-?08", "2025~-08"),
            *("2025/", "/2025", "2025/..", "../2025", "..", "/", "2025-01/02", "2025-08-05/06", "2019/2020/2021"),
        ],
    )
    def test_what_is_not_a_date_is_refused_with_the_forms_that_are(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a date; write 2025, 2025-08 or 2025-08-05"):
            parse_date(text)

    @pytest.mark.parametrize(
        "text",
        [
            *("2025-13", "2025-21", "2025-02-29", "2025-04-31", "2025-08-32", "0000"),
            *(pytest.param(text) for text in ("2025-00", "2025-08-00", "2025-00-05~")),
        ],
    )
    def test_a_day_that_never_was_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=f"'{text}' is not a day of the calendar"):
            parse_date(text)

    @pytest.mark.parametrize("text", ["2025-08/2025-01", "2025/2024", "2025-08-05/2025-08-04", "2025/2024-12-31"])
    def test_an_interval_that_ends_before_it_begins_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=f"the interval {text} ends before it begins"):
            parse_date(text)

    @pytest.mark.parametrize("text", ["２０２５", "٢٠٢٥-٠٨"])
    def test_only_the_digits_of_the_articles_are_digits(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a date"):
            parse_date(text)


class TestBounds:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2019", date(2019, 1, 1), date(2019, 12, 31)),
            ("2025-01", date(2025, 1, 1), date(2025, 1, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2025-02~", date(2025, 2, 1), date(2025, 2, 28)),
            ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
            ("2025-08-05?", date(2025, 8, 5), date(2025, 8, 5)),
            ("2025-01/2025-08", date(2025, 1, 1), date(2025, 8, 31)),
            ("2019/2025-08-05", date(2019, 1, 1), date(2025, 8, 5)),
            ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ],
    )
    def test_a_date_covers_all_the_days_it_may_mean(self, text: str, first: date, last: date) -> None:
        parsed = parse_date(text)
        assert (parsed.first_day, parsed.last_day) == (first, last)

    def test_dates_are_in_chronological_order_and_the_more_precise_comes_first(self) -> None:
        ordered = [
            *("2018-12-31", "2019-01-01", "2019-01", "2019-01/2019-02", "2019", "2019/2020"),
            *("2019-01-02", "2019-02", "2025-01-31", "2025-08", "2025-08-05"),
        ]
        backwards = ordered[::-1]
        assert sorted(backwards, key=lambda text: parse_date(text).sort_key) == ordered


class TestProperties:
    @PROPERTY
    @given(points())
    def test_a_date_that_was_written_is_read_back(self, expected: Point) -> None:
        assert point(written(expected)) == expected

    @PROPERTY
    @given(points(), points())
    def test_an_interval_is_read_back_or_ends_before_it_begins(self, start: Point, end: Point) -> None:
        text = f"{written(start)}/{written(end)}"
        if end.last_day < start.first_day:
            with pytest.raises(ValueError, match="ends before it begins"):
                parse_date(text)
        else:
            assert parse_date(text) == EdtfDate(start, end)

    @PROPERTY
    @given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), st.integers(1, 3))
    def test_the_days_around_a_date_are_outside_it(self, day: date, parts: int) -> None:
        parsed = parse_date("-".join(day.isoformat().split("-")[:parts]))
        assert parsed.first_day <= day <= parsed.last_day
        for outside in (parsed.first_day - timedelta(days=1), parsed.last_day + timedelta(days=1)):
            assert outside.isoformat().split("-")[:parts] != day.isoformat().split("-")[:parts]

    @PROPERTY
    @given(DATES, DATES)
    def test_what_ended_before_something_else_began_comes_before_it(self, first: str, second: str) -> None:
        a, b = parse_date(first), parse_date(second)
        if a.last_day < b.first_day:
            assert a.sort_key < b.sort_key
        if a.sort_key < b.sort_key:
            assert a.first_day <= b.first_day

    @PROPERTY
    @given(st.text(alphabet="0123456789-/?~%.XTé ", max_size=12) | st.text(max_size=6))
    def test_any_text_is_a_date_or_is_refused_with_a_sentence(self, text: str) -> None:
        try:
            parsed = parse_date(text)
        except ValueError as error:
            assert any(words in str(error) for words in ("is not a d", "ends before it begins"))  # noqa: PT017
        else:
            assert parsed.first_day <= parsed.last_day

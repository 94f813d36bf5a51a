"""Dates in words: as precise as they are known, in both languages."""

from datetime import UTC, date, datetime

import pytest

from bot.cards.dates import parse_date
from bot.cards.schema import When
from bot.cards.text import Text
from bot.presentation.dates import date_in_words, day_in_words, when_in_words
from bot.presentation.digests import moment_in_words
from tests.presentation.support import LOCALIZERS


@pytest.mark.parametrize(
    ("edtf", "french", "english"),
    [
        ("2019", "2019", "2019"),
        ("2025-01", "janvier 2025", "January 2025"),
        ("2025-11", "novembre 2025", "November 2025"),
        ("2025-08-05", "5 août 2025", "5 August 2025"),
        ("2025-08-01", "1er août 2025", "1 August 2025"),
        ("2025-08-10", "10 août 2025", "10 August 2025"),
        ("2025-08-11", "11 août 2025", "11 August 2025"),
        ("2025-08-21", "21 août 2025", "21 August 2025"),
        ("2025-01~", "janvier 2025 environ", "about January 2025"),
        ("2025?", "2025 (date incertaine)", "2025 (uncertain)"),
        ("2025-08-01%", "1er août 2025 environ (date incertaine)", "about 1 August 2025 (uncertain)"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(edtf: str, french: str, english: str) -> None:
    when = parse_date(edtf)
    assert date_in_words(when, LOCALIZERS["fr"]) == french
    assert date_in_words(when, LOCALIZERS["en"]) == english


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_interval_shows_both_ends_each_with_its_own_precision(language: str) -> None:
    localizer = LOCALIZERS["fr" if language == "fr" else "en"]
    words = date_in_words(parse_date("2025-01/2025-08-01~"), localizer)
    ends = [date_in_words(parse_date(end), localizer) for end in ("2025-01", "2025-08-01~")]
    assert words.startswith(ends[0])
    assert words.endswith(ends[1])
    assert len(words) > len("".join(ends))


@pytest.mark.parametrize(("language", "remark"), [("fr", "déduite"), ("en", "inferred")])
def test_an_inferred_date_says_so_and_a_stated_one_does_not(language: str, remark: str) -> None:
    localizer = LOCALIZERS["fr" if language == "fr" else "en"]
    note = Text(fr="D’après la parution.", en="From the publication.")
    when = parse_date("2025-08-05")
    inferred = when_in_words(When(date=when, basis="inferred", note=note), localizer)
    stated = when_in_words(When(date=when), localizer)
    assert stated == date_in_words(when, localizer)
    assert inferred.startswith(stated)
    assert remark in inferred


def test_a_day_reads_like_any_date() -> None:
    assert day_in_words(date(2026, 12, 1), LOCALIZERS["fr"]) == "1er décembre 2026"
    assert day_in_words(date(2026, 12, 1), LOCALIZERS["en"]) == "1 December 2026"


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("Europe/Paris", ("mardi 1er décembre 2026", "00:30"), ("Tuesday 1 December 2026", "00:30")),
        ("America/New_York", ("lundi 30 novembre 2026", "18:30"), ("Monday 30 November 2026", "18:30")),
    ],
)
def test_a_moment_is_told_by_the_clock_of_its_zone(
    zone: str, french: tuple[str, str], english: tuple[str, str]
) -> None:
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    for localizer, (day, time) in ((LOCALIZERS["fr"], french), (LOCALIZERS["en"], english)):
        words = moment_in_words(at, zone, localizer)
        assert words.startswith(day)
        assert words.endswith(time)


@pytest.mark.parametrize(
    ("day", "hour", "french"),
    [(1, 0, "mardi 1er décembre 2026"), (10, 1, "jeudi 10 décembre 2026"), (11, 11, "vendredi 11 décembre 2026")],
)
def test_only_the_first_of_the_month_is_an_ordinal_in_french(day: int, hour: int, french: str) -> None:
    words = moment_in_words(datetime(2026, 12, day, hour, 1, tzinfo=UTC), "UTC", LOCALIZERS["fr"])
    assert words.startswith(french)
    assert words.endswith(f"{hour:02}:01")

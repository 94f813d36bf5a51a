"""Time zones by the names people use."""

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.digests import zones
from bot.digests.zones import is_zone, zone_named, zones_matching


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("europe paris", "Europe/Paris"),
        ("paris", "Europe/Paris"),
        (" Paris ", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("Londres", "Europe/London"),
        ("genève", "Europe/Zurich"),
        ("São Paulo", "America/Sao_Paulo"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("buenos aires", "America/Buenos_Aires"),
        ("utc", "UTC"),
        ("Etc/GMT+1", "Etc/GMT+1"),
        ("Etc/GMT-1", "Etc/GMT-1"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(text: str, zone: str) -> None:
    assert zone_named(text) == zone


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Pariss", "'Pariss' is not a time zone that I know; did you mean Europe/Paris?"),
        ("qqqq", "write a city or a name such as Europe/Paris"),
        ("", "write a city or a name such as Europe/Paris"),
        # Two zones are called so: the full name is asked for rather than one of them guessed.
        ("eastern", "is not a time zone that I know"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_closest(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        zone_named(text)


def test_every_city_of_ours_lies_in_a_zone_that_exists() -> None:
    assert set(zones._ALSO_CALLED.values()) | set(zones._FIRST) <= available_timezones()


def test_zones_that_share_a_city_share_their_clocks() -> None:
    """So it does not matter which of them the city's name means."""

    def city(zone: str) -> str:
        return zone.rpartition("/")[2]

    named = sorted(zones._by_name().values(), key=city)
    for _, same in groupby(named, key=city):
        clocks = {
            tuple(datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in range(1, 13))
            for zone in same
        }
        assert len(clocks) == 1


def test_only_exact_names_are_zones() -> None:
    assert is_zone("Europe/Paris")
    assert not is_zone("europe/paris")
    assert not is_zone("../etc/passwd")


def test_before_anything_is_typed_likely_zones_are_offered() -> None:
    assert zones_matching("", 25)[0] == "Europe/Paris"
    assert len(zones_matching("", 3)) == 3


def test_cities_that_begin_so_come_first_then_words_within_names() -> None:
    assert zones_matching("par", 25) == ("America/Paramaribo", "Europe/Paris")
    assert "America/New_York" in zones_matching("york", 25)
    assert zones_matching("indiana", 2) == ("America/Indianapolis", "America/Indiana/Indianapolis")
    assert zones_matching("lond", 1) == ("Europe/London",)
    assert zones_matching("eur", 25)[0] == "Europe/Amsterdam"


def test_no_more_are_offered_than_asked_for_and_none_twice() -> None:
    offered = zones_matching("a", 25)
    assert len(set(offered)) == 25
    assert zones_matching("zzz", 25) == ()

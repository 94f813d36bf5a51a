"""Time zones by the names people use."""

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.digests import zones
from bot.digests.zones import is_zone, label, zone_named, zones_matching
from tests.digests.support import utc


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
        ("lord howe", "Australia/Lord_Howe"),
        ("Nouméa", "Pacific/Noumea"),
        ("noumea", "Pacific/Noumea"),
        ("Nouvelle-Calédonie", "Pacific/Noumea"),
        ("New Caledonia", "Pacific/Noumea"),
        ("Nouvelle-Calédonie/Nouméa", "Pacific/Noumea"),
        ("La Réunion", "Indian/Reunion"),
        ("Réunion", "Indian/Reunion"),
        ("Le Caire", "Africa/Cairo"),
        ("Cairo", "Africa/Cairo"),
        ("La Havane", "America/Havana"),
        ("Katmandou", "Asia/Kathmandu"),
        ("Népal", "Asia/Kathmandu"),
        ("Athènes", "Europe/Athens"),
        ("Séoul", "Asia/Seoul"),
        ("Varsovie", "Europe/Warsaw"),
        ("Pékin", "Asia/Shanghai"),
        ("Genève", "Europe/Zurich"),
        ("Geneva", "Europe/Zurich"),
        ("Suisse", "Europe/Zurich"),
        ("Lyon", "Europe/Paris"),
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
        # A country with several is not guessed either, and the likeliest is offered.
        ("États-Unis", "'États-Unis' is not a time zone that I know; did you mean America/New_York?"),
        ("Allemagne", "did you mean Europe/Berlin?"),
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


def test_cities_that_begin_so_come_first_the_likely_ones_before_others() -> None:
    assert zones_matching("par", 3) == ("Europe/Paris", "America/Paramaribo", "America/Asuncion")
    assert zones_matching("pa", 1) == ("Europe/Paris",)
    assert "America/New_York" in zones_matching("york", 25)
    assert zones_matching("indiana", 2) == ("America/Indianapolis", "America/Indiana/Indianapolis")
    assert zones_matching("lond", 1) == ("Europe/London",)
    assert zones_matching("eur", 25)[:2] == ("Europe/Paris", "Europe/Brussels")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("lord h", "Australia/Lord_Howe"),
        ("noum", "Pacific/Noumea"),
        ("Nouvelle-Cal", "Pacific/Noumea"),
        ("calédonie", "Pacific/Noumea"),
        ("la réu", "Indian/Reunion"),
        ("reu", "Indian/Reunion"),
        ("katm", "Asia/Kathmandu"),
        ("kathm", "Asia/Kathmandu"),
        ("états", "America/New_York"),
        ("united st", "America/New_York"),
        ("belgi", "Europe/Brussels"),
    ],
)
def test_cities_and_countries_are_offered_in_both_languages(typed: str, zone: str) -> None:
    assert zones_matching(typed, 1) == (zone,)


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Paris", "2026-11-22T12:00", "Europe/Paris (UTC+01:00)"),
        ("Europe/Paris", "2026-07-01T12:00", "Europe/Paris (UTC+02:00)"),
        ("Asia/Kathmandu", "2026-11-22T12:00", "Asia/Kathmandu (UTC+05:45)"),
        ("Australia/Lord_Howe", "2026-07-01T12:00", "Australia/Lord_Howe (UTC+10:30)"),
        ("America/St_Johns", "2026-11-22T12:00", "America/St_Johns (UTC−03:30)"),
        ("UTC", "2026-11-22T12:00", "UTC (UTC+00:00)"),
        # The day Samoa left out: its clocks go from one end of the world to the other.
        ("Pacific/Apia", "2011-12-30T09:59", "Pacific/Apia (UTC−10:00)"),
        ("Pacific/Apia", "2011-12-30T10:00", "Pacific/Apia (UTC+14:00)"),
    ],
)
def test_a_label_tells_the_offset_of_that_instant(zone: str, at: str, expected: str) -> None:
    assert label(zone, utc(at)) == expected


def test_no_more_are_offered_than_asked_for_and_none_twice() -> None:
    offered = zones_matching("a", 25)
    assert len(set(offered)) == 25
    assert zones_matching("zzz", 25) == ()

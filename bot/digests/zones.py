"""Time zones by the names people use: ``Europe/Paris``, ``paris``, ``Londres``, ``La Réunion``, ``Nouméa``."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from bot.cards.text import LANGUAGES, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The parts of the tz database whose names end in a city. The rest ("US/Eastern", "Etc/GMT+1") answers to its
# full name only: "eastern" is two zones, and "Etc/GMT+1" is one hour *behind* Greenwich.
_AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)

# Offered before anything is typed.
_FIRST = (
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Zurich",
    "America/Montreal",
    "Europe/London",
    "America/New_York",
    "UTC",
)

# Cities people look for that neither the tz database nor Unicode's CLDR names, because they share a zone.
_ALSO_CALLED = {
    "barcelona": "Europe/Madrid",
    "barcelone": "Europe/Madrid",
    "beijing": "Asia/Shanghai",
    "bordeaux": "Europe/Paris",
    "geneva": "Europe/Zurich",
    "geneve": "Europe/Zurich",
    "lausanne": "Europe/Zurich",
    "lille": "Europe/Paris",
    "lyon": "Europe/Paris",
    "marseille": "Europe/Paris",
    "milan": "Europe/Rome",
    "mumbai": "Asia/Kolkata",
    "nantes": "Europe/Paris",
    "nice": "Europe/Paris",
    "pekin": "Asia/Shanghai",
    "quebec": "America/Toronto",
    "san francisco": "America/Los_Angeles",
    "strasbourg": "Europe/Paris",
    "toulouse": "Europe/Paris",
    "washington": "America/New_York",
}


@cache
def _zones() -> frozenset[str]:
    """Return every name. The list of the ``tzdata`` package is one small file; zoneinfo would open 600."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def _by_exact_name() -> Mapping[str, str]:
    return {zone.casefold(): zone for zone in _zones()}


@cache
def _by_name() -> Mapping[str, str]:
    """Return zones by folded name, then by the country and the city in French and in English."""
    places = sorted(zone for zone in _zones() if zone.partition("/")[0] in _AREAS)
    names = {fold(zone): zone for zone in places}
    for country, city, zone in _spoken():
        names.setdefault(f"{country} {city}", zone)
    return names


@cache
def _by_city() -> Mapping[str, str]:
    """Return zones by folded city; where two names share a city (one is a link), the shorter path wins."""
    cities = {"utc": "UTC", **_ALSO_CALLED}
    for zone in sorted(_by_name().values(), key=lambda zone: (zone.count("/"), zone)):
        cities.setdefault(fold(zone.rpartition("/")[2]), zone)
    for _, city, zone in _spoken():
        cities.setdefault(city, zone)
    return dict(sorted(cities.items()))


@cache
def _by_country() -> Mapping[str, str]:
    """Return the zones of countries, and of territories, that have a single one."""
    zones: dict[str, set[str]] = defaultdict(set)
    for country, _, zone in _spoken():
        zones[country].add(zone)
    return {country: min(its_own) for country, its_own in zones.items() if len(its_own) == 1}


@cache
def _spoken() -> Sequence[tuple[str, str, str]]:
    """Return the folded country, the folded city and the zone, in each language, as Unicode's CLDR has them."""
    countries: Mapping[str, str] = get_global("zone_territories")
    renamed: Mapping[str, str] = get_global("zone_aliases")
    spoken = set()
    for locale in map(Locale, LANGUAGES):
        cities = {
            renamed.get(zone, zone): names["city"] for zone, names in locale.time_zones.items() if "city" in names
        }
        for zone in _zones() & countries.keys():
            city = cities.get(zone) or zone.rpartition("/")[2]
            spoken.add((fold(locale.territories[countries[zone]]), fold(city), zone))
    return sorted(spoken)


def is_zone(name: str) -> bool:
    """Say whether ``name`` is exactly an IANA name."""
    return name in _zones()


def zone_named(text: str) -> str:
    """Return the IANA name that ``text`` means: such a name in any case, a city, or a country with one zone.

    Accents do not matter. Raises ValueError with a sentence that offers the closest zone.
    """
    wanted = fold(text)
    exact = _by_exact_name().get(text.strip().casefold())
    zone = exact or _by_city().get(wanted) or _by_name().get(wanted) or _by_country().get(wanted)
    if zone:
        return zone
    close = zones_matching(text, 1) if wanted else ()
    close = close or tuple(_by_city()[city] for city in get_close_matches(wanted, _by_city(), n=1))
    hint = f"did you mean {close[0]}?" if close else "write a city or a name such as Europe/Paris"
    raise ValueError(f"{text!r} is not a time zone that I know; {hint}")


def zones_matching(text: str, limit: int) -> tuple[str, ...]:
    """Return at most ``limit`` IANA names for what has been typed so far, best first.

    Cities that begin so come first, then names and countries with a word that does: of these, the likely ones first.
    """
    typed = fold(text)
    if not typed:
        return _FIRST[:limit]
    cities = [zone for city, zone in _by_city().items() if city.startswith(typed)]
    words = [zone for name, zone in _by_name().items() if f" {typed}" in f" {name}"]
    for found in (cities, words):
        found.sort(key=lambda zone: _FIRST.index(zone) if zone in _FIRST else len(_FIRST))
    return tuple(dict.fromkeys([*cities, *words]))[:limit]


def label(zone: str, instant: datetime) -> str:
    """Return the zone and how far its clocks are from UTC at ``instant``: ``Europe/Paris (UTC+01:00)``."""
    offset = f"{instant.astimezone(ZoneInfo(zone)):%z}"  # +0100
    return f"{zone} (UTC{offset[:3]}:{offset[3:5]})".replace("(UTC-", "(UTC\u2212")

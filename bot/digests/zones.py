"""Time zones by the names people use: ``Europe/Paris``, ``paris``, ``new york``, ``Londres``."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

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

# Cities people look for and the tz database calls otherwise: French names, and places that share a zone.
_ALSO_CALLED = {
    "alger": "Africa/Algiers",
    "athenes": "Europe/Athens",
    "barcelone": "Europe/Madrid",
    "bruxelles": "Europe/Brussels",
    "bucarest": "Europe/Bucharest",
    "copenhague": "Europe/Copenhagen",
    "geneve": "Europe/Zurich",
    "la havane": "America/Havana",
    "la reunion": "Indian/Reunion",
    "le caire": "Africa/Cairo",
    "lisbonne": "Europe/Lisbon",
    "londres": "Europe/London",
    "lyon": "Europe/Paris",
    "marseille": "Europe/Paris",
    "milan": "Europe/Rome",
    "moscou": "Europe/Moscow",
    "mumbai": "Asia/Kolkata",
    "pekin": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "quebec": "America/Toronto",
    "san francisco": "America/Los_Angeles",
    "seoul": "Asia/Seoul",
    "singapour": "Asia/Singapore",
    "varsovie": "Europe/Warsaw",
    "vienne": "Europe/Vienna",
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
    places = sorted(zone for zone in _zones() if zone.partition("/")[0] in _AREAS)
    return {fold(zone): zone for zone in places}


@cache
def _by_city() -> Mapping[str, str]:
    """Return zones by folded city; where two names share a city (one is a link), the shorter path wins."""
    cities = {"utc": "UTC", **_ALSO_CALLED}
    for zone in sorted(_by_name().values(), key=lambda zone: (zone.count("/"), zone)):
        cities.setdefault(fold(zone.rpartition("/")[2]), zone)
    return dict(sorted(cities.items()))


def is_zone(name: str) -> bool:
    """Say whether ``name`` is exactly an IANA name."""
    return name in _zones()


def zone_named(text: str) -> str:
    """Return the IANA name that ``text`` means: such a name in any case, or a city, accents or not.

    Raises ValueError with a sentence that offers the closest city.
    """
    wanted = fold(text)
    zone = _by_exact_name().get(text.strip().casefold()) or _by_city().get(wanted) or _by_name().get(wanted)
    if zone:
        return zone
    close = get_close_matches(wanted, _by_city(), n=1)
    hint = f"did you mean {_by_city()[close[0]]}?" if close else "write a city or a name such as Europe/Paris"
    raise ValueError(f"{text!r} is not a time zone that I know; {hint}")


def zones_matching(text: str, limit: int) -> tuple[str, ...]:
    """Return at most ``limit`` IANA names for what has been typed so far, best first.

    Cities that begin so come first, then names with a word that does.
    """
    typed = fold(text)
    if not typed:
        return _FIRST[:limit]
    cities = [zone for city, zone in _by_city().items() if city.startswith(typed)]
    words = [zone for name, zone in _by_name().items() if f" {typed}" in f" {name}"]
    return tuple(dict.fromkeys([*cities, *words]))[:limit]

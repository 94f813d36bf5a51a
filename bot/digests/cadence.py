"""The rhythm of a digest: daily, on some weekdays, monthly, at a time of day; or a cron expression."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from bot.digests.cron import checked_cron
from bot.digests.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

CadenceName = Literal["daily", "weekdays", "chosen", "weekly", "monthly"]
CADENCES: tuple[CadenceName, ...] = get_args(CadenceName)
LAST_DAY = 0
_MISSING_IN_FEBRUARY = frozenset({29, 30})

_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2})|\s*[hH]\s*([0-9]{2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence(Schedule):
    """A digest at a time of day, on the days that ``name`` says.

    ``time`` has hours and minutes only. Weekdays count from 0 for Monday to 6 for Sunday: ``weekly`` has one,
    ``weekday``, and ``chosen`` any set of them, ``weekdays``, kept in order; ``weekdays`` as a name means Monday
    to Friday. ``monthly`` has a ``day``: 1 to 31, or 0 for the last day. Raises ValueError with a sentence.
    """

    name: CadenceName
    time: dt.time
    weekday: int | None = None
    weekdays: tuple[int, ...] = ()
    day: int | None = None

    def __post_init__(self) -> None:
        if self.name not in CADENCES:
            raise ValueError(f"{self.name!r} is not a cadence; choose {', '.join(CADENCES)}")
        if self.time != dt.time(self.time.hour, self.time.minute):
            raise ValueError(f"the time {self.time} has more than hours and minutes")
        Schedule.__post_init__(self)
        if (self.weekday is not None) != (self.name == "weekly"):
            raise ValueError("a weekly cadence has a weekday, and no other has one")
        if bool(self.weekdays) != (self.name == "chosen"):
            raise ValueError("a cadence on chosen weekdays says which, and no other does")
        if (self.day is not None) != (self.name == "monthly"):
            raise ValueError("a monthly cadence has a day of the month, and no other has one")
        for weekday in (self.weekday, *self.weekdays):
            if weekday not in {None, *range(7)}:
                raise ValueError(f"{weekday} is not a weekday; count from 0 for Monday to 6 for Sunday")
        if self.day not in {None, *range(32)}:
            raise ValueError(f"{self.day} is not a day of the month; write 1 to 31, or 0 for the last day")
        # Equal sets of weekdays are equal cadences, in whatever order they were chosen.
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    @property
    def expressions(self) -> tuple[str, ...]:
        """The cron expressions that together name the occurrences (cron counts Sunday as 0).

        "On the 30th" means the 30th, and the last day of a month that has none: whoever asks for a monthly
        digest expects one a month, where plain cron would skip February. That takes two expressions.
        """
        return tuple(f"{self.time.minute} {self.time.hour} {days}" for days in self._days())

    def _days(self) -> tuple[str, ...]:
        if self.name == "daily":
            return ("* * *",)
        if self.name == "weekdays":
            return ("* * 1-5",)
        if self.day is None:
            chosen = self.weekdays if self.weekday is None else (self.weekday,)
            return ("* * " + ",".join(str((weekday + 1) % 7) for weekday in chosen),)
        if self.day in _MISSING_IN_FEBRUARY:
            return f"{self.day} * *", "L 2 *"
        return ("L * *" if self.day in {LAST_DAY, 31} else f"{self.day} * *",)

    def to_json(self) -> dict[str, Any]:
        own = {"weekday": self.weekday, "weekdays": list(self.weekdays) or None, "day": self.day}
        always = {"name": self.name, "time": self.time.isoformat(timespec="minutes"), "zone": self.zone}
        return always | {field: value for field, value in own.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class CronCadence(Schedule):
    """A digest whenever a cron expression says, for experts. Raises ValueError, as BadCron for the expression.

    ``cron`` has five fields and is kept as ``checked_cron`` returns it. As in Debian's cron, a day that is given
    by the month and by the week is either of the two, unless one of these fields begins with a star.
    """

    name: ClassVar[Literal["cron"]] = "cron"

    cron: str

    def __post_init__(self) -> None:
        Schedule.__post_init__(self)
        object.__setattr__(self, "cron", checked_cron(self.cron))

    @property
    def expressions(self) -> tuple[str, ...]:
        return (self.cron,)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "cron": self.cron, "zone": self.zone}


def schedule_from_json(data: Mapping[str, Any]) -> Cadence | CronCadence:
    """Read what ``to_json`` wrote, or a person by hand. Raises ValueError with a sentence."""
    fields = dict(data)
    try:
        if fields.get("name") == CronCadence.name:
            del fields["name"]
            return CronCadence(**fields)
        return Cadence(**fields | {"time": parse_time(fields["time"]), "weekdays": tuple(fields.get("weekdays", ()))})
    except (AttributeError, KeyError, TypeError):
        raise ValueError(
            f"{fields} is not a schedule; it lacks a field, or has one too many or of the wrong type"
        ) from None


def schedule_in_its_place(data: Mapping[str, Any]) -> Cadence | CronCadence:
    """Return what stands in for a schedule that cannot be read: the same in UTC, or else every day at eight."""
    with suppress(ValueError):
        return schedule_from_json({**data, "zone": "UTC"})
    return Cadence(name="daily", time=dt.time(8), zone="UTC")


def parse_time(text: str) -> dt.time:
    """Read a time of day as people write it: ``8:00``, ``08:00``, ``20:15``, ``8h``, ``8h30``.

    Raises ValueError with a sentence.
    """
    match = _TIME.fullmatch(text.strip())
    if match:
        with suppress(ValueError):
            return dt.time(int(match[1]), int(match[2] or match[3] or 0))
    raise ValueError(f"{text!r} is not a time of day; write it as 8:00, 20:15 or 8h30")

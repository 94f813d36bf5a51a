"""A digest declared in a file rather than ordered in Discord, and what makes it one that can be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from bot.cards.diagnostics import Mistake
from bot.cards.schema import ID_FORM
from bot.cards.text import STRICT, Language
from bot.digests.cadence import LAST_DAY, Cadence, CronCadence, parse_time
from bot.digests.subscription import (
    CHANNEL_KINDS,
    TAGS_LIMIT,
    TITLE_LIMIT,
    ChannelKind,
    NewSubscription,
    Options,
    Place,
)
from bot.digests.zones import zone_named

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Made = TypeVar("Made")
CadenceWord = Literal["daily", "weekdays", "chosen", "weekly", "monthly", "cron"]

_ON_WEEKDAYS = frozenset({"chosen", "weekly"})


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value not in {"true", "false"}:
        raise ValueError(f"{value!r} is neither true nor false")
    return value == "true"


def _day(value: Any) -> Any:
    return LAST_DAY if value == "last" else value


Snowflake = Annotated[int, Field(gt=0, lt=2**63)]
Flag = Annotated[bool, BeforeValidator(_flag)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Declaration:
    """One entry of the file. ``server``, ``channel``, ``tags`` and ``fallback`` are ids of Discord's.

    ``weekdays`` are for the cadences ``chosen`` and ``weekly`` (one), ``day`` for ``monthly`` (1 to 31, or 0 for the
    last), ``cron`` is the expression where the cadence is ``cron``. The rest is what ``Options`` has.
    """

    name: Annotated[str, Field(pattern=ID_FORM, max_length=60)]
    server: Snowflake
    channel: Snowflake
    cadence: CadenceWord
    zone: str
    language: Language
    kind: ChannelKind = "text"
    time: str | None = None
    weekdays: tuple[Weekday, ...] = ()
    day: Annotated[Annotated[int, Field(ge=0, le=31)] | None, BeforeValidator(_day)] = None
    cron: str | None = None
    topics: tuple[str, ...] = ()
    publish: Flag = False
    even_if_empty: Flag = False
    grace: Annotated[int, Field(ge=0, le=1440)] | None = None
    title: Annotated[str, Field(max_length=TITLE_LIMIT)] = ""
    tags: Annotated[tuple[Snowflake, ...], Field(max_length=TAGS_LIMIT)] = ()
    fallback: Snowflake | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Declaration:
        self._require_what_the_cadence_takes()
        self._require_what_the_channel_takes()
        self.schedule()
        return self

    def schedule(self) -> Cadence | CronCadence:
        """Return when it is due. Raises Mistake."""
        zone = _tried("zone", lambda: zone_named(self.zone))
        if self.cadence == "cron":
            return _tried("cron", lambda: CronCadence(cron=self.cron or "", zone=zone))
        time = _tried("time", lambda: parse_time(self.time or ""))
        numbers = tuple(WEEKDAYS.index(each) for each in self.weekdays)
        return Cadence(
            name=self.cadence,
            time=time,
            zone=zone,
            weekday=numbers[0] if self.cadence == "weekly" else None,
            weekdays=numbers if self.cadence == "chosen" else (),
            day=self.day,
        )

    def subscription(self, now: datetime) -> NewSubscription:
        """Return what it asks for, as of ``now``. Nobody in Discord made it: ``created_by`` is 0."""
        return NewSubscription(
            place=Place(guild_id=self.server, channel_id=self.channel, kind=self.kind),
            cadence=self.schedule(),
            topics=self.topics,
            language=self.language,
            created_by=0,
            created_at=now,
            options=Options(
                publish=self.publish,
                even_if_empty=self.even_if_empty,
                grace=self.grace,
                title=self.title,
                tags=self.tags,
                fallback_id=self.fallback,
            ),
            declared=self.name,
        )

    def _require_what_the_cadence_takes(self) -> None:
        takes = {
            "cron": self.cadence == "cron",
            "time": self.cadence != "cron",
            "weekdays": self.cadence in _ON_WEEKDAYS,
            "day": self.cadence == "monthly",
        }
        for key, wanted in takes.items():
            given = getattr(self, key) not in {None, ()}
            if wanted and not given:
                raise Mistake("K02", f"a digest that is {self.cadence!r} has {key!r}", f"add a line `{key}:`")
            if given and not wanted:
                raise Mistake("K07", f"a digest that is {self.cadence!r} has no {key!r}", "remove it", path=(key,))
        if self.cadence == "weekly" and len(self.weekdays) > 1:
            raise Mistake("K07", "a weekly digest has one weekday", "or write `cadence: chosen`", path=("weekdays",))

    def _require_what_the_channel_takes(self) -> None:
        takes = {"publish": "announcement", "title": "forum", "tags": "forum"}
        for key, kind in takes.items():
            if getattr(self, key) and self.kind != kind:
                remedy = f"write `kind: {kind}` if that is what the channel is; there are {', '.join(CHANNEL_KINDS)}"
                raise Mistake("K07", f"{key!r} is for {kind} channels only", remedy, path=(key,))


def _tried(key: str, make: Callable[[], Made]) -> Made:
    """Return what ``make`` makes of the value of ``key``; its ValueError is a mistake there."""
    try:
        return make()
    except ValueError as error:
        raise Mistake("K07", str(error), path=(key,)) from None

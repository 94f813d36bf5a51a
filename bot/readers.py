"""What the bot remembers of those who read it, which is next to nothing, and what it needs to remember it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards.schema import Kind
from bot.cards.text import Language

# Where time is told for those who named no zone.
_USUAL_ZONE: Mapping[Language, str] = {"fr": "Europe/Paris", "en": "UTC"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member chose; None leaves the language to their Discord, and the zone to the language."""

    language: Language | None = None
    zone: str | None = None

    def zone_in(self, language: Language) -> str:
        """Return the time zone for somebody who reads in ``language``."""
        return self.zone or _USUAL_ZONE[language]


NO_PREFERENCES = Preferences()


@dataclass(frozen=True, slots=True)
class Known:
    """All that is stored about a member: ``digests`` counts those that say it was they who created them."""

    preferences: Preferences = NO_PREFERENCES
    caught_up_at: datetime | None = None
    digests: int = 0

    @property
    def nothing(self) -> bool:
        return self == Known()


class Members(Protocol):
    """What members chose, kept in memory so that reading it never waits, and in the database."""

    def preferences(self, member_id: int) -> Preferences: ...

    async def choose_language(self, member_id: int, language: Language | None) -> None:
        """Remember the language a member chose. Raises StorageError."""
        ...

    async def choose_zone(self, member_id: int, zone: str | None) -> None:
        """Remember the time zone a member chose. Raises StorageError."""
        ...

    async def known(self, member_id: int) -> Known:
        """Return all that is stored about a member. Raises StorageError."""
        ...

    async def caught_up_at(self, member_id: int) -> datetime | None:
        """Return which arrivals a member has seen: those up to then. None before the first. Raises StorageError."""
        ...

    async def caught_up(self, member_id: int, at: datetime, *, stranger: bool) -> None:
        """Remember that a member has seen the arrivals up to ``at``; never goes back. Raises StorageError.

        Only of a ``stranger``, of whom nothing was stored when they asked, is anything stored anew: somebody else may
        have asked to be forgotten meanwhile.
        """
        ...

    async def forget(self, member_id: int) -> Known:
        """Erase all that is stored about a member, and return what that was. Raises StorageError."""
        ...


class Servers(Protocol):
    """What a server's admins chose, kept in memory and in the database."""

    def answers_publicly(self, guild_id: int | None) -> bool: ...

    async def answer_publicly(self, guild_id: int, *, publicly: bool) -> None:
        """Remember whether lookups are answered for all to see. Raises StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that was looked for in vain ``times`` times; ``kind`` is of what kind, if that was said."""

    query: str
    kind: Kind | None
    times: int


class Misses(Protocol):
    """Counts what was looked for in vain, without knowing by whom."""

    async def missed(self, query: str, kind: Kind | None) -> None:
        """Count one. Raises StorageError."""
        ...

    async def wanted(self, limit: int) -> Sequence[Miss]:
        """Return what was looked for several times, the most wanted first. Raises StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card came at ``came_at``, and has stood as it does since ``at``."""

    card_id: str
    came_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """The newest arrivals of a span, of the ``count`` that there are."""

    newest: tuple[Arrival, ...]
    count: int


NO_NEWS = News((), 0)


class Arrivals(Protocol):
    """Remembers since when each card has stood as it does.

    Its instants are whole seconds, and each noting has a later one than all before it, whatever the clock says. So
    whoever has seen everything up to ``latest`` has missed nothing, and sees nothing twice, by asking for what lies
    ``between`` that and the next ``latest``.
    """

    async def note(self, cards: Mapping[str, str], at: datetime) -> None:
        """Note that these cards (ids, with an ``updated`` that sorts) are live, from ``at`` on. Raises StorageError."""
        ...

    async def latest(self) -> datetime | None:
        """Return when the newest arrival was; None before the first. Raises StorageError."""
        ...

    async def between(self, since: datetime, until: datetime, limit: int) -> News:
        """Return what came or changed after ``since`` and not after ``until``, the newest first, at most ``limit``.

        Some of them may have left since. Raises StorageError.
        """
        ...


_MOST = 3  # posts of a member in a channel
_WITHIN = timedelta(minutes=1)
# Discord, "Channel": the most that `rate_limit_per_user` may be.
_SLOWEST = timedelta(hours=6)


@dataclass(slots=True)
class Shares:
    """Remembers who shared something where, for as long as it matters; a restart forgets it.

    Discord holds bots to no slow mode, so it is up to us. ``clock`` gives the present in UTC.
    """

    clock: Callable[[], datetime]
    _latest: OrderedDict[tuple[int, int], list[datetime]] = field(default_factory=OrderedDict)

    def claim(self, member: int, channel: int, slow_mode: timedelta = timedelta(0)) -> datetime | None:
        """Count that a member shares something now, or return from when on they may, if that is not yet.

        ``slow_mode`` is what the channel asks of this member to leave between two messages.
        """
        now = self.clock()
        self._forget(now)
        latest = self._latest.get((member, channel), [])
        free = latest[-1] + slow_mode if latest else now
        if len(latest) == _MOST:
            free = max(free, latest[0] + _WITHIN)
        if free > now:
            return free
        self._latest[member, channel] = [*latest, now][-_MOST:]
        self._latest.move_to_end((member, channel))
        return None

    def _forget(self, now: datetime) -> None:
        """Forget those who shared so long ago that nothing keeps them from doing so again."""
        while self._latest:
            oldest = next(iter(self._latest))
            if self._latest[oldest][-1] + _SLOWEST > now:
                return
            del self._latest[oldest]

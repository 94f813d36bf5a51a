"""What the bot remembers of those who read it, which is next to nothing, and what it needs to remember it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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

    async def caught_up(self, member_id: int, at: datetime) -> None:
        """Remember that a member has seen the arrivals up to ``at``; never goes back. Raises StorageError."""
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

    async def between(self, since: datetime, until: datetime) -> Sequence[Arrival]:
        """Return the cards that came or changed after ``since`` and not after ``until``, the newest first.

        Some of them may have left since. Raises StorageError.
        """
        ...

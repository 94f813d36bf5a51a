"""What the bot remembers of those who read it, which is next to nothing, and what it needs to remember it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards.schema import Kind
from bot.cards.text import Language


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member chose; None leaves it to their Discord."""

    language: Language | None = None
    zone: str | None = None


NO_PREFERENCES = Preferences()


class Members(Protocol):
    """What members chose, kept in memory so that reading it never waits, and in the database."""

    def preferences(self, member_id: int) -> Preferences: ...

    async def choose(self, member_id: int, preferences: Preferences) -> None:
        """Remember what a member chose. Raises StorageError."""
        ...

    async def caught_up_at(self, member_id: int) -> datetime | None:
        """Return when a member last caught up, or None. Raises StorageError."""
        ...

    async def caught_up(self, member_id: int, at: datetime) -> None:
        """Remember that a member has caught up. Raises StorageError."""
        ...

    async def forget(self, member_id: int) -> bool:
        """Erase all that is known of a member; False when nothing was. Raises StorageError."""
        ...


class Servers(Protocol):
    """What a server's admins chose, kept in memory and in the database."""

    def answers_publicly(self, guild_id: int | None) -> bool: ...

    async def answer_publicly(self, guild_id: int, *, publicly: bool) -> None:
        """Remember whether lookups are answered for all to see. Raises StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that ``times`` readers asked for in vain; ``kind`` is what they looked for, if they said."""

    query: str
    kind: Kind | None
    times: int


class Misses(Protocol):
    """Counts what was looked for in vain, without knowing by whom."""

    async def missed(self, query: str, kind: Kind | None) -> None:
        """Count one. Raises StorageError."""
        ...

    async def wanted(self, limit: int) -> Sequence[Miss]:
        """Return what was asked for most often, the most wanted first. Raises StorageError."""
        ...


class Arrivals(Protocol):
    """Remembers since when each card has stood as it does."""

    async def note(self, cards: Mapping[str, str], at: datetime) -> None:
        """Note that these cards (by id, with their ``updated``) are live at ``at``. Raises StorageError."""
        ...

    async def between(self, since: datetime, until: datetime) -> Sequence[str]:
        """Return the ids of the cards that came or changed after ``since`` and not after ``until``, newest first."""
        ...

"""A channel's standing order for digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cards.text import Language
    from bot.digests.cadence import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What an admin asks for. ``topics`` are card ids, none means everything; ``created_at`` is aware."""

    guild_id: int
    channel_id: int
    cadence: Cadence
    topics: tuple[str, ...]
    language: Language
    created_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(NewSubscription):
    """A saved order: ``id`` is never given to another one, ``next_run_at`` is when it is due next, in UTC."""

    id: int
    next_run_at: datetime

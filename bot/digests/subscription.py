"""A channel's standing order for digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cards.text import Language
    from bot.digests.cadence import Cadence, CronCadence
    from bot.digests.troubles import Trouble

ChannelKind = Literal["text", "announcement", "thread", "forum"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)

# What a subscription does:
#   active     sends when it is due
#   paused     waits, because an admin said so
#   suspended  waits, because its channel could not be posted in, twice and some time apart; ``trouble`` says why
Standing = Literal["active", "paused", "suspended"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

TITLE_LIMIT = 100  # characters of a forum post's title (Discord, "Start Thread in Forum or Media Channel")
TAGS_LIMIT = 5  # tags of a forum post (ibid.)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a digest is posted."""

    guild_id: int
    channel_id: int
    kind: ChannelKind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What an admin may choose beyond when, where and what.

    ``publish``: in an announcement channel, also for the servers that follow it. ``even_if_empty``: post when there
    is nothing new, too. ``grace`` is how many minutes late it may still be sent, None for the bot's own rule.
    ``title`` names a forum post: ``{number}`` and ``{date}`` are filled in; empty for the usual one. ``tags`` are
    ids of the forum. ``fallback_id`` is the channel that is told of failures, None for the member who set it up.
    """

    publish: bool = False
    even_if_empty: bool = False
    grace: int | None = None
    title: str = ""
    tags: tuple[int, ...] = ()
    fallback_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """What an admin asks for. ``topics`` are card ids, none means everything; ``created_at`` is aware.

    ``declared`` is its name in config/digests.yaml; None when it was made in Discord.
    """

    place: Place
    cadence: Cadence | CronCadence
    topics: tuple[str, ...]
    language: Language
    created_by: int
    created_at: datetime
    options: Options = Options()
    declared: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(NewSubscription):
    """A saved order.

    ``id`` is never given to another one. ``next_run_at`` is when it is due next, in UTC; None while it is not active.
    ``since`` is when its schedule took effect. ``number`` counts the digests it has had. ``memory`` names what it
    has received (see ``bot.digests.memory``), None before the first. ``revision`` grows with each change an admin
    makes. ``doubted_at`` is when its channel could first not be posted in, None when all is well. ``told`` is the topic
    of the last notice, None when its admin knows of nothing that is wrong.
    """

    id: int
    next_run_at: datetime | None
    since: datetime
    standing: Standing = "active"
    trouble: Trouble | None = None
    doubted_at: datetime | None = None
    number: int = 0
    memory: str | None = None
    revision: int = 0
    told: str | None = None

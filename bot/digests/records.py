"""What the ledger holds of a delivery: its content, the attempts, the receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards.text import Language
from bot.digests.delivery import State
from bot.digests.memory import Memory
from bot.digests.occurrences import Occurrence
from bot.digests.subscription import NewSubscription, Subscription

_NAME_BYTES = 16

Part = Mapping[str, Any]
"""One message of a digest, as frozen in the ledger: a JSON object whose keys only the sender understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a digest is to tell of the edition being served: equal questions have equal answers.

    ``memory`` names what is known, None for nothing; ``today`` is the local date. ``even_if_empty`` asks for an answer
    when there is nothing new.
    """

    memory: str | None
    topics: tuple[str, ...]
    language: Language
    today: date
    even_if_empty: bool = False

    @classmethod
    def of(cls, subscription: NewSubscription, at: datetime, memory: str | None) -> Question:
        """Return what ``subscription`` asks for at an aware time, in its own zone."""
        return cls(
            memory=memory,
            topics=subscription.topics,
            language=subscription.language,
            today=at.astimezone(ZoneInfo(subscription.cadence.zone)).date(),
            even_if_empty=subscription.options.even_if_empty,
        )


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a digest says, the same for all channels that are told the same: stored once, under its hash.

    ``edition`` is the number of the edition it tells from. ``cards`` are the ids of the cards on each part.
    ``memory`` is what a subscription knows once it has received this.
    """

    edition: str
    parts: tuple[Part, ...]
    cards: tuple[tuple[str, ...], ...]
    memory: Memory

    @cached_property
    def name(self) -> str:
        """A hash of the whole, 32 characters."""
        whole = [self.edition, self.parts, self.cards, self.memory.name]
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
        return blake2b(text.encode(), digest_size=_NAME_BYTES).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A digest as one channel gets it: the content, its number there, and the line at its foot that says so."""

    content: Content
    number: int
    imprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known of one part (from 0): ``message_id`` and ``sent_at`` once Discord has confirmed it.

    ``channel_id`` is where the message stands: the thread, for a forum post. ``attempted_at`` is the first attempt.
    ``published_at``, ``publish_at`` (when to try next) and ``publish_tries`` follow the publishing in an announcement
    channel; ``publish_reason`` says why it was given up.
    """

    part: int
    nonce: str
    attempted_at: datetime
    message_id: int | None = None
    channel_id: int | None = None
    sent_at: datetime | None = None
    publish_at: datetime | None = None
    published_at: datetime | None = None
    publish_tries: int = 0
    publish_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One occurrence as it stands in the ledger; ``finished_at`` is there once it has ended.

    ``token`` is that of the courier who holds it, ``retry_at`` when it is to be taken up again, ``tries`` how many
    times it was. ``manual`` marks one that an admin asked for, beyond the schedule. ``edition`` is that of its
    frozen content, None before it is frozen.
    """

    id: int
    subscription_id: int
    occurrence: Occurrence
    state: State
    token: int
    manual: bool
    claimed_at: datetime | None
    retry_at: datetime | None
    tries: int
    number: int | None
    edition: str | None
    reason: str | None
    finished_at: datetime | None
    receipts: tuple[Receipt, ...]

    @property
    def lateness(self) -> timedelta | None:
        """How long after its time it ended."""
        return self.finished_at - self.occurrence.at if self.finished_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a subscription owes: its latest ``occurrence``, and those before it that nobody was there to send."""

    subscription: Subscription
    occurrence: Occurrence
    skipped: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to deliver one occurrence, for as long as no courier with a higher ``token`` has come.

    ``record`` and ``frozen`` are as they stood when it was taken: a delivery that was cut off has receipts already.
    """

    token: int
    subscription: Subscription
    record: Record
    frozen: Frozen | None

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def occurrence(self) -> Occurrence:
        return self.record.occurrence

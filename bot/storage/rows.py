"""Rows of the database into values of the domain, and back."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from bot.digests.cadence import Cadence
from bot.digests.occurrences import Occurrence
from bot.digests.ports import Receipt, Record
from bot.digests.subscription import NewSubscription, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row


def columns_of(new: NewSubscription) -> dict[str, Any]:
    """Return the columns of ``subscriptions``, less its id and next run."""
    return {
        "guild_id": new.guild_id,
        "channel_id": new.channel_id,
        "cadence": new.cadence.name,
        "time": new.cadence.time.isoformat(timespec="minutes"),
        "zone": new.cadence.zone,
        "weekday": new.cadence.weekday,
        "day": new.cadence.day,
        "topics": list(new.topics),
        "language": new.language,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }


def subscription_from(row: Row[Any]) -> Subscription:
    """Read a row of ``subscriptions``."""
    return Subscription(
        id=row.id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        cadence=Cadence(
            name=row.cadence,
            time=time.fromisoformat(row.time),
            zone=row.zone,
            weekday=row.weekday,
            day=row.day,
        ),
        topics=tuple(row.topics),
        language=row.language,
        created_by=row.created_by,
        created_at=row.created_at,
        next_run_at=row.next_run_at,
    )


def receipt_from(row: Row[Any]) -> Receipt:
    """Read a row of ``receipts``."""
    return Receipt(
        part=row.part,
        nonce=row.nonce,
        attempted_at=row.attempted_at,
        message_id=row.message_id,
        sent_at=row.sent_at,
    )


def record_from(row: Row[Any], receipts: Iterable[Receipt]) -> Record:
    """Read a row of ``occurrences``."""
    return Record(
        id=row.id,
        subscription_id=row.subscription_id,
        occurrence=Occurrence(row.key, row.due_at),
        state=row.state,
        token=row.token,
        claimed_at=row.claimed_at,
        edition=row.edition,
        parts=tuple(row.content or ()),
        reason=row.reason,
        finished_at=row.finished_at,
        receipts=tuple(receipts),
    )

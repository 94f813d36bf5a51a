"""Rows of the database into values of the domain, and back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.digests.cadence import schedule_from_json, schedule_in_its_place
from bot.digests.memory import Memory
from bot.digests.notices import Notice
from bot.digests.occurrences import Occurrence
from bot.digests.records import Content, Receipt, Record
from bot.digests.subscription import NewSubscription, Options, Place, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row

    from bot.digests.cadence import Cadence, CronCadence


def columns_of(new: NewSubscription) -> dict[str, Any]:
    """Return the columns of ``subscriptions`` that an admin decides."""
    return {
        "guild_id": new.place.guild_id,
        "channel_id": new.place.channel_id,
        "channel_kind": new.place.kind,
        "schedule": new.cadence.to_json(),
        "topics": list(new.topics),
        "language": new.language,
        "options": asdict(new.options),
        "created_by": new.created_by,
        "created_at": new.created_at,
        "declared": new.declared,
    }


def subscription_from(row: Row[Any]) -> Subscription:
    """Read a row of ``subscriptions``.

    One with a schedule that cannot be read counts as suspended, whatever the row says: nobody else is to go without
    theirs for it, and its admin is to see it and mend it.
    """
    with suppress(ValueError):
        return _subscription(row, schedule_from_json(row.schedule))
    lost = _subscription(row, schedule_in_its_place(row.schedule))
    return replace(lost, trouble="no-schedule", standing="paused" if lost.standing == "paused" else "suspended")


def _subscription(row: Row[Any], cadence: Cadence | CronCadence) -> Subscription:
    options = {**row.options, "tags": tuple(row.options.get("tags", ()))}
    return Subscription(
        id=row.id,
        place=Place(guild_id=row.guild_id, channel_id=row.channel_id, kind=row.channel_kind),
        cadence=cadence,
        topics=tuple(row.topics),
        language=row.language,
        options=Options(**options),
        created_by=row.created_by,
        created_at=row.created_at,
        declared=row.declared,
        next_run_at=row.next_run_at,
        since=row.since,
        standing=row.standing,
        trouble=row.trouble,
        doubted_at=row.doubted_at,
        number=row.number,
        memory=row.memory,
        revision=row.revision,
        told=row.told,
    )


def receipt_from(row: Row[Any]) -> Receipt:
    """Read a row of ``receipts``."""
    return Receipt(
        part=row.part,
        nonce=row.nonce,
        attempted_at=row.attempted_at,
        message_id=row.message_id,
        channel_id=row.channel_id,
        sent_at=row.sent_at,
        publish_at=row.publish_at,
        published_at=row.published_at,
        publish_tries=row.publish_tries,
        publish_reason=row.publish_reason,
    )


def record_from(row: Row[Any], receipts: Iterable[Receipt]) -> Record:
    """Read a row of ``occurrences`` with the ``edition`` of its content beside it."""
    return Record(
        id=row.id,
        subscription_id=row.subscription_id,
        occurrence=Occurrence(row.key, row.due_at),
        state=row.state,
        token=row.token,
        manual=row.manual,
        claimed_at=row.claimed_at,
        retry_at=row.retry_at,
        tries=row.tries,
        number=row.number,
        edition=row.edition,
        reason=row.reason,
        finished_at=row.finished_at,
        receipts=tuple(receipts),
    )


def content_from(row: Row[Any], state: Mapping[str, Any]) -> Content:
    """Read a row of ``contents``, and the ``state`` of the memory that it names."""
    return Content(
        edition=row.edition,
        parts=tuple(row.parts),
        cards=tuple(tuple(cards) for cards in row.cards),
        memory=Memory.from_json(state),
    )


def notice_from(row: Row[Any]) -> Notice:
    """Read a row of ``notices``."""
    return Notice(
        id=row.id,
        subscription_id=row.subscription_id,
        kind=row.kind,
        reason=row.reason,
        key=row.key,
        at=row.at,
        tries=row.tries,
    )

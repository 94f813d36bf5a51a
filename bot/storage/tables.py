"""The tables. Whoever changes one adds a migration; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

# A 64-bit number everywhere; SQLite gives out row numbers only in a column it calls INTEGER.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as whole milliseconds since 1970 in UTC: both databases compare those alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MILLISECOND


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

subscriptions = Table(
    "subscription",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("channel_kind", String(16), nullable=False),
    Column("schedule", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("options", JSON, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("declared", String(64), unique=True),
    # Null while it is paused or suspended: what is due is found by this column alone.
    Column("next_run_at", Instant, index=True),
    Column("since", Instant, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("trouble", String(16)),
    Column("doubted_at", Instant),
    Column("number", Integer, nullable=False),
    Column("memory", String(32)),
    Column("revision", Integer, nullable=False),
    # What its admin was told last, null when all has been well since.
    Column("told", Text),
    # An id is never used again: nonces are made of it, and Discord would take a new digest for an old one.
    sqlite_autoincrement=True,
)

# What subscriptions have received, and what digests say: under the hash of their content, once for all channels.
memories = Table(
    "memory",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("state", JSON, nullable=False),
)

contents = Table(
    "content",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("hash", String(32), nullable=False, unique=True),
    Column("edition", String(64), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("cards", JSON, nullable=False),
    Column("memory", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
)

occurrences = Table(
    "occurrence",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), nullable=False),
    Column("key", String(40), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("manual", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("token", Integer, nullable=False),
    Column("claimed_at", Instant),
    # When it is to be taken up. Null while a courier has it in hand, and once it has ended.
    Column("retry_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("content_id", ForeignKey(contents.c.id), index=True),
    Column("number", Integer),
    Column("imprint", Text),
    Column("reason", Text),
    Column("finished_at", Instant),
    UniqueConstraint("subscription_id", "key"),
    # Neither is this one: who holds a claim on one that was deleted must not hold it on a new one.
    sqlite_autoincrement=True,
)
_OPEN = occurrences.c.finished_at.is_(None)
Index("ix_occurrence_open", occurrences.c.subscription_id, sqlite_where=_OPEN, postgresql_where=_OPEN)
_WAITING = occurrences.c.retry_at.is_not(None)
Index("ix_occurrence_retry_at", occurrences.c.retry_at, sqlite_where=_WAITING, postgresql_where=_WAITING)

receipts = Table(
    "receipt",
    metadata,
    Column("occurrence_id", ForeignKey(occurrences.c.id, ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("nonce", String(25), nullable=False),
    Column("attempted_at", Instant, nullable=False),
    Column("message_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("sent_at", Instant),
    Column("publish_at", Instant),
    Column("published_at", Instant),
    Column("publish_tries", Integer, nullable=False),
    Column("publish_reason", Text),
)
_UNPUBLISHED = receipts.c.publish_at.is_not(None)
Index("ix_receipt_publish_at", receipts.c.publish_at, sqlite_where=_UNPUBLISHED, postgresql_where=_UNPUBLISHED)

# A correction of a card, to be shown in a message that told of it before.
amendments = Table(
    "amendment",
    metadata,
    Column("occurrence_id", ForeignKey(occurrences.c.id, ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("card_id", String(64), primary_key=True),
    Column("correction", String(40), primary_key=True),
    Column("tries", Integer, nullable=False),
    # When to make it next; null once it is made, or was given up.
    Column("at", Instant),
)
_UNMADE = amendments.c.at.is_not(None)
Index("ix_amendment_at", amendments.c.at, sqlite_where=_UNMADE, postgresql_where=_UNMADE)

notices = Table(
    "notice",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("key", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    # When to tell it next; null once it was told, or given up.
    Column("tell_at", Instant),
    sqlite_autoincrement=True,
)
_UNTOLD = notices.c.tell_at.is_not(None)
Index("ix_notice_tell_at", notices.c.tell_at, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)

# Who sends, of all the processes that could. One row for each chair there is: so far the courier's.
chairs = Table(
    "chair",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("token", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

settings = Table(
    "setting",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

# What readers chose, by their own wish; `/settings forget-me` deletes the row.
members = Table(
    "member",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),
    Column("zone", String(64)),
    Column("caught_up_at", Instant),
)

servers = Table(
    "server",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("public", Boolean, nullable=False),
)

# What was looked for in vain, without a trace of whom by.
misses = Table(
    "miss",
    metadata,
    Column("query", String(100), primary_key=True),
    Column("kind", String(16), primary_key=True),  # empty when any would have done
    Column("times", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
)

# Since when a card has stood as it does: what `/catchup` compares with.
arrivals = Table(
    "arrival",
    metadata,
    Column("card_id", String(64), primary_key=True),
    Column("updated", String(32), nullable=False),  # empty once it has left
    Column("came_at", Instant, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

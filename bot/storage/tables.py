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
    Column("cadence", String(16), nullable=False),
    Column("time", String(5), nullable=False),  # 08:00
    Column("zone", String(64), nullable=False),
    Column("weekday", Integer),
    Column("day", Integer),
    Column("topics", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_run_at", Instant, nullable=False, index=True),
    # An id is never used again: nonces are made of it, and Discord would take a new digest for an old one.
    sqlite_autoincrement=True,
)

occurrences = Table(
    "occurrence",
    metadata,
    Column("id", _NUMBER, primary_key=True),
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("token", Integer, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    # There as long as the occurrence is open, null once it has ended.
    Column("lease_until", Instant),
    Column("edition", String(64)),
    Column("content", JSON(none_as_null=True)),
    Column("reason", Text),
    Column("finished_at", Instant),
    UniqueConstraint("subscription_id", "key"),
)
Index(
    "ix_occurrence_lease_until",
    occurrences.c.lease_until,
    sqlite_where=occurrences.c.lease_until.is_not(None),
    postgresql_where=occurrences.c.lease_until.is_not(None),
)

receipts = Table(
    "receipt",
    metadata,
    Column("occurrence_id", ForeignKey(occurrences.c.id, ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("nonce", String(25), nullable=False),
    Column("attempted_at", Instant, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", Instant),
)

seen_cards = Table(
    "seen",
    metadata,
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("card_id", String(64), primary_key=True),
    Column("updated", String(32), nullable=False),
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

"""One courier by lease; digests stored once for all channels; publishing, corrections and notices on record.

The tables of subscriptions and deliveries are made anew: what is in them is read, and written in the new shape.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CUT_OFF = "sending was cut off by an update; the message may or may not have arrived"


def upgrade() -> None:
    old = {name: _rows(name) for name in ("subscription", "occurrence", "receipt", "seen")}
    last_id = _last_subscription_id()
    for name in ("seen", "receipt", "occurrence", "subscription"):
        op.drop_table(name)
    _create()
    _refill(old)
    _go_on_counting(last_id)


def _rows(table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608


def _last_subscription_id() -> int:
    if op.get_bind().dialect.name == "sqlite":
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'subscription'"
    else:
        query = "SELECT last_value FROM subscription_id_seq WHERE is_called"
    return op.get_bind().execute(sa.text(query)).scalar() or 0


def _go_on_counting(last_id: int) -> None:
    """An id is never given out twice: nonces are made of it."""
    if not last_id:
        return
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'subscription'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('subscription', {last_id})")  # noqa: S608
    else:
        op.execute(f"SELECT setval('subscription_id_seq', {last_id})")
        op.execute("SELECT setval('occurrence_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM occurrence), false)")


def _refill(old: dict[str, list[dict[str, Any]]]) -> None:
    seen: dict[int, dict[str, str]] = {}
    for row in old["seen"]:
        seen.setdefault(row["subscription_id"], {})[row["card_id"]] = row["updated"]
    memories = {owner: _memory(cards) for owner, cards in seen.items()}
    _insert("memory", [{"name": name, "state": state} for name, state in dict(memories.values()).items()])
    sent: dict[int, int] = {}
    for row in old["occurrence"]:
        sent[row["subscription_id"]] = sent.get(row["subscription_id"], 0) + (row["state"] == "sent")
    _insert("subscription", [_subscription(row, memories, sent) for row in old["subscription"]])
    begun = [row for row in old["occurrence"] if row["state"] != "claimed"]
    _insert("occurrence", [_occurrence(row) for row in begun])
    channels = {row["id"]: row["channel_id"] for row in old["subscription"]}
    places = {row["id"]: channels[row["subscription_id"]] for row in begun}
    _insert(
        "receipt",
        [
            {**row, "channel_id": places[row["occurrence_id"]], "publish_tries": 0}
            for row in old["receipt"]
            if row["occurrence_id"] in places
        ],
    )


def _memory(cards: dict[str, str]) -> tuple[str, str]:
    """Return the name and the JSON of a memory, as bot.digests.memory had them when this was written."""
    state = {"cards": dict(sorted(cards.items())), "told": []}
    text = json.dumps(state, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest(), text


def _subscription(row: dict[str, Any], memories: dict[int, tuple[str, str]], sent: dict[int, int]) -> dict[str, Any]:
    own = {"weekday": row["weekday"], "day": row["day"]}
    schedule = {"name": row["cadence"], "time": row["time"], "zone": row["zone"]}
    schedule |= {field: value for field, value in own.items() if value is not None}
    kept = ("id", "guild_id", "channel_id", "language", "created_by", "created_at", "next_run_at")
    return {
        **{column: row[column] for column in kept},
        "topics": row["topics"] if isinstance(row["topics"], str) else json.dumps(row["topics"]),
        "channel_kind": "text",
        "schedule": json.dumps(schedule),
        "options": "{}",
        "since": row["created_at"],
        "standing": "active",
        "number": sent.get(row["id"], 0),
        "memory": memories[row["id"]][0] if row["id"] in memories else None,
        "revision": 0,
    }


def _occurrence(row: dict[str, Any]) -> dict[str, Any]:
    cut_off = {} if row["finished_at"] else {"state": "uncertain", "reason": _CUT_OFF, "finished_at": row["claimed_at"]}
    kept = ("id", "subscription_id", "key", "due_at", "state", "token", "claimed_at", "reason", "finished_at")
    return {**{column: row[column] for column in kept}, "manual": False, "tries": 0, **cut_off}


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    json_columns = {"schedule", "topics", "options", "state"} if table in {"subscription", "memory"} else set()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    values = [f"CAST(:{name} AS json)" if on_postgresql and name in json_columns else f":{name}" for name in rows[0]]
    statement = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({', '.join(values)})"  # noqa: S608
    op.get_bind().execute(sa.text(statement), rows)


def _create() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_kind", sa.String(16), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("declared", sa.String(64)),
        sa.Column("next_run_at", sa.BigInteger()),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("trouble", sa.String(16)),
        sa.Column("doubted_at", sa.BigInteger()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("memory", sa.String(32)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.UniqueConstraint("declared", name="uq_subscription_declared"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscription_guild_id", "subscription", ["guild_id"])
    op.create_index("ix_subscription_next_run_at", "subscription", ["next_run_at"])
    op.create_table(
        "memory",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_memory"),
    )
    op.create_table(
        "content",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("hash", sa.String(32), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.Column("memory", sa.String(32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_content"),
        sa.UniqueConstraint("hash", name="uq_content_hash"),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("subscription_id", _NUMBER, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("retry_at", sa.BigInteger()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("content_id", _NUMBER),
        sa.Column("number", sa.Integer()),
        sa.Column("imprint", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("finished_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name="fk_occurrence_subscription_id_subscription",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name="fk_occurrence_content_id_content"),
        sa.UniqueConstraint("subscription_id", "key", name="uq_occurrence_subscription_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_occurrence_content_id", "occurrence", ["content_id"])
    _partial_index("ix_occurrence_open", "occurrence", "subscription_id", "finished_at IS NULL")
    _partial_index("ix_occurrence_retry_at", "occurrence", "retry_at", "retry_at IS NOT NULL")
    op.create_table(
        "receipt",
        sa.Column("occurrence_id", _NUMBER, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(25), nullable=False),
        sa.Column("attempted_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("channel_id", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("publish_at", sa.BigInteger()),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("publish_tries", sa.Integer(), nullable=False),
        sa.Column("publish_reason", sa.Text()),
        sa.PrimaryKeyConstraint("occurrence_id", "part", name="pk_receipt"),
        _of_occurrence("receipt"),
    )
    _partial_index("ix_receipt_publish_at", "receipt", "publish_at", "publish_at IS NOT NULL")
    op.create_table(
        "amendment",
        sa.Column("occurrence_id", _NUMBER, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(64), nullable=False),
        sa.Column("correction", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("occurrence_id", "part", "card_id", "correction", name="pk_amendment"),
        _of_occurrence("amendment"),
    )
    _partial_index("ix_amendment_at", "amendment", "at", '"at" IS NOT NULL')
    op.create_table(
        "notice",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("subscription_id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tell_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name="fk_notice_subscription_id_subscription", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_notice_tell_at", "notice", "tell_at", "tell_at IS NOT NULL")
    op.create_table(
        "chair",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chair"),
    )


def _of_occurrence(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_occurrence_id_occurrence"
    return sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=name, ondelete="CASCADE")


def _partial_index(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)

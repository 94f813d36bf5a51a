"""What members and servers chose, what was looked for in vain, and since when cards stand as they do."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("zone", sa.String(64)),
        sa.Column("caught_up_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
    )
    op.create_table(
        "server",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_server"),
    )
    op.create_table(
        "miss",
        sa.Column("query", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("query", "kind", name="pk_miss"),
    )
    op.create_index("ix_miss_last_at", "miss", ["last_at"])
    op.create_table(
        "arrival",
        sa.Column("card_id", sa.String(64), nullable=False),
        sa.Column("updated", sa.String(32), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_at", "arrival", ["at"])


def downgrade() -> None:
    for table in ("arrival", "miss", "server", "member"):
        op.drop_table(table)

"""Feeds, what was seen in them, and whether papers still stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go from the revision before to this one."""
    op.create_table(
        "feed",
        sa.Column("topic", sa.String(100), primary_key=True),
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("polled_at", sa.String(32)),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("cause", sa.Text),
    )
    op.create_table(
        "feed_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("feed", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("item", sa.JSON),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("due_at", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("document", sa.Integer),
    )
    op.create_index("ix_feed_item_topic_state_due_at", "feed_item", ["topic", "state", "due_at"])
    op.create_table(
        "feed_key",
        sa.Column("topic", sa.String(100), primary_key=True),
        sa.Column("key", sa.String(500), primary_key=True),
        sa.Column("item", sa.Integer, sa.ForeignKey("feed_item.id"), nullable=False, index=True),
    )
    op.create_table(
        "standing",
        sa.Column("doi", sa.String(500), primary_key=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("notice", sa.Text),
        sa.Column("csl", sa.JSON),
        sa.Column("checked_at", sa.String(32), nullable=False),
        sa.Column("due_at", sa.String(32), nullable=False, index=True),
        sa.Column("failures", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("standing", "feed_key", "feed_item", "feed"):
        op.drop_table(table)

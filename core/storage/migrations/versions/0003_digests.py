"""Digests: who gets them, their editions, each one's way to its channel, what a channel was told, and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go from the revision before to this one."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("server", sa.String(40), nullable=False),
        sa.Column("destination", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("written", sa.String(100), nullable=False),
        sa.Column("cron", sa.String(100), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("when_nothing_new", sa.String(10), nullable=False),
        sa.Column("grace_hours", sa.Integer, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("next_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_subscription_platform_status_next_at", "subscription", ["platform", "status", "next_at"])
    op.create_index("ix_subscription_platform_server", "subscription", ["platform", "server"])
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subscription", sa.Integer, sa.ForeignKey("subscription.id"), nullable=False),
        sa.Column("local", sa.String(20), nullable=False),
        sa.Column("planned_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.UniqueConstraint("subscription", "local"),
    )
    op.create_table(
        "outbox",
        sa.Column("edition", sa.Integer, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("server", sa.String(40), nullable=False),
        sa.Column("destination", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(25), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.String(32), nullable=False),
        sa.Column("claimed_at", sa.String(32)),
        sa.Column("claims", sa.JSON, nullable=False),
        sa.Column("sent_at", sa.String(32)),
        sa.Column("message", sa.String(40), nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
    )
    op.create_index("ix_outbox_platform_state_not_before", "outbox", ["platform", "state", "not_before"])
    op.create_table(
        "told",
        sa.Column("subscription", sa.Integer, sa.ForeignKey("subscription.id"), primary_key=True),
        sa.Column("what", sa.String(200), primary_key=True),
        sa.Column("edition", sa.Integer, primary_key=True),
        sa.Column("on", sa.Date, nullable=False),
    )
    op.create_index("ix_told_what", "told", ["what"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("told_at", sa.String(32), index=True),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("notice", "told", "outbox", "edition", "subscription"):
        op.drop_table(table)

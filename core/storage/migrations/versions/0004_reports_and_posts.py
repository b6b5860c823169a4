"""Reports that something looks wrong, public posts that may have to be mended, and servers' own settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go from the revision before to this one."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("address", sa.String(100), nullable=False),
        sa.Column("claims", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("status", sa.String(10), nullable=False, index=True),
        sa.Column("closed_at", sa.String(32)),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("message", sa.String(40), nullable=False),
        sa.Column("at", sa.String(32), nullable=False, index=True),
        sa.Column("address", sa.String(100), nullable=False),
        sa.Column("fixed", sa.String(20), nullable=False),
        sa.Column("without", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(60), nullable=False),
    )
    op.create_index("ix_post_state_not_before", "post", ["state", "not_before"])
    op.create_table(
        "post_claim",
        sa.Column("claim", sa.String(200), primary_key=True),
        sa.Column("post", sa.Integer, sa.ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True),
    )
    op.create_table(
        "server_setting",
        sa.Column("platform", sa.String(20), primary_key=True),
        sa.Column("server", sa.String(40), primary_key=True),
        sa.Column("country", sa.String(10), nullable=False),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("server_setting", "post_claim", "post", "report"):
        op.drop_table(table)

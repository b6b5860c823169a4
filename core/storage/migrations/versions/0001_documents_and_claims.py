"""Documents, the claims in them, what was decided about claims, and the number of the last change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go from an empty database to this one."""
    op.create_table(
        "document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("address", sa.Text),
        sa.Column("canonical", sa.Text, unique=True),
        sa.Column("doi", sa.Text, unique=True),
        sa.Column("csl", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("retrieved_on", sa.Date, nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("added_by", sa.String(100), nullable=False),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("document", sa.Integer, sa.ForeignKey("document.id"), nullable=False, index=True),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("quotation", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("species", sa.String(20)),
        sa.Column("study", sa.String(40)),
        sa.Column("hedged", sa.Boolean, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("statement", sa.Text),
        sa.Column("aspects", sa.JSON, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False, index=True),
        sa.Column("reason", sa.Text),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("review_by", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "built_in",
        sa.Column("claim", sa.String(200), primary_key=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("claim", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("changed", sa.JSON, nullable=False),
        sa.UniqueConstraint("claim", "version"),
    )
    last_change = op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.bulk_insert(last_change, [{"id": 1, "number": 0}])


def downgrade() -> None:
    """Go back to an empty database."""
    for name in ("revision", "decision", "built_in", "claim", "document"):
        op.drop_table(name)

"""Whether a digest comes with a picture; those that were set up before come without."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go from the revision before to this one."""
    op.add_column("subscription", sa.Column("picture", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Go back."""
    op.drop_column("subscription", "picture")

"""The tables. What stands here and what the migrations make is compared by a test.

Nothing of readers has a column. `added_by` and `who` are reviewers: operators, named so that a decision has an author.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, as ISO 8601 text of one width on every engine, so that texts sort as moments do."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text. Raises ValueError for a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment."""
        return None if value is None else datetime.fromisoformat(value)


document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("address", Text),
    Column("canonical", Text, unique=True),
    Column("doi", Text, unique=True),
    Column("csl", JSON(none_as_null=True), nullable=False),
    Column("text", Text, nullable=False),
    Column("retrieved_on", Date, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", String(100), nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("document", ForeignKey("document.id"), nullable=False, index=True),
    Column("sentence", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quotation", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("about", JSON, nullable=False),
    Column("species", String(20)),
    Column("study", String(40)),
    Column("hedged", Boolean, nullable=False),
    Column("speaker", Text),
    Column("statement", Text),
    Column("aspects", JSON, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("reason", Text),
    Column("reviewed_on", Date),
    Column("review_by", Date),
    Column("version", Integer, nullable=False),
)

built_in = Table(
    "built_in",
    metadata,
    Column("claim", String(200), primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
)
"""Built-in claims about which reviewers decided. A reason stands with those that are withdrawn."""

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text),
    Column("changed", JSON, nullable=False),
    UniqueConstraint("claim", "version"),
)
"""Every decision about a claim, with the version that it made. Rows are only ever added."""

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""One row: it rises with everything that changes answers, in the same transaction."""

"""The tables of trust: reports that something looks wrong, public posts that may have to be mended, servers' settings.

Nothing of who reported or asked has a column, nor what they asked. A report's `comment` is the one place for words of a
reader, who wrote them for the operators.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from core.storage.tables import Moment, metadata

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("address", String(100), nullable=False),
    Column("claims", JSON, nullable=False),
    Column("comment", Text, nullable=False),
    Column("status", String(10), nullable=False, index=True),
    Column("closed_at", Moment),
    Column("closed_by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
)
"""What readers reported. `claims` are pairs of a claim's id and its version then; `closed_by` is an operator."""

post = Table(
    "post",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("message", String(40), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("address", String(100), nullable=False),
    Column("fixed", String(20), nullable=False),
    Column("without", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("detail", String(60), nullable=False),
    Index("ix_post_state_not_before", "state", "not_before"),
)
"""Public messages of the bot (`core.posts.Post`). `without` are those of its claims that are told no longer."""

post_claim = Table(
    "post_claim",
    metadata,
    Column("claim", String(200), primary_key=True),
    Column("post", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The claims that a post told."""

server_setting = Table(
    "server_setting",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("server", String(40), primary_key=True),
    Column("country", String(10), nullable=False),
)
"""What a server or workspace has set for itself: the country whose help lines come first."""

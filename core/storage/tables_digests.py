"""The tables of digests: who gets them, their editions, each one's way to its channel, and what a channel was told.

`created_by` and `person` are people who manage a server or workspace, named so that they can be told when a digest
breaks. Nothing of readers has a column.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy import false as no

from core.storage.tables import Moment, metadata

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("server", String(40), nullable=False),
    Column("destination", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("written", String(100), nullable=False),
    Column("cron", String(100), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("when_nothing_new", String(10), nullable=False),
    Column("grace_hours", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("picture", Boolean, nullable=False, server_default=no()),
    Index("ix_subscription_platform_status_next_at", "platform", "status", "next_at"),
    Index("ix_subscription_platform_server", "platform", "server"),
)
"""Who gets digests. One that was removed stays as a row: its messages may have to be found again."""

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription", ForeignKey("subscription.id"), nullable=False),
    Column("local", String(20), nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    UniqueConstraint("subscription", "local"),
)
"""The times that came: `planned`, or `skipped` with the reason. `local` is the local time that names the edition."""

outbox = Table(
    "outbox",
    metadata,
    Column("edition", ForeignKey("edition.id"), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("server", String(40), nullable=False),
    Column("destination", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(25), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("claims", JSON, nullable=False),
    Column("sent_at", Moment),
    Column("message", String(40), nullable=False),
    Column("link", Text, nullable=False),
    Column("error", String(200), nullable=False),
    Index("ix_outbox_platform_state_not_before", "platform", "state", "not_before"),
)
"""Each planned edition's way to its channel (`core.digests.subscribing.State`)."""

told = Table(
    "told",
    metadata,
    Column("subscription", ForeignKey("subscription.id"), primary_key=True),
    Column("what", String(200), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("on", Date, nullable=False),
    Index("ix_told_what", "what"),
)
"""What a channel was told in which edition: claims by their ids, and news ("changed/shi2022/retracted"). In edition 0
stands what was known already when the digest was set up."""

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("person", String(100), nullable=False),
    Column("first", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_at", Moment, index=True),
)
"""What somebody has to be told: `first` the "person" who set a digest up, or the operators' channel of "reports"."""

"""The tables of what comes from the network: feeds, what was seen in them, and whether papers still stand."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from core.storage.tables import Moment, metadata

feed = Table(
    "feed",
    metadata,
    Column("topic", String(100), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("source", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("polled_at", Moment),
    Column("due_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("cause", Text),
)
"""Feeds that were polled. `source` is what they were polled with; `failures` are those in a row, `cause` the last."""

feed_item = Table(
    "feed_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("feed", String(100), nullable=False),
    Column("state", String(20), nullable=False),
    Column("item", JSON(none_as_null=True)),
    Column("seen_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("cause", Text),
    Column("document", Integer),
    Index("ix_feed_item_topic_state_due_at", "topic", "state", "due_at"),
)
"""Items on the topic: `waiting` to become a document (then `item` holds them whole), `added`, or `given_up`."""

feed_key = Table(
    "feed_key",
    metadata,
    Column("topic", String(100), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("item", ForeignKey("feed_item.id"), nullable=False, index=True),
)
"""By what an item is known again: its DOI, canonical address, PMID or guid, each with its kind in front."""

standing = Table(
    "standing",
    metadata,
    Column("doi", String(500), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("notice", Text),
    Column("csl", JSON(none_as_null=True)),
    Column("checked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("failures", Integer, nullable=False),
)
"""Papers that were looked up, by lower-case DOI. `failures` are those in a row since Crossref last answered."""

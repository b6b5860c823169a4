"""The rows of feeds and of what was seen in them. The caller holds the transaction.

An item is taken in once, under all of its keys; from then on it is `waiting` until it became a document, or was given
up. Whoever wants to add it claims it first, so that two pollers never add the same one at the same time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import delete, func, insert, select, update

from core.articles.online.feed_items import FeedItem
from core.storage.tables_feeds import feed, feed_item, feed_key
from core.storage.upserting import insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

ItemState = Literal["waiting", "added", "given_up"]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed after a poll. `polled_at` is the last that went well, `failures` how many did not since, `cause` why."""

    topic: str
    id: str
    source: str
    due_at: datetime
    polled_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that somebody claimed in order to add it, for the `tries`th time."""

    number: int
    feed: str
    item: FeedItem
    tries: int


_FEED = tuple(feed.c[field.name] for field in fields(FeedRow))


async def feed_rows(connection: AsyncConnection, topic: str) -> dict[str, FeedRow]:
    """Return the feeds of a topic that were polled, by id."""
    return {row.id: FeedRow(*row) for row in await connection.execute(select(*_FEED).where(feed.c.topic == topic))}


async def keep_feed(connection: AsyncConnection, row: FeedRow) -> None:
    """Write down how a feed is after a poll."""
    await upsert(connection, feed, asdict(row))


async def known_keys(connection: AsyncConnection, topic: str, keys: Collection[str]) -> dict[str, int]:
    """Return those of the keys under which an item was taken in, with its number."""
    here = (feed_key.c.topic == topic) & feed_key.c.key.in_(keys)
    return {row.key: row.item for row in await connection.execute(select(feed_key.c.key, feed_key.c.item).where(here))}


async def take_in(  # noqa: PLR0913
    connection: AsyncConnection, topic: str, feed_id: str, item: FeedItem, *, keys: Collection[str], now: datetime
) -> bool:
    """Take in an item, and tell whether it is new. One that is known gets the keys under which it was not known yet."""
    known = await known_keys(connection, topic, keys)
    number = next(iter(known.values()), None)
    if number is not None:
        await _name(connection, topic, number, [key for key in keys if key not in known])
        return False
    row = {"topic": topic, "feed": feed_id, "state": "waiting", "item": asdict(item)}
    made = insert(feed_item).values(**row, seen_at=now, due_at=now, tries=0).returning(feed_item.c.id)
    number = int((await connection.execute(made)).scalar_one())
    if not await _name(connection, topic, number, keys):  # another poller was faster, on a server with several writers
        await connection.execute(delete(feed_key).where(feed_key.c.item == number))
        await connection.execute(delete(feed_item).where(feed_item.c.id == number))
        return False
    return True


async def _name(connection: AsyncConnection, topic: str, number: int, keys: Collection[str]) -> bool:
    """Give an item its keys, and tell whether nobody else has one of them."""
    rows = ({"topic": topic, "key": key, "item": number} for key in keys)
    return all([await insert_new(connection, feed_key, row) for row in rows])


async def claim(connection: AsyncConnection, topic: str, now: datetime, until: datetime) -> Waiting | None:
    """Claim the oldest item that is due, so that nobody else does before `until`; None where there is none."""
    here = (feed_item.c.topic == topic) & (feed_item.c.state == "waiting") & (feed_item.c.due_at <= now)
    row = (await connection.execute(select(feed_item).where(here).order_by(feed_item.c.id).limit(1))).one_or_none()
    if row is None:
        return None
    mine = update(feed_item).where(feed_item.c.id == row.id, feed_item.c.due_at == row.due_at)
    if not (await connection.execute(mine.values(due_at=until, tries=row.tries + 1))).rowcount:
        return None  # another poller was faster
    return Waiting(row.id, row.feed, msgspec.convert(row.item, FeedItem), row.tries + 1)


async def put_off(connection: AsyncConnection, number: int, until: datetime, cause: str) -> None:
    """Leave an item for later, with what went wrong."""
    await connection.execute(update(feed_item).where(feed_item.c.id == number).values(due_at=until, cause=cause))


async def settle(
    connection: AsyncConnection, number: int, state: ItemState, *, document: int | None = None, cause: str | None = None
) -> None:
    """Note what became of an item. Its text is not needed any longer and goes; its keys stay."""
    done: Mapping[str, Any] = {"state": state, "document": document, "cause": cause, "item": None}
    await connection.execute(update(feed_item).where(feed_item.c.id == number).values(**done))


async def counts(connection: AsyncConnection, topic: str) -> dict[str, dict[ItemState, int]]:
    """Return how many items of each feed are in which state."""
    asked = (
        select(feed_item.c.feed, feed_item.c.state, func.count())
        .where(feed_item.c.topic == topic)
        .group_by(feed_item.c.feed, feed_item.c.state)
    )
    found: dict[str, dict[ItemState, int]] = {}
    for feed_id, state, count in await connection.execute(asked):
        found.setdefault(feed_id, {})[state] = count
    return found

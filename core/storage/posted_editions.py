"""The rows of digests that were posted, as posts that may have to be mended. The caller holds the transaction.

An edition becomes a post only when something that it told is told no longer, from what its delivery wrote down: so
delivery itself knows nothing of this, and digests of before this was kept are mended too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, cast, func, literal, select

from core.digests.news import claims_in
from core.storage.posts import Post, insert_post
from core.storage.tables_digests import edition, outbox, subscription, told
from core.storage.tables_trust import post

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.storage.posts import Fixed

PREFIX = "digest:"
"""In front of an edition's number, in the address of its post: no answer's address has a colon."""
MOST = 100
"""Editions that become posts in one transaction (0.2 s): deliveries write too."""


class EditionTold(NamedTuple):
    """What an edition told: of which topic (its id), on which day, under which names (`core.digests.news`).

    `before` is when its channel was last told something in an earlier edition, by name.
    """

    topic: str
    on: date
    names: tuple[str, ...]
    before: Mapping[str, date]


def number_of(address: str) -> int | None:
    """Return the number of the edition that a post's address names; None for an answer's address."""
    return int(address.removeprefix(PREFIX)) if address.startswith(PREFIX) else None


def no_post() -> ColumnElement[bool]:
    """Return the condition that an edition in the outbox is no post yet."""
    known = select(post.c.address).where(post.c.address.startswith(PREFIX))
    return (literal(PREFIX) + cast(outbox.c.edition, String)).not_in(known)


async def claims_told(connection: AsyncConnection) -> set[str]:
    """Return every claim that some edition told."""
    asked = select(told.c.what).distinct()
    return set(claims_in((await connection.execute(asked)).scalars()))


async def enrol(connection: AsyncConnection, gone: Collection[str], since: datetime, now: datetime) -> bool:
    """Make posts of editions, posted since a moment, that told something of `gone` and are none yet.

    Return whether there may be more. One of which nobody knows whether it is there has no id to be edited by.
    """
    at = func.coalesce(outbox.c.sent_at, outbox.c.claimed_at, type_=outbox.c.sent_at.type)
    telling = select(told.c.edition).where(told.c.what.in_(gone))
    asked = (
        select(outbox, at.label("at"))
        .where(outbox.c.edition.in_(telling), outbox.c.state.in_(("sent", "uncertain")), at >= since)
        .where(no_post())
        .order_by(outbox.c.edition.desc())
        .limit(MOST)
    )
    rows = (await connection.execute(asked)).all() if gone else []
    for row in rows:
        # The first message of a forum's post has the id of the post, which is the channel that it stands in.
        channel = row.message if row.kind == "forum" and row.message else row.destination
        fixed: Fixed = "" if row.message else "uncertain"
        new = Post(0, row.platform, channel, row.message, row.at, f"{PREFIX}{row.edition}", fixed, now)
        await insert_post(connection, new, dict.fromkeys(claims_in(row.claims)))
    return len(rows) == MOST


async def edition_told(connection: AsyncConnection, number: int) -> EditionTold | None:
    """Return what an edition told; None for one that told nothing."""
    asked = (
        select(subscription.c.id, subscription.c.topic, outbox.c.claims)
        .join(edition, edition.c.subscription == subscription.c.id)
        .join(outbox, outbox.c.edition == edition.c.id)
        .where(edition.c.id == number)
    )
    row = (await connection.execute(asked)).one_or_none()
    if row is None:
        return None
    its = told.c.subscription == row.id
    on = (await connection.execute(select(func.max(told.c.on)).where(its, told.c.edition == number))).scalar_one()
    earlier = (
        select(told.c.what, func.max(told.c.on).label("on")).where(its, told.c.edition < number).group_by(told.c.what)
    )
    before = {one.what: one.on for one in await connection.execute(earlier)}
    return EditionTold(row.topic, on, tuple(row.claims), before) if on else None

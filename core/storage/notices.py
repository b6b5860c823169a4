"""The rows of what people have to be told, once. The caller holds the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import insert, select, update

from core.storage.tables_digests import notice

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

First = Literal["person", "reports"]


class Notice(NamedTuple):
    """A line for the person who set a digest up, or for the operators' channel: the `first`, else the other."""

    id: int
    platform: str
    person: str
    first: First
    text: str


async def add_notice(connection: AsyncConnection, new: Notice, now: datetime) -> None:
    """Write down that somebody has to be told something."""
    values = {**new._asdict(), "at": now}
    del values["id"]
    await connection.execute(insert(notice).values(values))


async def untold(connection: AsyncConnection, platform: str, most: int = 100) -> list[Notice]:
    """Return what nobody was told yet, the oldest first."""
    columns = [notice.c[name] for name in Notice._fields]
    here = notice.c.told_at.is_(None) & (notice.c.platform == platform)
    return [
        Notice(*row) for row in await connection.execute(select(*columns).where(here).order_by(notice.c.id).limit(most))
    ]


async def note_told(connection: AsyncConnection, number: int, now: datetime) -> None:
    """Write down that somebody was told."""
    await connection.execute(update(notice).where(notice.c.id == number).values(told_at=now))

"""The rows of subscriptions and of the editions that were planned for them. The caller holds the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from core.digests.subscribing import Entry, Subscription, Target, key_of
from core.storage.tables_digests import edition, outbox, subscription
from core.storage.upserting import insert_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.digests.planning import Plan

SUBSCRIPTION = tuple(subscription.c)


async def insert_subscription(connection: AsyncConnection, new: Subscription) -> int:
    """Store a subscription and return its number, counted from 1."""
    made = insert(subscription).values(_values(new)).returning(subscription.c.id)
    return int((await connection.execute(made)).scalar_one())


async def update_subscription(connection: AsyncConnection, new: Subscription) -> None:
    """Write a subscription in place of what was known of it."""
    await connection.execute(update(subscription).where(subscription.c.id == new.id).values(_values(new)))


async def find_subscription(connection: AsyncConnection, number: int) -> Subscription | None:
    """Return a subscription that was not removed."""
    here = (subscription.c.id == number) & (subscription.c.status != "removed")
    row = (await connection.execute(select(*SUBSCRIPTION).where(here))).one_or_none()
    return to_subscription(row) if row else None


async def subscriptions(
    connection: AsyncConnection, *, platform: str | None = None, server: str | None = None, most: int = 1000
) -> list[Subscription]:
    """Return the subscriptions of a server or workspace, of a platform, or of all, the oldest first."""
    found = select(*SUBSCRIPTION).where(subscription.c.status != "removed").order_by(subscription.c.id).limit(most)
    found = found.where(subscription.c.platform == platform) if platform is not None else found
    found = found.where(subscription.c.server == server) if server is not None else found
    return [to_subscription(row) for row in await connection.execute(found)]


async def due(connection: AsyncConnection, platforms: Collection[str], now: datetime, most: int) -> list[Subscription]:
    """Return active subscriptions of these platforms whose time has come, the longest waiting first."""
    here = (subscription.c.status == "active") & (subscription.c.next_at <= now)
    found = select(*SUBSCRIPTION).where(here, subscription.c.platform.in_(platforms))
    found = found.order_by(subscription.c.next_at).limit(most)
    return [to_subscription(row) for row in await connection.execute(found)]


async def keep_plans(connection: AsyncConnection, plans: Sequence[Plan]) -> None:
    """Write the editions of each plan with their way to the channel, and when each subscription is due next.

    A local time that a subscription has had already is left as it is. An older edition that still waits is sent no
    longer: after an outage a channel gets one, not all that it missed.
    """
    await _give_up_older(connection, [one.subscription.id for one in plans])
    rows = [row for one in plans for row in _editions(one)]
    made = await insert_all(connection, edition, rows, (edition.c.id, edition.c.subscription, edition.c.local))
    new = {(row.subscription, row.local): row.id for row in made}
    sent = ((one.subscription, one.subscription.schedule.local(one.send), one.send) for one in plans if one.send)
    await put_in_outbox(
        connection,
        [(new[to.id, local], to, local, at) for to, local, at in sent if (to.id, local) in new],
    )
    moves = [{"number": one.subscription.id, "was": one.subscription.next_at, "then": one.next_at} for one in plans]
    here = (subscription.c.id == bindparam("number")) & (subscription.c.next_at == bindparam("was"))
    await connection.execute(update(subscription).where(here).values(next_at=bindparam("then")), moves)


async def _give_up_older(connection: AsyncConnection, numbers: Collection[int]) -> None:
    older = select(edition.c.id).where(edition.c.subscription.in_(numbers))
    waits = (outbox.c.state == "queued") & outbox.c.claimed_at.is_(None) & outbox.c.edition.in_(older)
    await connection.execute(update(outbox).where(waits).values(state="dropped", error="missed"))


async def plan_now(connection: AsyncConnection, to: Subscription, local: str, now: datetime) -> int | None:
    """Write an edition that somebody asked for, and return its number; None for one that is there already."""
    row = {"subscription": to.id, "local": local, "planned_at": now, "state": "planned", "reason": ""}
    made = await insert_all(connection, edition, [row], (edition.c.id,))
    if not made:
        return None
    await put_in_outbox(connection, [(made[0].id, to, local, now)])
    return int(made[0].id)


async def put_in_outbox(
    connection: AsyncConnection, editions: Iterable[tuple[int, Subscription, str, datetime]]
) -> None:
    """Queue editions: each with its number, its subscription, the local time that names it, and when it is due."""
    rows: list[dict[str, Any]] = [
        {
            "edition": number,
            "platform": to.platform,
            "server": to.target.server,
            "destination": to.target.id,
            "kind": to.target.kind,
            "key": key_of(to, local),
            "state": "queued",
            "attempts": 0,
            "not_before": at,
            "claims": [],
            "message": "",
            "link": "",
            "error": "",
        }
        for number, to, local, at in editions
    ]
    if rows:
        await connection.execute(insert(outbox), rows)


async def entries(connection: AsyncConnection, number: int, most: int) -> list[Entry]:
    """Return the last editions of a subscription, the newest first."""
    found = (
        select(
            edition.c.local,
            edition.c.planned_at,
            edition.c.reason,
            outbox.c.state,
            outbox.c.attempts,
            outbox.c.sent_at,
            outbox.c.link,
            outbox.c.error,
        )
        .join_from(edition, outbox, edition.c.id == outbox.c.edition, isouter=True)
        .where(edition.c.subscription == number)
        .order_by(edition.c.planned_at.desc(), edition.c.id.desc())
        .limit(most)
    )
    return [
        Entry(
            row.local,
            row.planned_at,
            row.state or "skipped",
            row.attempts or 0,
            row.sent_at,
            row.link or "",
            row.error or row.reason,
        )
        for row in await connection.execute(found)
    ]


def to_subscription(row: Row[Any]) -> Subscription:
    """Convert a row that has the columns of `SUBSCRIPTION`."""
    values = {column.name: getattr(row, column.name) for column in SUBSCRIPTION}
    target = Target(values.pop("destination"), values.pop("kind"), values.pop("server"))
    return Subscription(target=target, **values)


def _values(of: Subscription) -> dict[str, Any]:
    """Return a subscription as its row has it, without its number."""
    names = [column.name for column in SUBSCRIPTION if column.name not in {"id", "destination", "kind", "server"}]
    place = {"destination": of.target.id, "kind": of.target.kind, "server": of.target.server}
    return {name: getattr(of, name) for name in names} | place


def _editions(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the rows of a plan's editions."""
    subject = plan.subscription
    times: list[tuple[datetime, str, str]] = [(one.planned_at, "skipped", one.reason) for one in plan.skipped]
    times += [(plan.send, "planned", "")] if plan.send else []
    for at, state, reason in times:
        local = subject.schedule.local(at)
        yield {"subscription": subject.id, "local": local, "planned_at": at, "state": state, "reason": reason}

"""The rows of what channels were told, and what reviewers decided since. The caller holds the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, true

from core.digests.news import Changes, Published, Withdrawn
from core.digests.subscribing import Posted, Told
from core.storage.tables import claim, decision
from core.storage.tables_digests import outbox, told
from core.storage.upserting import insert_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

_TELLING = frozenset({"approve", "restore", "withdraw"})


async def told_to(connection: AsyncConnection, subscriptions: Collection[int]) -> dict[int, dict[str, Told]]:
    """Return what each subscription was told, by name: in which edition last, and when."""
    found: dict[int, dict[str, Told]] = {one: {} for one in subscriptions}
    asked = (
        select(told.c.subscription, told.c.what, func.max(told.c.edition), func.max(told.c.on))
        .where(told.c.subscription.in_(subscriptions))
        .group_by(told.c.subscription, told.c.what)
    )
    for number, what, edition, on in await connection.execute(asked):
        found[number][what] = Told(edition, on)
    return found


async def remember(connection: AsyncConnection, rows: Iterable[tuple[int, int, str, date]]) -> None:
    """Write down what was told: subscription, edition, name, and the day. What is there already stays."""
    values = [{"subscription": to, "edition": edition, "what": what, "on": on} for to, edition, what, on in rows]
    await insert_all(connection, told, values, (told.c.edition,))


async def changes(connection: AsyncConnection, aspects: Mapping[str, str]) -> Changes:
    """Return what reviewers decided, as it stands. `aspects` are those of built-in claims, by id."""
    asked = select(decision.c.claim, decision.c.version, decision.c.action, decision.c.at, decision.c.reason)
    last = {}
    for row in await connection.execute(asked.where(decision.c.action.in_(_TELLING)).order_by(decision.c.version)):
        last[row.claim] = row
    gone = [one for one in last.values() if one.action == "withdraw"]
    rows = await connection.execute(select(claim.c.id, claim.c.aspects).where(claim.c.status == "withdrawn"))
    first = {**aspects, **{row.id: row.aspects[0] for row in rows if row.aspects}}
    there = sorted((one for one in last.values() if one.action != "withdraw"), key=lambda one: (one.at, one.claim))
    return Changes(
        tuple(Published(one.claim, one.version, one.at) for one in there),
        {one.claim: Withdrawn(one.claim, one.version, one.reason or "", first.get(one.claim, "")) for one in gone},
    )


async def where_posted(
    connection: AsyncConnection, claim_id: str, only: ColumnElement[bool] | None = None
) -> list[Posted]:
    """Return the messages that told a claim, the oldest first; `only` those of which something holds.

    One that may be there counts: it has no id, and the time since which it may be.
    """
    at = func.coalesce(outbox.c.sent_at, outbox.c.claimed_at, type_=outbox.c.sent_at.type)
    asked = (
        select(outbox.c.platform, outbox.c.destination, outbox.c.message, outbox.c.link, at)
        .join(told, told.c.edition == outbox.c.edition)
        .where(told.c.what == claim_id, outbox.c.state.in_(("sent", "uncertain")), true() if only is None else only)
        .order_by(at)
    )
    return [Posted(*row) for row in await connection.execute(asked)]

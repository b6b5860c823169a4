"""What is wrong with digests, for `healthfacts check`. The caller holds the transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from core.storage.tables_digests import edition, outbox, subscription

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

LATE = timedelta(minutes=15)
"""After so long a digest is late: 10,000 in one minute take four."""
REMEMBERED = timedelta(days=30)
"""For so long an edition that may not be there is worth a look."""


class Troubles(NamedTuple):
    """Counts of what is wrong.

    `late`: digests whose time came and that were not planned, or not posted. `paused`: those whose channel fails, by
    reason. `uncertain` and `failed`: editions of the last month that may or may not be there, or surely are not.
    """

    late: int
    paused: dict[str, int]
    uncertain: int
    failed: int


async def troubles(connection: AsyncConnection, now: datetime) -> Troubles:
    """Return what is wrong with digests."""
    active = subscription.c.status == "active"
    unplanned = select(func.count()).where(active, subscription.c.next_at < now - LATE)
    under_way = outbox.c.state.in_(("queued", "claimed", "checking"))
    joined = outbox.join(edition, outbox.c.edition == edition.c.id).join(subscription)
    unsent = select(func.count()).select_from(joined).where(under_way, active, edition.c.planned_at < now - LATE)
    late = (await connection.execute(unplanned)).scalar_one() + (await connection.execute(unsent)).scalar_one()
    broken = select(subscription.c.reason, func.count()).where(subscription.c.status == "paused")
    rows = await connection.execute(broken.where(subscription.c.reason != "").group_by(subscription.c.reason))
    lately = select(outbox.c.state, func.count()).join(edition, outbox.c.edition == edition.c.id)
    lately = lately.where(outbox.c.state.in_(("uncertain", "failed")), edition.c.planned_at > now - REMEMBERED)
    states: dict[str, int] = dict((await connection.execute(lately.group_by(outbox.c.state))).all())
    paused: dict[str, int] = dict(rows.all())
    return Troubles(late, paused, states.get("uncertain", 0), states.get("failed", 0))

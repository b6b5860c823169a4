"""Planning: which editions are due, written down in one transaction with their way to the channel.

A time is planned once, whatever the clock does: `next_at` only moves on from where it was, and a subscription has no
two editions of the same local time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from core.digests.subscribing import SKIPPED_TOLD

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.digests.subscribing import Subscription
    from core.storage.engine import Store

BATCH = 200
"""Subscriptions planned in one transaction: 10,000 that are due in one minute take 50. What is planned is sent
meanwhile, so none may hold the loop up for long (60 ms, most of it for cronsim)."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a schedule is due next whose day does not come again."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A time that is not sent. `reason`: "missed", as a newer one is due too, or "late", after the grace period."""

    planned_at: datetime
    reason: Literal["missed", "late"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for a subscription that is due."""

    subscription: Subscription
    send: datetime | None
    skipped: tuple[Skipped, ...]
    next_at: datetime


def plan(subscription: Subscription, now: datetime) -> Plan:
    """Return what is due: the newest time that was reached, if the grace period has not run out; the rest is skipped.

    Pure. Times are in UTC; of those that were missed the last `SKIPPED_TOLD` are named.
    """
    times = subscription.schedule.after(subscription.next_at)
    reached = deque([subscription.next_at], maxlen=SKIPPED_TOLD + 1)
    reached.extend(takewhile(lambda time: time <= now, times))
    *missed, newest = reached
    skipped = [Skipped(time, "missed") for time in missed]
    in_time = now - newest <= subscription.grace
    if not in_time:
        skipped.append(Skipped(newest, "late"))
    # `takewhile` has taken the first time that is not reached yet, so it is asked for again.
    upcoming = next(subscription.schedule.after(max(newest, now)), NEVER)
    return Plan(subscription, newest if in_time else None, tuple(skipped), upcoming)


async def plan_due(store: Store, now: datetime, platforms: Collection[str], most: int = BATCH) -> int:
    """Plan up to `most` subscriptions that are due, the longest waiting first, and return how many there were.

    Those of other than these platforms are left: for them we are down. Whether any is due is one look at an index.
    Raises StoreFault.
    """
    from core.storage.digests import due, keep_plans  # noqa: PLC0415 - SQLAlchemy, which an open store has loaded

    async with store.read() as connection:
        waiting = await due(connection, platforms, now, most)
    if not waiting:
        return 0
    plans = [plan(one, now) for one in waiting]
    async with store.begin() as connection:
        await keep_plans(connection, plans)
    return len(waiting)

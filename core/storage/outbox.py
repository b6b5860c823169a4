"""The rows of editions on their way to their channels. The caller holds the transaction, and the turn to send.

Only who has the turn (`core/digests/turn.py`) touches rows of a platform, so a row that is `claimed` when it is taken
up was left behind by a sender that is no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from core.digests.subscribing import Parcel, Target
from core.storage.digests import SUBSCRIPTION, to_subscription
from core.storage.tables_digests import edition, outbox, subscription

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.digests.subscribing import State

_OF_OUTBOX = (
    outbox.c.edition,
    outbox.c.destination.label("to_destination"),
    outbox.c.kind.label("to_kind"),
    outbox.c.server.label("to_server"),
    outbox.c.key,
    outbox.c.attempts,
    outbox.c.not_before,
    outbox.c.claimed_at,
    outbox.c.claims,
    edition.c.local,
    edition.c.planned_at,
)


async def queued(
    connection: AsyncConnection, platform: str, now: datetime, most: int, busy: Collection[str]
) -> list[Parcel]:
    """Return editions that may be sent now, the longest waiting first: one a channel, none to a channel of `busy`."""
    here = (outbox.c.platform == platform) & (outbox.c.state == "queued") & (outbox.c.not_before <= now)
    found = _parcels().where(here).order_by(outbox.c.not_before, outbox.c.edition).limit(most)
    rows = await connection.execute(found.where(outbox.c.destination.not_in(busy)) if busy else found)
    first: dict[str, Parcel] = {}
    for row in rows:
        first.setdefault(row.to_destination, _to_parcel(row))
    return list(first.values())


async def in_state(connection: AsyncConnection, platform: str, state: State, most: int = 1000) -> list[Parcel]:
    """Return the editions of a platform that are in a state, the oldest first."""
    here = (outbox.c.platform == platform) & (outbox.c.state == state)
    found = _parcels().where(here).order_by(outbox.c.edition).limit(most)
    return [_to_parcel(row) for row in await connection.execute(found)]


async def still_queued(connection: AsyncConnection, numbers: Collection[int]) -> set[int]:
    """Return those of the editions that still wait to be sent."""
    if not numbers:
        return set()
    here = outbox.c.edition.in_(numbers) & (outbox.c.state == "queued")
    return set((await connection.execute(select(outbox.c.edition).where(here))).scalars())


async def state_of(connection: AsyncConnection, number: int) -> tuple[State, str, str] | None:
    """Return the state of an edition, the link to it and what went wrong; None for one that is not on its way."""
    asked = select(outbox.c.state, outbox.c.link, outbox.c.error).where(outbox.c.edition == number)
    row = (await connection.execute(asked)).one_or_none()
    return (row.state, row.link, row.error) if row else None


async def write(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Change rows; each dict has the `edition` and new values, the same ones in all of them."""
    if rows:
        names = [name for name in rows[0] if name != "edition"]
        change = update(outbox).where(outbox.c.edition == bindparam("number"))
        values = {name: bindparam(f"new_{name}", type_=outbox.c[name].type) for name in names}
        given = [{"number": row["edition"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        await connection.execute(change.values(values), given)


async def pause(connection: AsyncConnection, number: int, reason: str) -> bool:
    """Pause a subscription for a reason, and tell whether it was active until now."""
    here = (subscription.c.id == number) & (subscription.c.status == "active")
    done = await connection.execute(update(subscription).where(here).values(status="paused", reason=reason))
    return bool(done.rowcount)


async def pause_all(connection: AsyncConnection, platform: str, reason: str) -> int:
    """Pause all active subscriptions of a platform for a reason, and return how many there were."""
    here = (subscription.c.platform == platform) & (subscription.c.status == "active")
    done = await connection.execute(update(subscription).where(here).values(status="paused", reason=reason))
    return done.rowcount


async def resume_all(connection: AsyncConnection, platform: str, reason: str) -> int:
    """Resume the subscriptions of a platform that were paused for this reason, and return how many there were."""
    here = (subscription.c.platform == platform) & (subscription.c.status == "paused")
    found = update(subscription).where(here, subscription.c.reason == reason)
    return (await connection.execute(found.values(status="active", reason=""))).rowcount


async def queue_again(connection: AsyncConnection, number: int, since: datetime) -> None:
    """Queue the newest edition of a subscription again that was not taken, or not sent as it was paused."""
    missed = (outbox.c.state == "failed") | ((outbox.c.state == "dropped") & (outbox.c.error == "paused"))
    newest = select(func.max(edition.c.id)).where(edition.c.subscription == number, edition.c.planned_at >= since)
    here = (outbox.c.edition == newest.scalar_subquery()) & missed
    await connection.execute(update(outbox).where(here).values(state="queued", attempts=0, error=""))


def _parcels() -> Select[*tuple[Any, ...]]:
    joined = outbox.join(edition, outbox.c.edition == edition.c.id)
    joined = joined.join(subscription, edition.c.subscription == subscription.c.id)
    return select(*SUBSCRIPTION, *_OF_OUTBOX).select_from(joined)


def _to_parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        row.edition,
        to_subscription(row),
        row.local,
        row.planned_at,
        Target(row.to_destination, row.to_kind, row.to_server),
        row.key,
        row.attempts,
        row.not_before,
        row.claimed_at,
        tuple(row.claims),
    )

"""The rows of reports. The caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, insert, select, update

from core.reported import Told
from core.storage.tables_trust import report

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

Status = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody pressed "This looks wrong". `at` is in UTC; `address` is what `core.reported.reported_as` returned.

    `claims` are what the answer told at that moment. `comment` is "" where nothing was written, and so are `closed_by`
    and `reason` while it is open. `id` is 0 until it is stored.
    """

    id: int
    at: datetime
    address: str
    claims: tuple[Told, ...]
    comment: str
    status: Status = "open"
    closed_at: datetime | None = None
    closed_by: str = ""
    reason: str = ""


_REPORT = tuple(report.c[field.name] for field in fields(Report))


async def insert_report(connection: AsyncConnection, new: Report) -> int:
    """Store a report and return its number, counted from 1."""
    values = {field.name: getattr(new, field.name) for field in fields(Report) if field.name != "id"}
    values["claims"] = [list(one) for one in new.claims]
    return int((await connection.execute(insert(report).values(values).returning(report.c.id))).scalar_one())


async def find_report(connection: AsyncConnection, number: int) -> Report | None:
    """Return a report, None where there is none with this number."""
    row = (await connection.execute(select(*_REPORT).where(report.c.id == number))).one_or_none()
    return _to_report(row) if row else None


async def reports(connection: AsyncConnection, status: Status, most: int) -> list[Report]:
    """Return the reports of one status: open ones the oldest first, closed ones the newest."""
    order = report.c.id if status == "open" else report.c.id.desc()
    found = select(*_REPORT).where(report.c.status == status).order_by(order).limit(most)
    return [_to_report(row) for row in await connection.execute(found)]


async def count_open(connection: AsyncConnection) -> int:
    """Return how many reports nobody has closed."""
    return int((await connection.execute(select(func.count()).where(report.c.status == "open"))).scalar_one())


async def close_report(connection: AsyncConnection, number: int, who: str, reason: str, now: datetime) -> bool:
    """Close an open report, and tell whether it was open."""
    here = (report.c.id == number) & (report.c.status == "open")
    values = {"status": "closed", "closed_at": now, "closed_by": who, "reason": reason}
    return bool((await connection.execute(update(report).where(here).values(values))).rowcount)


async def forget_reports(connection: AsyncConnection, before: datetime) -> int:
    """Delete reports that were closed before a moment, and return how many."""
    here = (report.c.status == "closed") & (report.c.closed_at < before)
    return (await connection.execute(delete(report).where(here))).rowcount


def _to_report(row: Row[Any]) -> Report:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Report(**{**values, "claims": tuple(Told(*one) for one in values["claims"])})

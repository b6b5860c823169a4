"""The reports of the store, for one command: as they are listed and shown, and the closing of one."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bots.console.reviewing import operator
from core.following import catch_up
from core.reported import version_of
from core.reports import Reports
from core.storage.address import address_of, is_there
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from core.app import App
    from core.storage.reports import Report, Status

T = TypeVar("T")


def open_count(app: App) -> int:
    """Return how many reports wait for an operator; 0 where there is no store yet. Raises StoreFault."""
    return _with(app, lambda reports: reports.open_count()) if is_there(address_of(os.environ)) else 0


def listed(app: App, status: Status) -> str:
    """Return the reports of one status, a line each. Raises StoreFault."""
    found = _with(app, lambda reports: reports.all(status)) if is_there(address_of(os.environ)) else []
    return "\n".join(map(_row, found)) if found else "No report."


def shown(app: App, number: str) -> str:
    """Return a report with its comment, and whether its claims are still told so. Raises WrongUse and StoreFault."""
    report = _with(app, lambda reports: reports.show(number))
    catch_up(app, os.environ)
    return "\n".join(_lines(app, report))


def close(app: App, number: str, who: str | None, reason: str) -> None:
    """Close a report; `who` is None for the user of this machine. Raises WrongUse and StoreFault."""
    name = operator(who)
    _with(app, lambda reports: reports.close(number, name, reason))


def _with(app: App, do: Callable[[Reports], Awaitable[T]]) -> T:
    async def run() -> T:
        async with Store.open(address_of(os.environ)) as store:
            return await do(Reports(app, store, lambda: datetime.now(UTC)))

    return asyncio.run(run())


def _row(report: Report) -> str:
    comment = ", with a comment" if report.comment else ""
    return f"{report.id}  {report.at:%Y-%m-%d %H:%M}  {report.address}  {len(report.claims)} claims{comment}"


def _lines(app: App, report: Report) -> Iterator[str]:
    told = {one: claim for topic in app.topics.values() for one, claim in topic.claims.items()}
    yield f"Report {report.id} of {report.at:%Y-%m-%d %H:%M} UTC: {report.address}"
    yield f"“{report.comment}”" if report.comment else "Without a comment."
    for claim, version in report.claims:
        now = "told no longer" if claim not in told else "as told then"
        if claim in told and version_of(told[claim]) != version:
            now = "changed since"
        yield f"{claim} ({version}): {now}"
    if report.closed_at:
        yield f"Closed {report.closed_at:%Y-%m-%d} by {report.closed_by}: {report.reason}"

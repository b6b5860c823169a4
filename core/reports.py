"""Reports that an answer looks wrong: taken from anybody, with nothing of who they are, and looked at by operators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import WrongUse
from core.operating.reports import MOST_COMMENT, MOST_REASON
from core.reported import told_in
from core.storage import reports as rows
from core.storage.reports import Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.app import App
    from core.storage.engine import Store
    from core.storage.reports import Status

MOST_LISTED = 200
KEPT = timedelta(days=90)
"""How long a report is kept after it was closed."""


class Reports:
    """The reports in a store. `clock` returns the time in UTC."""

    def __init__(self, app: App, store: Store, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._store = store
        self._clock = clock

    async def take(self, address: str, comment: str) -> Report | None:
        """Store a report and return it; None for an address that no answer of ours has. Raises StoreFault."""
        claims = told_in(self._app, address)
        if claims is None:
            return None
        new = Report(0, self._clock(), address, claims, _visible(comment)[:MOST_COMMENT].strip())
        async with self._store.begin() as connection:
            number = await rows.insert_report(connection, new)
        return Report(number, new.at, new.address, new.claims, new.comment)

    async def all(self, status: Status = "open") -> list[Report]:
        """Return the reports of one status. Raises StoreFault."""
        async with self._store.read() as connection:
            return await rows.reports(connection, status, MOST_LISTED)

    async def open_count(self) -> int:
        """Return how many wait for an operator. Raises StoreFault."""
        async with self._store.read() as connection:
            return await rows.count_open(connection)

    async def show(self, number: str) -> Report:
        """Return a report. Raises WrongUse for a number that there is none of, StoreFault."""
        found = None
        if number.isascii() and number.isdecimal():
            async with self._store.read() as connection:
                found = await rows.find_report(connection, int(number[:9]))
        if found is None:
            raise WrongUse(f"there is no report {number[:20]!r}; `healthfacts reports list` names those there are")
        return found

    async def close(self, number: str, who: str, reason: str) -> Report:
        """Close a report and return it; a closed one stays as it is. Raises WrongUse, StoreFault."""
        line = " ".join(reason.split())
        if not line or len(line) > MOST_REASON:
            raise WrongUse(f"a reason is needed, of at most {MOST_REASON} characters")
        found = await self.show(number)
        async with self._store.begin() as connection:
            await rows.close_report(connection, found.id, who, line, self._clock())
        return await self.show(number)

    async def forget(self) -> None:
        """Delete what was closed long ago. Raises StoreFault."""
        async with self._store.begin() as connection:
            await rows.forget_reports(connection, self._clock() - KEPT)


def _visible(text: str) -> str:
    """Return a text on one line, without characters that show nothing or turn the writing around."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())

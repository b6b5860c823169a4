"""The way from a platform to the office, which opens a moment after the bot answers its first readers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.errors import StoreFault

if TYPE_CHECKING:
    from core.errors import HealthfactsError
    from core.office import Office
    from core.outlets import Outlet

PATIENCE = 30.0
"""Seconds that somebody waits at the door; platforms have deferred their reply by then."""


class Door:
    """Closed until the office is open. Light: a platform imports no database for it.

    `outlets` are the other direction: a platform puts there, under its name, what reaches its channels, for as long as
    it is connected.
    """

    def __init__(self) -> None:
        self.outlets: dict[str, Outlet] = {}
        self._office: asyncio.Future[Office] = asyncio.get_running_loop().create_future()
        self._office.add_done_callback(_looked_at)

    def open(self, office: Office) -> None:
        """Let everybody in."""
        self._office.set_result(office)

    def lock(self, why: HealthfactsError) -> None:
        """Tell everybody why the office does not open."""
        self._office.set_exception(why)

    async def office(self) -> Office:
        """Return the office, as soon as it is open. Raises what keeps it shut: StoreFault, ConfigError."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(self._office)
        except TimeoutError:
            raise StoreFault("the store is still being opened; try again in a minute") from None


def _looked_at(office: asyncio.Future[Office]) -> None:
    """Keep asyncio from complaining where nobody came while the office was shut: its reason is logged elsewhere."""
    if not office.cancelled():
        office.exception()

"""What is being done right now, so that a stop can wait for it."""

from __future__ import annotations

import asyncio
from typing import Self


class InFlight:
    """Counts work between `with in_flight:` and its end."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> Self:
        """Count one more."""
        self._count += 1
        self._idle.clear()
        return self

    def __exit__(self, *_: object) -> None:
        """Count one less."""
        self._count -= 1
        if not self._count:
            self._idle.set()

    @property
    def count(self) -> int:
        """How much is being done."""
        return self._count

    async def finished(self, within: float) -> bool:
        """Wait until nothing is in flight, `within` seconds at most; return whether that was reached."""
        try:
            async with asyncio.timeout(within):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

"""What the benchmarks share: timing against a floor in the same run, and one line a figure.

Machines are noisy, so only ratios are compared; rounds of the floor and of ours alternate.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass
class Timings:
    """Latencies in seconds, and how long the whole took."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def median(self) -> float:
        return median(self.latencies)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


async def timed(ask: Callable[[], Awaitable[object]], *, count: int, at_once: int, into: Timings) -> None:
    """Ask `count` times, `at_once` at a time, and add what it took."""
    left = iter(range(count))

    async def reader() -> None:
        for _ in left:
            started = time.perf_counter()
            await ask()
            into.latencies.append(time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(at_once)))
    into.seconds += time.perf_counter() - started


def tell(what: str, figure: float, unit: str, limit: float | None = None) -> None:
    """Print one figure, with the most (or least) that it should be."""
    aim = f"   (aim: {limit:g} {unit})" if limit is not None else ""
    print(f"\n{what:<58} {figure:8.2f} {unit}{aim}", end="")

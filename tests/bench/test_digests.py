"""How much digests cost while nothing is due, and how evenly posts are spread.

The soak over thousands of channels is a program of its own: `soak_digests.py`.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest
from aiolimiter import AsyncLimiter
from bench.report import tell
from fakes.digest_process import subscribe
from fakes.discord_destinations import worst_second
from fakes.reviewing import reviewing

from bots.discord.publish import Publisher
from core.digests.pacing import Pacer
from core.digests.planning import plan_due

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

STORED = 100_000
ON = ("discord", "slack")


async def test_a_tick_with_nothing_due_costs_little_however_many_are_stored(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with reviewing(tmp_path) as (store, _):
        for first in range(0, STORED, 10_000):
            channels = map(str, range(first, first + 10_000))
            await subscribe(store, channels, due=now.replace(second=0, microsecond=0) + timedelta(hours=1))
        for _ in range(20):
            assert await plan_due(store, now, ON) == 0
        times, spent = [], time.process_time()
        for _ in range(200):
            started = time.perf_counter()
            await plan_due(store, now, ON)
            times.append((time.perf_counter() - started) * 1000)
        spent = (time.process_time() - spent) * 1000 / 200
        tracemalloc.start()
        kept = []
        for _ in range(4):
            for _ in range(300):
                await plan_due(store, now, ON)
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        growth = (kept[-1] - kept[1]) / 1024
    tell(f"a tick, {STORED} subscriptions stored, nothing due", median(times), "ms", 5)
    tell("the processor's time in it, which other programs do not add to", spent, "ms", 5)
    tell("memory kept by 600 more of them", growth, "kB", 50)
    assert spent < 5
    assert growth < 50


async def test_planning_ten_thousand_that_are_due_at_once(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, map(str, range(10_000)), due=now.replace(second=0, microsecond=0))
        started, longest = time.perf_counter(), 0.0
        while True:
            before = time.perf_counter()
            if not await plan_due(store, now, ON):
                break
            longest = max(longest, time.perf_counter() - before)
        tell("planning 10,000 that are due at once", time.perf_counter() - started, "s")
        tell("the longest of its transactions", longest * 1000, "ms")


async def _times(turn: Callable[[], Awaitable[object]], count: int) -> list[float]:
    times = []
    for _ in range(count):
        await turn()
        times.append(time.perf_counter())
    return times


@pytest.mark.parametrize("name", ["Pacer", "AsyncLimiter(50, 1)", "AsyncLimiter(1, 1 / 50)"])
async def test_how_even_the_pace_is(name: str) -> None:
    pace = Publisher.pace
    turns: dict[str, Callable[[], Awaitable[object]]] = {
        "Pacer": Pacer(pace.total, pace.spread).turn,
        "AsyncLimiter(50, 1)": AsyncLimiter(50, 1).acquire,
        "AsyncLimiter(1, 1 / 50)": AsyncLimiter(1, 1 / 50).acquire,
    }
    times = await _times(turns[name], 400)
    tell(f"{name}: the most in any second", worst_second(times), "turns", 50)
    tell(f"{name}: turns a second", 399 / (times[-1] - times[0]), "a second", 50)
    if name == "Pacer":
        assert worst_second(times) <= 50
    await asyncio.sleep(0)

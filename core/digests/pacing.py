"""Even pacing: never more posts in any stretch of time than a platform takes, and none in bursts.

aiolimiter was measured first (`tests/bench/test_digests.py`): `AsyncLimiter(50, 1)` gives 99 turns in its first second;
without a burst, `AsyncLimiter(1, 1 / 50)` is even, but loses each timer's lateness for good and comes to 48.5 a second.
Here lateness is made good within what the sliding window allows: 49 a second of 49 that were asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

LATENESS = 0.1
"""Seconds of lateness that are made good: a loop that was busy for longer has lost the rest."""


class TurnedAway(Exception):  # noqa: N818 - reads as what happened
    """There are no turns just now, or ever again."""


class Pacer:
    """Gives turns: at most `most` in any `seconds` seconds, evenly spread, first come, first served."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._apart = seconds / most
        self._line = asyncio.Lock()
        self._turns: deque[float] = deque(maxlen=most)
        self._next = 0.0
        self._held_until = 0.0
        self._closed = asyncio.Event()

    async def turn(self) -> None:
        """Wait until it is one's turn. Raises TurnedAway: at once for all who wait, when there are no turns."""
        loop = asyncio.get_running_loop()
        async with self._line:
            while self.open and (wait := self._due - loop.time()) > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._closed.wait()
            if not self.open:
                raise TurnedAway
            now = loop.time()
            self._turns.append(now)
            self._next = max(self._next + self._apart, now - LATENESS)

    def hold(self, seconds: float) -> None:
        """Give no turns for so long."""
        self._held_until = max(self._held_until, asyncio.get_running_loop().time() + seconds)

    def close(self) -> None:
        """Give no turns any more."""
        self._closed.set()

    @property
    def open(self) -> bool:
        """Whether there are turns to be had."""
        return not self._closed.is_set() and self._held_until <= asyncio.get_running_loop().time()

    @property
    def _due(self) -> float:
        full = len(self._turns) == self._turns.maxlen
        return max(self._next, self._turns[0] + self._seconds) if full else self._next


class Budget:
    """Counts what must not happen too often in `seconds`. Times are those of the running loop."""

    def __init__(self, most: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=most)
        self._seconds = seconds

    def spend(self) -> None:
        """Count one."""
        self._times.append(asyncio.get_running_loop().time())

    @property
    def wait(self) -> float:
        """Seconds until there is room for another one."""
        full = len(self._times) == self._times.maxlen
        return max(0.0, self._times[0] + self._seconds - asyncio.get_running_loop().time()) if full else 0.0


class Channels:
    """Which channels have had what they may have for now: `most` posts in `seconds`, or a wait that was asked for."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._posts: dict[str, deque[float]] = {}
        self._held: dict[str, float] = {}

    def posted(self, channel: str) -> None:
        """Count a post."""
        posts = self._posts.setdefault(channel, deque(maxlen=self._most))
        posts.append(asyncio.get_running_loop().time())

    def hold(self, channel: str, seconds: float) -> None:
        """Leave a channel alone for so long."""
        self._held[channel] = asyncio.get_running_loop().time() + seconds

    def busy(self) -> set[str]:
        """Return the channels that may get nothing just now, and forget the others."""
        now = asyncio.get_running_loop().time()
        self._held = {one: until for one, until in self._held.items() if until > now}
        self._posts = {one: posts for one, posts in self._posts.items() if posts[-1] + self._seconds > now}
        full = {
            one for one, posts in self._posts.items() if len(posts) == self._most and posts[0] + self._seconds > now
        }
        return full | self._held.keys()

"""How much one person may ask at once, so that nobody else has to wait for them.

A person is known here by a salted hash that this process alone can make. It is kept in memory for seconds, and goes
to no disk, log or core.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

WINDOW = 10.0
"""Seconds in which an allowance may be used up, and after which whoever was quiet is forgotten."""
REMEMBERED = 4_096
"""People who are known at once (about 1 kB each); beyond that the one who was quiet for longest is forgotten."""

Verdict = Literal["go", "tell", "drop"]
"""Answer; say once that it is too much; do nothing."""


class Allowance(NamedTuple):
    """What one person may do in a window, and how many replies to everybody may be under way when they do."""

    kind: str
    most: int
    under_way: int


# A public reply takes from what the bot may post in that channel, about one message a second: half of it is left to
# others. Somebody who presses buttons in fear gets the help card, whatever else they pressed, and however busy it is.
MENTIONS = Allowance("mentions", 5, 200)
PRESSES = Allowance("presses", 10, 1_000)
REPORTS = Allowance("reports", 6, 1_000)
TYPING = Allowance("typing", 60, 1_000)
HELP = Allowance("help", 10, 1_000_000)


@dataclass(slots=True)
class _Known:
    bucket: AsyncLimiter
    seen: float
    told: float = -WINDOW


class Limiter:
    """A leaky bucket for each person and kind of asking."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def __len__(self) -> int:
        """Return how many buckets are kept."""
        return len(self._known)

    async def judge(self, person: str, allowance: Allowance, under_way: int = 0) -> Verdict:
        """Say what to do with what `person` asks now, while so many replies are under way. Never waits."""
        if under_way >= allowance.under_way:
            return "drop"
        now = asyncio.get_running_loop().time()
        known = self._of(person, allowance, now)
        if known.bucket.has_capacity():
            await known.bucket.acquire()
            return "go"
        if now - known.told < WINDOW:
            return "drop"
        known.told = now
        return "tell"

    def _of(self, person: str, allowance: Allowance, now: float) -> _Known:
        self._forget(now)
        who = blake2b(f"{allowance.kind} {person}".encode(), key=self._salt, digest_size=16).digest()
        known = self._known.pop(who, None) or _Known(_bucket(allowance.most), now)
        known.seen = now
        self._known[who] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known

    def _forget(self, now: float) -> None:
        """Forget who was quiet for a window: their bucket is empty again."""
        while self._known:
            who, known = next(iter(self._known.items()))
            if now - known.seen <= WINDOW:
                return
            del self._known[who]


def _bucket(most: int) -> AsyncLimiter:
    from aiolimiter import AsyncLimiter  # noqa: PLC0415 - reads its own metadata: 8 ms that a start can do without

    return AsyncLimiter(most, WINDOW)

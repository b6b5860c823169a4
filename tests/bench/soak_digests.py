"""Sends digests to thousands of channels at once, kills the sender on the way, and prints what readers saw.

    PYTHONPATH=.:tests python tests/bench/soak_digests.py discord --channels 10000 --kills 2
    PYTHONPATH=.:tests python tests/bench/soak_digests.py slack --channels 2000 --kills 2 --history
    PYTHONPATH=.:tests python tests/bench/soak_digests.py discord --channels 1000 --kills 0 --every 5

The sender is a process of its own; the fake platform runs here, takes the time of every post as it comes in, and
refuses what the real one would.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from fakes.destinations import Platforms
from fakes.digest_process import sending, subscribe
from fakes.discord_destinations import Destinations as Discord
from fakes.discord_destinations import Place, Told, rate_limited, worst_second
from fakes.reviewing import address_in
from fakes.slack_destinations import Channel
from fakes.slack_destinations import Destinations as Slack
from sqlalchemy import func, select

from core.storage.engine import Store
from core.storage.tables_digests import outbox

RATES = {"discord": 50.0, "slack": 5.0}
"""Posts a second that the platform takes, or that we allow ourselves."""


class Unreliable(Discord):
    """Refuses every `every`th post, in turn with 429 and 500."""

    every = 0
    count = 0

    def answer(self, method: str, parts: list[str], body: Any, at: float | None = None) -> Told:
        if self.every and method == "POST" and parts[-1] == "messages":
            self.count += 1
            if self.count % self.every == 0:
                self.arrivals.append(time.monotonic() if at is None else at)
                odd = self.count // self.every % 2
                return rate_limited(0.5) if odd else Told(500, {"message": "500: Internal Server Error", "code": 0})
        return super().answer(method, parts, body, at)


async def soak(platform: str, channels: int, kills: int, every: int, *, history: bool) -> int:
    ids = [str(number) for number in range(100_000, 100_000 + channels)]
    scopes = frozenset({"info", "history"} if history else {"info"})
    discord = Unreliable(*(Place(one) for one in ids), checked=False)
    discord.every = every
    slack = Slack(*(Channel(f"C{one}") for one in ids), scopes=scopes)
    served = discord if platform == "discord" else slack
    places = ids if platform == "discord" else [f"C{one}" for one in ids]
    with tempfile.TemporaryDirectory() as folder:
        address = address_in(Path(folder))
        async with Platforms(discord, slack) as platforms, Store.open(address) as store:
            await subscribe(store, places, platform, server="3003" if platform == "discord" else "T1")
            at = [channels * (one + 1) // (kills + 1) for one in range(kills)]
            stalls = [0.0]
            watching = asyncio.create_task(_watch(stalls))
            postings = Path(folder) / "postings"
            down, memory = await _deliver(platforms, store, address, at, platform, postings)
            left = [float(line) for line in postings.read_text(encoding="utf-8").split()]
            watching.cancel()
            async with store.read() as connection:
                asked = select(outbox.c.state, func.count()).group_by(outbox.c.state)
                states = dict((await connection.execute(asked)).all())  # type: ignore[arg-type]
                attempts = (await connection.execute(select(func.sum(outbox.c.attempts)))).scalar_one()
    posts = (
        [len(one.posts) for one in discord.places.values()]
        if platform == "discord"
        else [len(one.messages) for one in slack.channels.values()]
    )
    took = served.arrivals[-1] - served.arrivals[0]
    ideal = channels / RATES[platform]
    print(f"{platform}: {channels} channels due in one minute, {kills} kill -9, every {every or '-'}th post refused")
    print(f"  states             {states}, attempts {attempts}, requests {len(served.arrivals)}")
    print(f"  lost               {sum(1 for one in posts if one == 0)}")
    print(f"  doubled            {sum(1 for one in posts if one > 1)}")
    print(f"  first to last post {took:.1f} s, down {down:.1f} s; at {RATES[platform]:g}/s it takes {ideal:.1f} s")
    print(f"  ratio              {took / ideal:.3f} with, {(took - down) / ideal:.3f} without the time down (aim 1.05)")
    print(f"  worst second       {worst_second(left)} as posts left, {worst_second(served.arrivals)} as they came in")
    print(f"  whole seconds      {_spread(served.arrivals)}")
    print(f"  longest stall      {stalls[0] * 1000:.0f} ms of the fake itself, after which posts come in together")
    print(f"  memory of sender   {memory} kB at the end", flush=True)
    return 0


async def _watch(stalls: list[float]) -> None:
    """Keep the longest time for which this loop did not run though it could."""
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(0.01)
        stalls[0] = max(stalls[0], loop.time() - before - 0.01)


async def _deliver(  # noqa: PLR0913, PLR0917
    platforms: Platforms, store: Store, address: str, kills: list[int], platform: str, postings: Path
) -> tuple[float, str]:
    """Run the sender until nothing is left to send; return the seconds that nothing ran, and its memory at last."""
    served = platforms.discord if platform == "discord" else platforms.slack
    for count in kills:
        async with sending(platforms, address, platform, POSTINGS=str(postings)) as program:
            await platforms.until(partial(_reached, served.arrivals, count), 900)
            program.send_signal(signal.SIGKILL)
            await program.wait()
            print(f"  kill -9 after {len(served.arrivals)} posts", flush=True)
    async with sending(platforms, address, platform, POSTINGS=str(postings)) as program:
        await _finished(store, program)
        memory = _memory(program.pid)
        program.send_signal(signal.SIGTERM)
        await program.wait()
        assert program.returncode == 0
    gaps = sorted(later - sooner for sooner, later in pairwise(served.arrivals))
    return sum(gaps[-len(kills) :]) if kills else 0.0, memory


def _reached(arrivals: list[float], count: int) -> bool:
    return len(arrivals) >= count


async def _finished(store: Store, program: asyncio.subprocess.Process) -> None:
    asked = select(func.count()).where(outbox.c.state.in_(("queued", "claimed", "checking")))
    started = False
    while program.returncode is None:
        await asyncio.sleep(1.0)
        async with store.read() as connection:
            left = (await connection.execute(asked)).scalar_one()
            known = (await connection.execute(select(func.count()).select_from(outbox))).scalar_one()
        started = started or known > 0
        if started and not left:
            return


def _memory(pid: int) -> str:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return " ".join(line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM")))


def _spread(times: list[float]) -> Counter[int]:
    """Count the whole seconds by how many posts came in them, the five fullest."""
    return Counter(dict(Counter(Counter(int(one - times[0]) for one in times).values()).most_common(5)))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("platform", choices=("discord", "slack"))
    parser.add_argument("--channels", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--every", type=int, default=0)
    parser.add_argument("--history", action="store_true", help="let the Slack app read the channel")
    options = parser.parse_args()
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # what measures must not wait for what is measured
    return asyncio.run(soak(options.platform, options.channels, options.kills, options.every, history=options.history))


if __name__ == "__main__":
    sys.exit(main())

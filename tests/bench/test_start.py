"""From the start of the process to the first moment a command could be answered, against a bare client's."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.report import tell
from fakes.discord import FakeDiscord
from fakes.discord_payloads import TOKEN
from fakes.process import DISCORD, OURS, SLACK, addresses, process
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS = 9

BARE_DISCORD = (
    DISCORD
    + """
from discord import app_commands
client = discord.Client(intents=discord.Intents.none())
tree = app_commands.CommandTree(client)
client.run(os.environ["DISCORD_TOKEN"], log_handler=None)
"""
)
BARE_SLACK = (
    SLACK
    + """
import asyncio
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
async def main():
    app = AsyncApp(token=os.environ["SLACK_BOT_TOKEN"])
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()
asyncio.run(main())
"""
)


async def seconds_until(ready: asyncio.Future[None], code: str, **environ: str) -> float:
    """Start a process, wait until it is ready, end it, and return how long that took."""
    started = time.perf_counter()
    async with process(code, **environ), asyncio.timeout(30):
        await ready
        return time.perf_counter() - started


KNOWN: list[dict[str, Any]] = []
"""The commands that the fake Discord has been told: every start but the very first finds its own there."""


async def discord_start(code: str) -> float:
    async with FakeDiscord(checked=False, commands=KNOWN) as server:
        ready = asyncio.ensure_future(server.gateway.until(identified=1))
        took = await seconds_until(ready, code, **addresses(discord=server), DISCORD_TOKEN=TOKEN)
        KNOWN[:] = server.commands
        return took


async def slack_start(code: str) -> float:
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    async with FakeSlack() as server:
        ready = asyncio.ensure_future(server.until(lambda: bool(server.sockets.usable), "a connection", 30))
        return await seconds_until(ready, code, **addresses(slack=server), **tokens)


async def test_discord_start() -> None:
    await compared("discord", discord_start, BARE_DISCORD, DISCORD + OURS)


async def test_slack_start() -> None:
    await compared("slack", slack_start, BARE_SLACK, SLACK + OURS)


async def compared(name: str, start: Callable[[str], Awaitable[float]], bare: str, ours: str) -> None:
    floors, times = [], []
    for _ in range(ROUNDS):
        floors.append(await start(bare))
        times.append(await start(ours))
    ratio = median(times) / median(floors)
    tell(f"{name}: a bare client's start", median(floors) * 1000, "ms")
    tell(f"{name}: our start", median(times) * 1000, "ms")
    tell(f"{name}: ratio", ratio, "x", 1.3)
    assert ratio <= 1.3

"""From the start of the process to the first moment a command could be answered, against a bare client's."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from statistics import median

from bench.report import tell
from fakes.discord import FakeDiscord
from fakes.discord_payloads import TOKEN
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9

POINT_DISCORD = """
import sys, warnings
warnings.simplefilter("ignore")
import discord, yarl
discord.http.Route.BASE = sys.argv[1]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])
"""
BARE_DISCORD = (
    POINT_DISCORD
    + """
from discord import app_commands
client = discord.Client(intents=discord.Intents.none())
tree = app_commands.CommandTree(client)
client.run(sys.argv[3], log_handler=None)
"""
)
POINT_SLACK = """
import sys
import slack_sdk.web.async_base_client as web
web.AsyncBaseClient.BASE_URL = sys.argv[1]
web.AsyncBaseClient.__init__.__defaults__ = tuple(
    sys.argv[1] if one == "https://slack.com/api/" else one for one in web.AsyncBaseClient.__init__.__defaults__
)
"""
BARE_SLACK = (
    POINT_SLACK
    + """
import asyncio
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
async def main():
    await AsyncSocketModeHandler(AsyncApp(token=sys.argv[2]), sys.argv[3]).start_async()
asyncio.run(main())
"""
)
OURS = """
from bots.cli import main
main(["run"])
"""


async def seconds_until(
    ready: asyncio.Future[None] | asyncio.Task[object], code: str, *arguments: str, **environ: str
) -> float:
    """Start a process, wait until it is ready, end it, and return how long that took."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *arguments,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(30):
            await ready
        return time.perf_counter() - started
    finally:
        process.terminate()
        await process.wait()


async def discord_start(code: str, **environ: str) -> float:
    async with FakeDiscord(checked=False) as server:
        base = f"http{server.gateway.url.removeprefix('ws').removesuffix('/gateway')}/api/v10"
        ready = asyncio.ensure_future(server.gateway.until(identified=1))
        return await seconds_until(ready, code, base, server.gateway.url, TOKEN, **environ)


async def slack_start(code: str, **environ: str) -> float:
    async with FakeSlack() as server:
        ready = asyncio.ensure_future(server.until(lambda: bool(server.sockets.usable), "a connection", 30))
        return await seconds_until(ready, code, server.base_url, BOT_TOKEN, APP_TOKEN, **environ)


async def test_discord_start() -> None:
    await compared("discord", discord_start, BARE_DISCORD, POINT_DISCORD + OURS, DISCORD_TOKEN=TOKEN)


async def test_slack_start() -> None:
    tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    await compared("slack", slack_start, BARE_SLACK, POINT_SLACK + OURS, **tokens)


async def compared(name: str, start: object, bare: str, ours: str, **environ: str) -> None:
    floors, times = [], []
    for _ in range(ROUNDS):
        floors.append(await start(bare))
        times.append(await start(ours, **environ))
    ratio = median(times) / median(floors)
    tell(f"{name}: a bare client's start", median(floors) * 1000, "ms")
    tell(f"{name}: our start", median(times) * 1000, "ms")
    tell(f"{name}: ratio", ratio, "x", 1.3)
    assert ratio <= 1.3

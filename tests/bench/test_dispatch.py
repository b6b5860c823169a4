"""From a command's arrival to its reply, over the real clients: our bot against one that returns a constant."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord
import pytest
from bench.report import Timings, tell, timed
from discord import app_commands
from fakes.discord import FakeDiscord
from fakes.discord_payloads import TOKEN
from fakes.discord_running import running
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from fakes.slack_kit import serving
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from core.app import load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

APP = load()
gc.collect()
gc.freeze()  # as `healthfacts run` does
ROUNDS = 6
COUNTS = {1: 100, 50: 400}


@asynccontextmanager
async def constant_discord(server: FakeDiscord) -> AsyncIterator[None]:
    client = discord.Client(intents=discord.Intents.none(), allowed_mentions=discord.AllowedMentions.none())
    tree = app_commands.CommandTree(client)

    @tree.command(name="benzo", description="constant")
    async def benzo(interaction: discord.Interaction[Any], drug: str = "") -> None:  # noqa: ARG001 - as ours has it
        await interaction.response.send_message("constant", ephemeral=True)

    await client.login(TOKEN)
    task = asyncio.create_task(client.connect())
    await server.gateway.until(identified=server.gateway.identified + 1)
    try:
        yield
    finally:
        await client.close()
        await task


@asynccontextmanager
async def constant_slack(server: FakeSlack) -> AsyncIterator[None]:
    app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=server.base_url))

    @app.command("/benzo")
    async def benzo(ack: Any, respond: Any) -> None:
        await ack()
        await respond("constant", response_type="ephemeral")

    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=AsyncWebClient(base_url=server.base_url))
    await handler.connect_async()
    await server.connected(1)
    try:
        yield
    finally:
        await handler.close_async()


async def on_discord(at_once: int) -> tuple[Timings, Timings]:
    floor, ours = Timings(), Timings()
    for _ in range(ROUNDS):
        for bot, timings in ((constant_discord, floor), (lambda server: running(APP, server), ours)):
            async with FakeDiscord(checked=False) as server, bot(server):
                await timed(
                    lambda: server.command("benzo", drug="xanax"), count=COUNTS[at_once], at_once=at_once, into=timings
                )
    return floor, ours


async def on_slack(at_once: int) -> tuple[Timings, Timings]:
    floor, ours = Timings(), Timings()
    for _ in range(ROUNDS):
        for bot, timings in ((constant_slack, floor), (lambda server: serving(APP, server), ours)):
            async with FakeSlack() as server, bot(server):

                async def ask(server: FakeSlack = server) -> None:
                    """Ask, and wait for both: Slack shows a time-out where the acknowledgement does not come."""
                    envelope = await server.command("xanax")
                    await server.reply(envelope)
                    await server.acked(envelope)

                await timed(ask, count=COUNTS[at_once], at_once=at_once, into=timings)
    return floor, ours


@pytest.mark.parametrize(
    ("platform", "at_once", "most"), [("slack", 1, 1.10), ("slack", 50, 1.5), ("discord", 1, 1.6), ("discord", 50, 1.5)]
)
async def test_dispatch_to_reply(platform: str, at_once: int, most: float) -> None:
    floor, ours = await (on_slack if platform == "slack" else on_discord)(at_once)
    tell(f"{platform}, {at_once} at once: floor's median", floor.median * 1000, "ms")
    tell(f"{platform}, {at_once} at once: our median", ours.median * 1000, "ms")
    tell(f"{platform}, {at_once} at once: ratio", ours.median / floor.median, "x", most)
    assert ours.median / floor.median <= most
    if at_once > 1:
        share = ours.per_second / floor.per_second
        tell(f"{platform}, {at_once} at once: share of the floor's commands/s", share, "x", 0.65)
        assert share >= 0.65

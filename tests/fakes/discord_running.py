"""The real client on the fake Discord."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fakes.discord_payloads import TOKEN

from bots.discord.client import serve
from bots.discord.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fakes.discord import FakeDiscord

    from core.app import App
    from core.door import Door


@asynccontextmanager
async def running(
    app: App, discord: FakeDiscord, token: str = TOKEN, door: Door | None = None
) -> AsyncIterator[asyncio.Event]:
    """Run the bot until the end of the block (or until the event that this yields is set); its errors are raised."""
    stop = asyncio.Event()
    shards = discord.gateway.identified + discord.shards
    bot = asyncio.create_task(serve(app, Settings(token), stop, door=door))
    ready = asyncio.create_task(discord.gateway.until(identified=shards))
    await asyncio.wait({bot, ready}, return_when=asyncio.FIRST_COMPLETED)
    if bot.done():
        ready.cancel()
        await bot
    await ready
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(15):
            await bot

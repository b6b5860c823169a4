"""Digests with real parts: a store in a folder, a clock that is set, the real publishers against the fake platforms."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord.http
from fakes.destinations import Platforms
from fakes.discord_payloads import TOKEN
from fakes.everything import shipped
from fakes.reviewing import reviewing
from fakes.slack import BOT_TOKEN
from slack_sdk.web.async_client import AsyncWebClient

import bots.discord.publish
import bots.slack.publish
from core.digests.desk import Digests
from core.digests.subscribing import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from core.app import App
    from core.digests.publishing import Publisher
    from core.digests.subscribing import Entry, Subscription
    from core.storage.engine import Store

START = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
"""A Thursday."""
PATIENCE = 15.0


@dataclass
class Clock:
    """Says what time it is: it goes on from `now` as the loop's does, and can be set."""

    now: datetime = START
    _since: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=asyncio.get_running_loop().time() - self._since)

    def set(self, now: datetime) -> None:
        self.now, self._since = now, asyncio.get_running_loop().time()


@asynccontextmanager
async def publishers(app: App, platforms: Platforms | None) -> AsyncIterator[Mapping[str, Publisher]]:
    """The real publishers, pointed at the fakes; without them at the fake Discord that the library is pointed at."""
    base = discord.http.Route.BASE
    if platforms:
        discord.http.Route.BASE = platforms.discord_base
    slack = platforms.slack_base if platforms else "http://127.0.0.1:1/api/"
    try:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(BOT_TOKEN, base_url=slack, session=session, retry_handlers=[])
            yield {
                "discord": bots.discord.publish.Publisher(app, session, TOKEN),
                "slack": bots.slack.publish.Publisher(app, client),
            }
    finally:
        discord.http.Route.BASE = base


@dataclass
class Kit:
    store: Store
    digests: Digests
    platforms: Platforms
    clock: Clock
    app: App
    publishers: Mapping[str, Publisher]

    async def add(self, channel: str = "1", platform: str = "discord", **wish: Any) -> Subscription:
        wished = {"when": "daily 09:00", "zone": "UTC", "when_nothing_new": "rotate", **wish}
        return await self.digests.add(platform, Wish(channel=channel, **wished), f"{platform}:U7")

    async def add_now(self, channel: str = "1", platform: str = "discord", **wish: Any) -> Subscription:
        """Add a digest that is not due for hours, at this machine's time: by it the fakes date messages."""
        now = datetime.now(UTC)
        self.clock.set(now)
        return await self.add(channel, platform, when=f"daily {(now.hour + 12) % 24:02}:00", **wish)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Event]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.digests.run(stop))
        try:
            yield stop
        finally:
            stop.set()
            async with asyncio.timeout(PATIENCE):
                await task

    async def settled(self, of: Subscription, count: int = 1, states: frozenset[str] = frozenset()) -> list[Entry]:
        """Wait until so many editions are final, or in one of these states."""
        wanted = states or {"sent", "uncertain", "failed", "dropped", "skipped"}
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.digests.log(of)
                if sum(one.state in wanted for one in found) >= count:
                    return found
                await asyncio.sleep(0.02)


async def log_is(digests: Digests, of: Subscription, *states: str) -> None:
    """Wait until the editions of a digest are in these states, the newest first."""
    async with asyncio.timeout(PATIENCE):
        while tuple([one.state for one in await digests.log(of)]) != states:  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0.02)


@asynccontextmanager
async def digesting(
    folder: Path, platforms: Platforms | None = None, at: Callable[[str], None] = lambda _: None, app: App | None = None
) -> AsyncIterator[Kit]:
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(platforms or Platforms())
        store, _ = await stack.enter_async_context(reviewing(folder))
        clock, told = Clock(), app or shipped()
        opened = await stack.enter_async_context(publishers(told, served))
        yield Kit(store, Digests(told, store, opened, clock, at=at), served, clock, told, opened)

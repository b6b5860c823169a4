"""The preview over real HTTP, asked as its page asks."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
from fakes.everything import shipped

from bots.preview.client import serving
from bots.preview.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Page(NamedTuple):
    """A browser's place: the address of the page, and a session that asks from it."""

    address: str
    session: aiohttp.ClientSession

    async def post(self, path: str, **body: object) -> Any:
        async with self.session.post(f"{self.address}api/{path}", json=body) as response:
            return response.status, await response.json()

    async def ask(self, text: str, kind: str = "command", **more: object) -> Any:
        status, replies = await self.post("ask", topic="benzo", kind=kind, text=text, **more)
        assert status == 200, replies
        return replies

    async def press(self, platform: str, action: str, *, private: bool) -> Any:
        return await self.post("press", platform=platform, action=action, private=private)


@asynccontextmanager
async def previewing(app: Any = None) -> AsyncIterator[Page]:
    """Serve the preview of an app (the shipped one by default) on a free port, with a session from its own page."""
    async with serving(app or shipped(), Settings()) as address, session_at(address) as session:
        yield Page(address, session)


def session_at(address: str) -> aiohttp.ClientSession:
    """A browser's session, whose requests say that they come from the page at this address."""
    return aiohttp.ClientSession(headers={"Origin": address.partition("/?")[0].rstrip("/")})

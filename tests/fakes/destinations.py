"""Discord and Slack as digests need them, on loopback: only REST, in a test's own loop or in a process of its own.

async with Platforms(discord=Destinations(...), slack=...) as platforms:
    platforms.cut("d", "1")     # the next post to channel 1 is taken, and its answer never arrives
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

import orjson
from aiohttp import web
from fakes import discord_destinations, slack_destinations
from fakes.discord_files import body_of
from fakes.discord_payloads import BOT_USER, TOKEN
from fakes.slack import BOT_TOKEN
from fakes.slack_files import Files

if TYPE_CHECKING:
    from collections.abc import Callable

DEADLINE = 20


class Platforms:
    def __init__(
        self,
        discord: discord_destinations.Destinations | None = None,
        slack: slack_destinations.Destinations | None = None,
        *,
        port: int = 0,
    ) -> None:
        self.discord = discord or discord_destinations.Destinations()
        self.slack = slack or slack_destinations.Destinations()
        self.files = Files(self._of_files)
        self.taken = Counter[str]()
        self.held = asyncio.Event()
        """Set when a post was taken whose answer is held back."""
        self.cut_off = False
        """Whether answers that are cut break the connection at once; else it hangs until the bot is gone."""
        self._cut: Counter[str] = Counter()
        self._slow: dict[str, float] = {}
        self._changed = asyncio.Condition()
        self._port = port
        self._hanging: set[asyncio.Event] = set()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/v10/{path:.*}", self._discord)
        self.files.serve(app)
        app.router.add_route("*", "/api/{method}", self._slack)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=512).start()
        host, port = self._runner.addresses[0][:2]
        self.discord_base = f"http://{host}:{port}/api/v10"
        self.slack_base = f"http://{host}:{port}/api/"
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        for one in self._hanging:
            one.set()
        await self._runner.cleanup()
        if kind is None:
            assert not self.discord.faults + self.slack.faults, self.discord.faults + self.slack.faults

    def cut(self, channel: str, times: int = 1) -> None:
        """Take the next posts to a channel, and let their answers never arrive."""
        self._cut[channel] += times

    def slow(self, channel: str, seconds: float) -> None:
        """Answer posts to a channel after so many seconds."""
        self._slow[channel] = seconds

    async def until(self, reached: Callable[[], bool], seconds: float = DEADLINE) -> None:
        """Wait for something that a request brings about."""
        async with self._changed, asyncio.timeout(seconds):
            await self._changed.wait_for(reached)

    async def _discord(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        body = await body_of(request, self.discord.files)
        parts = request.match_info["path"].strip("/").split("/")
        told: Any
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            told = discord_destinations.Told(401, {"message": "401: Unauthorized", "code": 0})
        elif parts == ["users", "@me"]:
            told = discord_destinations.Told(200, BOT_USER)
        else:
            told = self.discord.answer(request.method, parts, body, at)
        headers = {"Content-Type": "application/json", **told.headers}
        answer = web.Response(body=orjson.dumps(told.body), status=told.status, headers=headers)
        return await self._told(request, answer, parts[1] if request.method == "POST" else "", told.status)

    async def _slack(self, request: web.Request) -> web.StreamResponse:
        at, method = time.monotonic(), request.match_info["method"]
        given = await request.json() if request.content_type == "application/json" else dict(await request.post())
        told = self.slack.answer(method, {**request.query, **given}, at)
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            told = slack_destinations.error("invalid_auth")
        answer = web.Response(
            body=json.dumps(told.body), status=told.status, headers=told.headers, content_type="application/json"
        )
        return await self._told(request, answer, given.get("channel", "") if "post" in method else "", told.status)

    async def _of_files(self, request: web.Request, told: dict[str, Any]) -> web.Response:
        """Answer a step of an upload, if the app may upload files."""
        assert request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}"
        method = request.path.rpartition("/")[2]
        self.slack.asked.append(method)
        may = "files" in self.slack.scopes
        async with self._changed:
            self._changed.notify_all()
        return web.json_response({"ok": True, **told} if may else {"ok": False, "error": "missing_scope"})

    async def _told(self, request: web.Request, answer: web.Response, channel: str, status: int) -> web.StreamResponse:
        if channel and status < 300:
            self.taken[channel] += 1
        async with self._changed:
            self._changed.notify_all()
        if channel in self._slow:
            await asyncio.sleep(self._slow[channel])
        if channel and self._cut[channel] > 0:
            self._cut[channel] -= 1
            self.held.set()
            if self.cut_off and request.transport is not None:
                request.transport.abort()
                return answer
            never = asyncio.Event()
            self._hanging.add(never)
            while not never.is_set() and request.transport is not None and not request.transport.is_closing():
                try:
                    async with asyncio.timeout(0.05):
                        await never.wait()
                except TimeoutError:
                    continue
            if request.transport is not None:
                request.transport.abort()
        return answer

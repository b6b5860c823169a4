"""A Discord on loopback, for the real client: REST, gateway, and readers who type and press.

    async with FakeDiscord() as discord, running(app):
        reply = await discord.command("benzo", drug="xanax")

It enforces Discord's limits independently of the renderer (`discord_limits`, `discord_schema`) and answers 400 as the
real one does; what it had to refuse, and every unknown route, is in `faults` and fails the test at the end.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import discord as library
import orjson
import yarl
from aiohttp import web
from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord_channels import Channels, ids_as_text
from fakes.discord_destinations import Destinations
from fakes.discord_files import body_of
from fakes.discord_gateway import Gateway
from fakes.discord_interactions import Asked, Interactions, Reply
from fakes.discord_payloads import APPLICATION, BOT_USER, TOKEN, Place, Where, application, interaction, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEADLINE = 5
INVALID, FORBIDDEN, UNKNOWN_MESSAGE = 50035, 50001, 10008


class Call(NamedTuple):
    method: str
    path: str
    body: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Failure(NamedTuple):
    """An answer that Discord gives instead of doing what was asked."""

    status: int
    body: Mapping[str, Any] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def rate_limited(cls, seconds: float) -> Failure:
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        return cls(429, body, {"Via": "1.1 google"})

    @classmethod
    def forbidden(cls) -> Failure:
        return cls(403, {"code": FORBIDDEN, "message": "Missing Access"})


class FakeDiscord:
    def __init__(self, *, shards: int = 1, commands: Iterable[dict[str, Any]] = (), checked: bool = True) -> None:
        self.shards = shards
        self.commands = list(commands)
        self.checked = checked
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.files: dict[str, bytes] = {}
        """What was attached to messages, by name."""
        self.gateway = Gateway()
        self.channels = Channels(self.gateway)
        self.destinations = Destinations()
        """The channels that digests go to; other channels know replies only."""
        self.gate = asyncio.Event()
        self.gate.set()
        self._called = asyncio.Condition()
        self._failures: defaultdict[str, deque[Failure]] = defaultdict(deque)
        self.interactions = Interactions(self._refusal, _json)

    # What readers do

    async def command(self, name: str, where: Where = "guild", locale: str = "en-US", **options: str) -> Reply:
        return await (await self.send_command(name, where, locale, 0, **options)).reply()

    async def send_command(
        self, name: str, where: Where = "guild", locale: str = "en-US", shard: int = 0, reader: str = "", **options: str
    ) -> Asked:
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {"id": "1", "name": name, "type": 1, "options": given}
        return await self.send(interaction(2, data, where, locale, reader), shard=shard)

    async def message_command(self, said: dict[str, Any], name: str, where: Where = "guild") -> Reply:
        """Choose a command in the menu of a message, which comes with the interaction."""
        data = {
            "id": "1",
            "name": name,
            "type": 3,
            "target_id": said["id"],
            "resolved": {"messages": {said["id"]: said}},
        }
        return await (await self.send(interaction(2, data, where, "en-US"))).reply()

    async def mention(self, text: str, place: Place = "guild", reader: str = "", **fields: Any) -> Reply:
        """Write a message and wait for the reply under it."""
        return Reply("message", await self.channels.reply(await self.channels.say(text, place, reader, **fields)))

    async def autocomplete(self, name: str, typed: str, reader: str = "") -> list[dict[str, str]]:
        option = {"name": "drug", "type": 3, "value": typed, "focused": True}
        data = {"id": "1", "name": name, "type": 1, "options": [option]}
        return (await (await self.send(interaction(4, data, "guild", "en-US", reader))).reply()).choices

    async def press(self, seen: Reply, label: str) -> Reply:
        return await (await self.send_press(seen, seen.buttons[label])).reply()

    async def send_press(self, seen: Reply, custom_id: str, reader: str = "") -> Asked:
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        payload = interaction(3, data, "guild", "en-US", reader) | {"message": seen.message}
        return await self.send(payload, message=seen.message)

    async def send(self, payload: dict[str, Any], *, message: dict[str, Any] | None = None, shard: int = 0) -> Asked:
        asked = self.interactions.asked.setdefault(payload["token"], Asked(payload, message))
        await self.gateway.dispatch("INTERACTION_CREATE", payload, shard)
        return asked

    # What a test scripts and waits for

    def fail(self, call: str, *failures: Failure) -> None:
        """Answer the next calls whose name contains `call` with failures, in this order."""
        self._failures[call].extend(failures)

    async def expect(self, call: str, count: int = 1) -> Call:
        """Wait for the `count`-th call whose name contains `call`."""
        async with self._called, asyncio.timeout(DEADLINE):
            await self._called.wait_for(lambda: len(self.called(call)) >= count)
        return self.called(call)[count - 1]

    def called(self, call: str) -> list[Call]:
        return [each for each in self.calls if call in each.name]

    # The server

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.gateway.url = f"ws://{host}:{port}/gateway"
        self._restore = (
            library.http.Route.BASE,
            library.gateway.DiscordWebSocket.DEFAULT_GATEWAY,
            library.Client.before_identify_hook,
        )
        self._point_library_at(f"http://{host}:{port}/api/v10", yarl.URL(self.gateway.url), _no_pause)
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._point_library_at(*self._restore)
        await self.gateway.close()
        await self._runner.cleanup()
        if raised[0] is None:
            assert not self.faults, self.faults

    def _point_library_at(self, base: str, gateway: yarl.URL, before_identify: Any) -> None:
        library.http.Route.BASE = base
        library.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
        library.Client.before_identify_hook = before_identify  # type: ignore[method-assign]

    async def _rest(self, request: web.Request) -> web.Response:
        call = Call(request.method, f"/{request.match_info['path']}", await body_of(request, self.files))
        self.calls.append(call)
        async with self._called:
            self._called.notify_all()
        for part, failures in self._failures.items():
            if part in call.name and failures:
                failure = failures.popleft()
                return _json(dict(failure.body), failure.status, failure.headers)
        await self.gate.wait()
        return await self._answer(call, request.headers.get("Authorization"))

    async def _answer(self, call: Call, authorization: str | None) -> web.Response:  # noqa: C901, PLR0911 - one a route
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "interactions", interaction_id, token, "callback"]:
                return self.interactions.callback(interaction_id, token, call.body)
            case [method, "webhooks", app_id, token, *rest] if app_id == APPLICATION:
                return self.interactions.later(method, token, rest, call.body)
            case _ if authorization != f"Bot {TOKEN}":
                return _json({"message": "401: Unauthorized", "code": 0}, 401)
            case ["GET", "users", "@me"]:
                return _json(BOT_USER)
            case [method, *parts] if self.destinations.knows(parts) and "message_reference" not in (call.body or ()):
                told = self.destinations.answer(method, parts, call.body)
                return _json(told.body, told.status, told.headers)
            case ["GET", "oauth2", "applications", "@me"]:
                return _json(application())
            case ["GET", "gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
                return _json({"url": self.gateway.url, "shards": self.shards, "session_start_limit": limit})
            case ["GET", "applications", app_id, "commands"] if app_id == APPLICATION:
                return _json(self.commands)
            case ["PUT", "applications", app_id, "commands"] if app_id == APPLICATION:
                return self._register(call.body)
            case ["POST", "channels", channel, "messages"]:
                data = ids_as_text(call.body)
                refused = self._refusal(self.channels.faults(channel, data), schema.MESSAGE, data)
                return refused or _json(await self.channels.post(channel, data))
            case ["PATCH", "channels", _, "messages", number]:
                return self._edit(number, call.body)
        self.faults.append(f"unknown route: {call.method} {call.path}")
        return _json({"message": "404: Not Found", "code": 0}, 404)

    def _edit(self, number: str, data: dict[str, Any]) -> web.Response:
        posted = {post["id"]: post for post in self.channels.posts} | self.interactions.public
        if number not in posted:
            return _json({"message": "Unknown Message", "code": UNKNOWN_MESSAGE}, 404)
        refused = self._refusal(limits.message_faults(data, flags=limits.V2), schema.CHANGED, data)
        return refused or _json(self.channels.edit(posted[number], data))

    def _register(self, commands: list[dict[str, Any]]) -> web.Response:
        for command in commands:
            faults = limits.message_command_faults if command["type"] == 3 else limits.command_faults
            if refused := self._refusal(faults(command), schema.COMMAND, command):
                return refused
        defaults = {"application_id": APPLICATION, "version": "1", "description": ""}
        self.commands = [{**defaults, **command, "id": new_id()} for command in commands]
        return _json(self.commands)

    def _refusal(self, faults: limits.Faults, name: str | None, body: Any) -> web.Response | None:
        if not self.checked:
            return None
        found = list(faults)
        if name and (wrong := schema.fault(name, body)):
            found.append(wrong)
        if not found:
            return None
        self.faults += found
        return _json({"message": "Invalid Form Body", "code": INVALID, "errors": {}}, 400)


async def _no_pause(*_: object, **__: object) -> None:
    """Stand in for the 5 seconds between two shards."""


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # The library compares the content type by ==, so that `; charset=utf-8` would be too much.
    given = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=orjson.dumps(body), status=status, headers=given)

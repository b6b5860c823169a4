"""A Discord on loopback, for the real client: REST, gateway, and readers who type and press.

    async with FakeDiscord() as discord, running(app):
        reply = await discord.command("benzo", drug="xanax")

It enforces Discord's limits independently of the renderer (`discord_limits`, `discord_schema`) and answers 400 as the
real one does; what it had to refuse, and every unknown route, is in `faults` and fails the test at the end.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import discord as library
import orjson
import yarl
from aiohttp import web
from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord_channels import Channels, ids_as_text
from fakes.discord_gateway import Gateway
from fakes.discord_payloads import APPLICATION, BOT_USER, TOKEN, Place, Where, application, interaction, message, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEADLINE = 5
UNKNOWN_INTERACTION, ALREADY_ANSWERED, INVALID, FORBIDDEN = 10062, 40060, 50035, 50001


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


@dataclass
class Reply:
    """What a reader sees happen: a new message, an old one changed, or a list of choices."""

    kind: str
    message: dict[str, Any] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)

    @property
    def private(self) -> bool:
        return bool(self.message["flags"] & limits.EPHEMERAL)

    @property
    def text(self) -> str:
        return str(self.message["content"]) or limits.text_of(self.message["components"])

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> custom id."""
        parts = limits.nested(self.message["components"])
        return {part["label"]: part["custom_id"] for part in parts if part["type"] == 2}


@dataclass
class Asked:
    """An interaction that was sent, and what came back for it."""

    payload: dict[str, Any]
    message: dict[str, Any] | None = None
    answered: bool = False
    replies: asyncio.Queue[Reply] = field(default_factory=asyncio.Queue)

    async def reply(self) -> Reply:
        async with asyncio.timeout(DEADLINE):
            return await self.replies.get()


class FakeDiscord:
    def __init__(self, *, shards: int = 1, commands: Iterable[dict[str, Any]] = (), checked: bool = True) -> None:
        self.shards = shards
        self.commands = list(commands)
        self.checked = checked
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.gateway = Gateway()
        self.channels = Channels(self.gateway)
        self.gate = asyncio.Event()
        self.gate.set()
        self._called = asyncio.Condition()
        self._failures: defaultdict[str, deque[Failure]] = defaultdict(deque)
        self._asked: dict[str, Asked] = {}

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
        asked = self._asked.setdefault(payload["token"], Asked(payload, message))
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
        text = await request.text()
        call = Call(request.method, f"/{request.match_info['path']}", orjson.loads(text) if text else None)
        self.calls.append(call)
        async with self._called:
            self._called.notify_all()
        for part, failures in self._failures.items():
            if part in call.name and failures:
                failure = failures.popleft()
                return _json(dict(failure.body), failure.status, failure.headers)
        await self.gate.wait()
        return await self._answer(call, request.headers.get("Authorization"))

    async def _answer(self, call: Call, authorization: str | None) -> web.Response:  # noqa: PLR0911 - one a route
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "interactions", interaction_id, token, "callback"]:
                return self._callback(interaction_id, token, call.body)
            case ["POST", "webhooks", app_id, token] if app_id == APPLICATION:
                return self._followup(token, call.body)
            case _ if authorization != f"Bot {TOKEN}":
                return _json({"message": "401: Unauthorized", "code": 0}, 401)
            case ["GET", "users", "@me"]:
                return _json(BOT_USER)
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
        self.faults.append(f"unknown route: {call.method} {call.path}")
        return _json({"message": "404: Not Found", "code": 0}, 404)

    def _register(self, commands: list[dict[str, Any]]) -> web.Response:
        for command in commands:
            faults = limits.message_command_faults if command["type"] == 3 else limits.command_faults
            if refused := self._refusal(faults(command), schema.COMMAND, command):
                return refused
        defaults = {"application_id": APPLICATION, "version": "1", "description": ""}
        self.commands = [{**defaults, **command, "id": new_id()} for command in commands]
        return _json(self.commands)

    def _callback(self, interaction_id: str, token: str, body: dict[str, Any]) -> web.Response:
        asked = self._asked.get(token)
        if asked is None or asked.payload["id"] != interaction_id:
            return _json({"message": "Unknown interaction", "code": UNKNOWN_INTERACTION}, 404)
        if asked.answered:
            text = "Interaction has already been acknowledged."
            return _json({"message": text, "code": ALREADY_ANSWERED}, 400)
        kind, data = body["type"], body.get("data") or {}
        if refused := self._refusal(self._callback_faults(asked, kind, data), schema.CALLBACKS.get(kind), body):
            return refused
        asked.answered = True
        made = self._made(asked, kind, data)
        asked.replies.put_nowait(made)
        told: dict[str, Any] = {"interaction": {"id": interaction_id, "type": asked.payload["type"]}}
        if made.message:
            told["interaction"]["response_message_id"] = made.message["id"]
            told["resource"] = {"type": kind, "message": made.message}
        return _json(told)

    def _callback_faults(self, asked: Asked, kind: int, data: dict[str, Any]) -> limits.Faults:
        allowed = limits.V2 | limits.SUPPRESS_EMBEDS
        match kind, asked.payload["type"]:
            case 4, 2 | 3:
                silent = limits.SUPPRESS_NOTIFICATIONS
                yield from limits.message_faults(data, flags=allowed | limits.EPHEMERAL | silent)
            case 7, 3:
                yield from limits.message_faults(data, flags=allowed)
                if asked.message and asked.message["flags"] & ~data.get("flags", 0) & limits.V2:
                    yield "a message cannot go back from components of the second version"
            case 8, 4:
                yield from limits.choices_faults(data)
            case _:
                yield f"a response of type {kind} to an interaction of type {asked.payload['type']}"

    def _made(self, asked: Asked, kind: int, data: dict[str, Any]) -> Reply:
        if kind == 8:
            return Reply("choices", choices=data["choices"])
        if kind == 7 and asked.message is not None:
            changed = message(data, flags=asked.message["flags"]) | {"id": asked.message["id"]}
            return Reply("update", changed)
        return Reply("message", message(data, flags=data.get("flags", 0)))

    def _followup(self, token: str, data: dict[str, Any]) -> web.Response:
        asked = self._asked.get(token)
        if asked is None or not asked.answered:
            return _json({"message": "Unknown Webhook", "code": 10015}, 404)
        allowed = limits.V2 | limits.SUPPRESS_EMBEDS | limits.EPHEMERAL | limits.SUPPRESS_NOTIFICATIONS
        if refused := self._refusal(limits.message_faults(data, flags=allowed), schema.FOLLOWUP, data):
            return refused
        made = message(data, flags=data.get("flags", 0))
        asked.replies.put_nowait(Reply("message", made))
        return _json(made)

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

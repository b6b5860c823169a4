"""A Slack on loopback, for the real clients: Web API, Socket Mode and response URLs.

It runs in the test's own event loop on a free port, refuses what Slack would refuse, and fails the test, when it is
left, for everything that a bot must never do: an unknown route, a late or missing acknowledgement, a message that
breaks a limit, a sixth message to one response URL.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from fakes import slack_payloads as payloads
from fakes.slack_files import Files
from fakes.slack_people import People
from fakes.slack_rules import post_problems, problems, update_problems
from fakes.slack_socket import Connection, Envelope, Sockets
from fakes.slack_views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

BOT_TOKEN, APP_TOKEN = "xoxb-1-2-fake", "xapp-1-A1-2-fake"
TOKENS = {
    "auth.test": BOT_TOKEN,
    "chat.postMessage": BOT_TOKEN,
    "apps.connections.open": APP_TOKEN,
    "users.info": BOT_TOKEN,
    "usergroups.list": BOT_TOKEN,
    "usergroups.users.list": BOT_TOKEN,
    "views.open": BOT_TOKEN,
    "chat.update": BOT_TOKEN,
    "files.getUploadURLExternal": BOT_TOKEN,
    "files.completeUploadExternal": BOT_TOKEN,
}
POST, UPDATE = "chat.postMessage", "chat.update"
RESPONSES = "response"
"""The route of all response URLs."""
USES = 5
SECONDS = 5.0
"""How long an expectation waits."""


@dataclass(frozen=True)
class Failure:
    """What a route answers instead of doing its work. `lost`: the work is done, but the answer never arrives."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False


@dataclass(frozen=True)
class Call:
    """A request of the bot."""

    route: str
    url: str
    body: Any


def refusal(error: str) -> Failure:
    return Failure(200, json.dumps({"ok": False, "error": error}))


class FakeSlack:
    """`async with FakeSlack() as slack:`; `slack.base_url` is what the client is given."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.posted: list[Call] = []
        self.problems: list[str] = []
        self.sockets = Sockets(self.problems.append, self._tell)
        self.base_url = ""
        self.people = People(self._web_api)
        self.views = Views(self._web_api, self.problems)
        self.files = Files(self._web_api)
        self.member_of: set[str] = set()
        """Channels that the bot is in; a mention in one puts it there."""
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        """What the bot posted as itself, as it stands now, by channel and `ts`."""
        self._failures: defaultdict[str, deque[Failure]] = defaultdict(deque)
        self._uses: defaultdict[str, int] = defaultdict(int)
        self._numbers = itertools.count(1)
        self._waiting: list[asyncio.Event] = []

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/api/auth.test", self._auth_test)
        app.router.add_post("/api/apps.connections.open", self._connections_open)
        app.router.add_post(f"/api/{POST}", self._post)
        app.router.add_post(f"/api/{UPDATE}", self._update)
        self.people.serve(app)
        self.views.serve(app)
        self.files.serve(app)
        app.router.add_get("/link", self.sockets.link)
        app.router.add_post("/response/{number}", self._response)
        app.router.add_route("*", "/{tail:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._root = f"http://{host}:{port}"
        self.base_url = f"{self._root}/api/"
        return self

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        await self._runner.cleanup()
        if error is None:
            self.sockets.check()
            assert not self.problems, self.problems

    # what a test does

    def fail(self, route: str, *failures: Failure) -> None:
        """Answer the next calls of a route (`auth.test`, `chat.postMessage`, `response`, …) with these."""
        self._failures[route].extend(failures)

    async def connected(self, count: int = 2) -> list[Connection]:
        """Wait until the bot has this many connections that can be used."""
        await self.until(lambda: len(self.sockets.usable) >= count, f"{count} connections")
        return self.sockets.usable

    async def command(
        self, text: str, command: str = "/benzo", *, to: Connection | None = None, who: str = ""
    ) -> Envelope:
        """Type a slash command."""
        return await self._send("slash_commands", payloads.command(text, command, self._response_url(), who), to)

    async def press(
        self, action_id: str, *, private: bool = True, thread: str | None = None, who: str = ""
    ) -> Envelope:
        """Press a button of a private reply, or of a message in the channel."""
        pressed = payloads.press(action_id, self._response_url(), private=private, thread=thread, who=who)
        return await self._send("interactive", pressed, None)

    async def message_action(self, text: str, callback_id: str = "evidence", who: str = "", **fields: Any) -> Envelope:
        """Choose the action in the menu of a message."""
        message = {"text": text, **fields}
        chosen = payloads.message_action(callback_id, message, self._response_url(), who)
        return await self._send("interactive", chosen, None)

    async def modal(self, envelope: Envelope) -> dict[str, Any]:
        """Wait for the modal that something opened."""
        async with asyncio.timeout(SECONDS):
            await envelope.seen.wait()
        assert envelope.view is not None
        return envelope.view

    async def submit(self, opened: Envelope, **values: str) -> Envelope:
        """Fill the modal that something opened, of which what is not named stays as it is, and send it.

        What comes of it arrives at the response URL of what opened it: a form has none of its own.
        """
        view = await self.modal(opened)
        who = opened.payload.get("user_id") or opened.payload["user"]["id"]
        sent = await self._send("interactive", payloads.submission(view, values, who), None)
        sent.replied_to = opened.response_url
        return sent

    async def mention(self, text: str, who: str = "", **fields: Any) -> Envelope:
        """Write a message that mentions the bot; `fields` are more of the event."""
        payload = payloads.event("app_mention", text, who, **fields)
        self.member_of.add(payload["event"].get("channel", ""))
        return await self._send("events_api", payload, None)

    async def direct(self, text: str, who: str = "", **fields: Any) -> Envelope:
        """Write a direct message to the bot."""
        return await self._send("events_api", payloads.event("message", text, who, **fields), None)

    async def answer(self, envelope: Envelope, number: int = 1) -> dict[str, Any]:
        """Wait for a message that Slack took in the thread of an event."""
        await self.until(lambda: len(self.answers(envelope)) >= number, f"answer {number} to {envelope.id}")
        return self.answers(envelope)[number - 1]

    def answers(self, envelope: Envelope) -> list[dict[str, Any]]:
        event = envelope.payload["event"]
        place = event["channel"], event.get("thread_ts") or event["ts"]
        posted = [call.body for call in self.posted if call.route == POST]
        return [body for body in posted if (body["channel"], body.get("thread_ts")) == place]

    async def again(self, envelope: Envelope, to: Connection | None = None) -> None:
        """Deliver an envelope once more, as Slack does when it saw no acknowledgement."""
        await self.sockets.deliver(envelope, to)

    async def reply(self, envelope: Envelope, number: int = 1) -> dict[str, Any]:
        """Wait for a message that Slack took at the envelope's response URL (`number` counts from 1)."""
        await self.until(lambda: len(self.replies(envelope)) >= number, f"reply {number} to {envelope.id}")
        return self.replies(envelope)[number - 1]

    def replies(self, envelope: Envelope) -> list[dict[str, Any]]:
        return [call.body for call in self.posted if call.url == envelope.response_url]

    async def acked(self, envelope: Envelope, times: int = 1) -> None:
        await self.until(lambda: len(envelope.acks) >= times, f"acknowledgement {times} of {envelope.id}")

    async def called(self, route: str, times: int = 1) -> list[Call]:
        """Wait until a route was called this often."""
        await self.until(lambda: len(self.calls_of(route)) >= times, f"call {times} of {route}")
        return self.calls_of(route)

    def calls_of(self, route: str) -> list[Call]:
        return [call for call in self.calls if call.route == route]

    async def until(self, reached: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
        """Wait for something that a request or an acknowledgement brings about."""
        changed = asyncio.Event()
        self._waiting.append(changed)
        try:
            async with asyncio.timeout(seconds):
                while not reached():
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            message = f"Slack waited {seconds} s for {what}; problems: {self.problems}"
            raise AssertionError(message) from None
        finally:
            self._waiting.remove(changed)

    # what Slack does

    def _response_url(self) -> str:
        return f"{self._root}/response/{next(self._numbers)}"

    async def _send(self, kind: str, payload: dict[str, Any], to: Connection | None) -> Envelope:
        envelope = self.sockets.make(kind, payload)
        self.views.triggered(envelope)
        await self.sockets.deliver(envelope, to)
        return envelope

    def _tell(self) -> None:
        for changed in self._waiting:
            changed.set()

    def _called(self, route: str, request: web.Request, body: Any) -> Failure | None:
        self.calls.append(Call(route, str(request.url), body))
        self._tell()
        failures = self._failures[route]
        return failures.popleft() if failures else None

    async def _web_api(self, request: web.Request, result: dict[str, Any]) -> web.Response:
        route = request.path.removeprefix("/api/")
        body = await request.json() if request.content_type == "application/json" else dict(await request.post())
        failure = self._called(route, request, body or dict(request.query))
        if failure:
            return web.Response(
                status=failure.status, text=failure.body, headers=failure.headers, content_type="application/json"
            )
        if request.headers.get("Authorization") != f"Bearer {TOKENS[route]}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, **result})

    async def _auth_test(self, request: web.Request) -> web.Response:
        return await self._web_api(request, {"team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"})

    async def _connections_open(self, request: web.Request) -> web.Response:
        return await self._web_api(request, {"url": f"{self._root.replace('http', 'ws')}/link"})

    async def _post(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        failure = self._called(POST, request, body)
        if failure and not failure.lost:
            return web.Response(
                status=failure.status, text=failure.body, headers=failure.headers, content_type="application/json"
            )
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if body["channel"] not in self.member_of and not body["channel"].startswith("D"):
            return web.json_response({"ok": False, "error": "not_in_channel"})
        if wrong := post_problems(body):
            self.problems.extend(wrong)
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        ts = f"{1_000 + len(self.messages)}.9"
        self.messages[body["channel"], ts] = body
        self.posted.append(Call(POST, str(request.url), body))
        self._tell()
        if failure:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"ok": True, "channel": body["channel"], "ts": ts, "message": {"text": "…"}})

    async def _update(self, request: web.Request) -> web.Response:
        body = await request.json()
        known = self.messages.get((body["channel"], body["ts"]))
        if known is None:
            self._called(UPDATE, request, body)
            return web.json_response({"ok": False, "error": "message_not_found"})
        if wrong := update_problems(body):
            self.problems.extend(wrong)
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        answer = await self._web_api(request, {"channel": body["channel"], "ts": body["ts"], "text": body["text"]})
        if answer.status == HTTPStatus.OK:
            known.update(body)
        return answer

    async def _response(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        failure = self._called(RESPONSES, request, body)
        if failure and not failure.lost:
            return web.Response(status=failure.status, text=failure.body, headers=failure.headers)
        url = str(request.url)
        self._uses[url] += 1
        if self._uses[url] > USES:
            self.problems.append(f"more than {USES} messages to one response URL")
            return web.Response(status=404, text='{"ok":false,"error":"used_url"}')
        wrong = problems(body)
        if wrong:
            self.problems.extend(wrong)
            return web.Response(status=400, text="invalid_blocks")
        self.posted.append(Call(RESPONSES, url, body))
        self._tell()
        if failure:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(text="ok")

    async def _unknown(self, request: web.Request) -> web.Response:
        self.problems.append(f"unknown route: {request.method} {request.path}")
        return web.json_response({"ok": False, "error": "unknown_method"}, status=404)

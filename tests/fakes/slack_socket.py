"""The Socket Mode side of the fake: connections, and the envelopes that are sent down them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Callable

ACK_SECONDS = 3.0


@dataclass
class Envelope:
    """Something that was sent to the bot. `deliveries` and `acks` count; `lost` ones need no acknowledgement.

    `view` is the modal that it opened.
    """

    id: str
    kind: str
    payload: dict[str, Any]
    deliveries: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    lost: bool = False
    view: dict[str, Any] | None = None
    replied_to: str = ""

    seen: asyncio.Event = field(default_factory=asyncio.Event)

    def opened(self, view: dict[str, Any]) -> None:
        self.view = view
        self.seen.set()

    @property
    def response_url(self) -> str:
        return self.replied_to or str(self.payload["response_url"])


@dataclass(eq=False)
class Connection:
    """One websocket of the bot. It gets no envelope once it has been told to leave."""

    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False

    @property
    def usable(self) -> bool:
        return not self.leaving and not self.socket.closed

    async def refresh(self, reason: str = "refresh_requested") -> None:
        self.leaving = True
        await self.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})

    async def close(self) -> None:
        """Close with a frame, as Slack does."""
        self.leaving = True
        await self.socket.close()

    def cut(self) -> None:
        """Vanish without a word, as a broken network does."""
        self.leaving = True
        assert self.request.transport is not None
        self.request.transport.abort()


class Sockets:
    """All connections, and what went over them."""

    def __init__(self, problem: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.connections: list[Connection] = []
        self.envelopes: dict[str, Envelope] = {}
        self._problem = problem
        self._changed = changed
        self._ids = itertools.count(1)
        self._turn = itertools.count()

    @property
    def usable(self) -> list[Connection]:
        return [connection for connection in self.connections if connection.usable]

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket: say hello, then read acknowledgements until it closes."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.usable) + 1, "debug_info": {}})
        self.connections.append(Connection(socket, request))
        self._changed()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._ack(json.loads(message.data))
        self._changed()
        return socket

    def _ack(self, ack: dict[str, Any]) -> None:
        envelope = self.envelopes.get(ack["envelope_id"])
        if envelope is None:
            self._problem("an acknowledgement of nothing")
            return
        envelope.acks.append(asyncio.get_running_loop().time())
        if envelope.acks[-1] - envelope.deliveries[-1] > ACK_SECONDS:
            self._problem(f"{envelope.id} was acknowledged after more than {ACK_SECONDS} s")
        if len(envelope.acks) > len(envelope.deliveries):
            self._problem(f"{envelope.id} was acknowledged more often than sent")
        self._changed()

    def make(self, kind: str, payload: dict[str, Any]) -> Envelope:
        envelope = Envelope(f"envelope-{next(self._ids)}", kind, payload)
        self.envelopes[envelope.id] = envelope
        return envelope

    async def deliver(self, envelope: Envelope, connection: Connection | None = None) -> None:
        """Send an envelope down a connection: the next one in turn, unless one is given."""
        usable = self.usable
        if connection is None and not usable:
            self._problem(f"nobody is connected to take {envelope.id}")
            return
        connection = connection or usable[next(self._turn) % len(usable)]
        envelope.deliveries.append(asyncio.get_running_loop().time())
        retries = {"retry_attempt": 1, "retry_reason": "timeout"} if len(envelope.deliveries) > 1 else {}
        await connection.socket.send_json(
            {
                "envelope_id": envelope.id,
                "type": envelope.kind,
                "accepts_response_payload": True,
                "payload": envelope.payload,
                **retries,
            }
        )

    def check(self) -> None:
        """Note every envelope that was never acknowledged."""
        for envelope in self.envelopes.values():
            if not envelope.lost and len(envelope.acks) < len(envelope.deliveries):
                self._problem(f"{envelope.id} was not acknowledged")

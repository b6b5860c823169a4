"""The gateway of the fake Discord: a websocket for each shard, sessions that can be resumed.

https://docs.discord.com/developers/events/gateway
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from fakes.discord_payloads import APPLICATION, BOT_USER, GUILD, TOKEN, new_id

HELLO, HEARTBEAT, ACK, IDENTIFY, RESUME, DISPATCH = 10, 1, 11, 2, 6, 0


@dataclass
class Session:
    """What Discord remembers of a shard between two connections."""

    shard: tuple[int, int]
    intents: int
    socket: web.WebSocketResponse | None
    id: str = field(default_factory=new_id)
    sent: list[dict[str, Any]] = field(default_factory=list)


class Gateway:
    def __init__(self) -> None:
        self.url = ""
        self.sessions: dict[int, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.changed = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        session: Session | None = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            sent = json.loads(frame.data)
            match sent["op"]:
                case 1:
                    await socket.send_json({"op": ACK})
                case 2 | 6 if sent["d"]["token"] != TOKEN:
                    await socket.close(code=4004, message=b"Authentication failed")
                case 2:
                    session = await self._identify(sent["d"], socket)
                case 6:
                    session = await self._resume(sent["d"], socket)
        if session and session.socket is socket:
            session.socket = None
        return socket

    async def _identify(self, sent: dict[str, Any], socket: web.WebSocketResponse) -> Session:
        shard = sent.get("shard", [0, 1])
        session = Session((shard[0], shard[1]), sent["intents"], socket)
        self.sessions[shard[0]] = session
        ready = {
            "v": 10,
            "user": BOT_USER,
            "guilds": [{"id": GUILD, "unavailable": True}] if shard[0] == 0 else [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": shard,
            "application": {"id": APPLICATION, "flags": 0},
        }
        await self.dispatch("READY", ready, shard[0])
        async with self.changed:
            self.identified += 1
            self.changed.notify_all()
        return session

    async def _resume(self, sent: dict[str, Any], socket: web.WebSocketResponse) -> Session:
        session = next(session for session in self.sessions.values() if session.id == sent["session_id"])
        session.socket = socket
        for missed in session.sent[sent["seq"] :]:
            await socket.send_json(missed)
        await self.dispatch("RESUMED", {}, session.shard[0])
        async with self.changed:
            self.resumed += 1
            self.changed.notify_all()
        return session

    async def dispatch(self, event: str, data: dict[str, Any], shard: int = 0) -> None:
        """Send an event; while the shard is away it waits for it to resume."""
        session = self.sessions[shard]
        frame = {"op": DISPATCH, "t": event, "s": len(session.sent) + 1, "d": data}
        session.sent.append(frame)
        if session.socket is not None and not session.socket.closed:
            await session.socket.send_json(frame)

    async def until(self, *, identified: int = 0, resumed: int = 0) -> None:
        async with self.changed, asyncio.timeout(5):
            await self.changed.wait_for(lambda: self.identified >= identified and self.resumed >= resumed)

    async def drop(self, shard: int = 0, code: int = 4000) -> None:
        """End a shard's connection as Discord does now and then."""
        socket = self.sessions[shard].socket
        if socket is not None:
            self.sessions[shard].socket = None
            await socket.close(code=code)

    async def close(self) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.close()

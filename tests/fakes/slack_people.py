"""People and user groups of the fake Slack's workspace, T1.

https://docs.slack.dev/reference/methods/users.info, .../usergroups.list and .../usergroups.users.list
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request, dict[str, Any]], Awaitable[web.Response]]
"""Answers a call of the Web API with this result, unless a test wants a failure."""


class People:
    """`known` is what is told of somebody besides their name, by id; `groups` are handles and members."""

    def __init__(self, answer: Answer) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, list[str]] = {}
        self._answer = answer

    def serve(self, app: web.Application) -> None:
        app.router.add_get("/api/users.info", self._info)
        app.router.add_get("/api/usergroups.list", self._list)
        app.router.add_get("/api/usergroups.users.list", self._members)

    async def _info(self, request: web.Request) -> web.Response:
        who = request.query["user"]
        user = {"id": who, "team_id": "T1", "name": f"name-{who}", "deleted": False, "is_admin": False}
        return await self._answer(request, {"user": {**user, "is_owner": False, **self.known.get(who, {})}})

    async def _list(self, request: web.Request) -> web.Response:
        groups = [{"id": f"S{at}", "handle": handle} for at, handle in enumerate(self.groups)]
        return await self._answer(request, {"usergroups": groups})

    async def _members(self, request: web.Request) -> web.Response:
        members = list(self.groups.values())[int(request.query["usergroup"].removeprefix("S"))]
        return await self._answer(request, {"users": members})

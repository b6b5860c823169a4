"""Uploads to the fake Slack: https://docs.slack.dev/messaging/working-with-files#uploading_files."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from fakes.slack_people import Answer

ASK, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"


class Files:
    """Takes files in the three steps that Slack has; `shared` are those that were shown in a channel."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._asked: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, bytes] = {}
        self.complete: set[str] = set()
        self.shared: set[str] = set()
        self.gate = asyncio.Event()
        """Files are taken while it is set."""
        self.gate.set()
        self.shown: list[dict[str, Any]] = []
        """Where, and with which words, those were shown."""

    def serve(self, app: web.Application) -> None:
        app.router.add_post(f"/api/{ASK}", self._ask)
        app.router.add_post("/upload/{file}", self._take)
        app.router.add_post(f"/api/{COMPLETE}", self._finish)

    def asked(self, file: str) -> dict[str, Any]:
        """What was said of a file before it came."""
        return self._asked[file]

    async def _ask(self, request: web.Request) -> web.Response:
        file = f"F{len(self._asked) + 1}"
        self._asked[file] = {**request.query, **await request.post()}
        address = f"{request.url.origin()}/upload/{file}"
        return await self._answer(request, {"upload_url": address, "file_id": file})

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        await self.gate.wait()
        file = request.match_info["file"]
        assert len(body) == int(self._asked[file]["length"])
        self.taken[file] = body
        return web.Response(text=f"OK - {len(body)}")

    async def _finish(self, request: web.Request) -> web.Response:
        body = {**request.query, **await request.post()}
        files = json.loads(str(body["files"]))
        self.complete |= {one["id"] for one in files}
        if body.get("channels") or body.get("channel_id"):
            self.shared |= {one["id"] for one in files}
            self.shown.append(body)
        return await self._answer(request, {"files": files})

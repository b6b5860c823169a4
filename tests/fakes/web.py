"""A web server on loopback with scripted answers, in the test's own event loop, and names that lead anywhere."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Page:
    """What a path answers. `stalls`: the body stops after its first byte until the client has gone."""

    body: bytes = b""
    content_type: str | None = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stalls: bool = False


def json_page(value: Any, **rest: Any) -> Page:
    return Page(json.dumps(value).encode(), "application/json", **rest)


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to})


@dataclass(frozen=True)
class Asked:
    """A request as it came: the path with its query, as it was sent."""

    path: str
    headers: Mapping[str, str]


class FakeWeb:
    """`async with FakeWeb() as site: site.answer("/a", Page(b"..."))`; the last answer of a path stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.url = ""
        self.gone = asyncio.Event()
        self._answers: defaultdict[str, deque[Page]] = defaultdict(deque)

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._handle, handler_cancellation=True), shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def answer(self, path: str, *pages: Page) -> str:
        """Answer a path with these pages, one after the other; return its address."""
        self._answers[path].extend(pages)
        return self.url + path

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def otherwise(self, request: web.BaseRequest) -> Page:
        """Return what is at a path that was not scripted."""
        del request
        return Page(b"nothing here", "text/plain", status=404)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(Asked(request.raw_path, dict(request.headers)))
        pages = self._answers.get(request.raw_path) or self._answers.get(request.path)
        page = pages[0] if pages else self.otherwise(request)
        if pages and len(pages) > 1:
            pages.popleft()
        headers = dict(page.headers)
        if page.content_type:
            headers["Content-Type"] = page.content_type
        if page.stalls:
            return await self._stall(request, headers)
        tag = page.headers.get("ETag")
        if tag and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        response = web.Response(status=page.status, body=page.body, headers=headers)
        if page.content_type is None:
            response.headers.pop("Content-Type", None)
        return response

    async def _stall(self, request: web.BaseRequest, headers: Mapping[str, str]) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(b" ")
        try:
            await asyncio.Event().wait()
        finally:
            self.gone.set()
        return response


class Names(AbstractResolver):
    """DNS as a test wants it: host -> IP addresses."""

    def __init__(self, known: Mapping[str, tuple[str, ...]]) -> None:
        self._known = known

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        if host not in self._known:
            raise OSError(f"no such name: {host}")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._known[host]
        ]

    async def close(self) -> None:
        pass


class Clock:
    """A clock that stands until it is moved on."""

    def __init__(self, now: datetime = datetime(2026, 11, 26, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **time: float) -> None:
        self.now += timedelta(**time)

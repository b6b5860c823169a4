"""Serving the preview on this machine, and opening it where there is a browser."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import webbrowser
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bots.preview.server import application
from core.errors import Fault
from core.logs import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bots.preview.settings import Settings
    from core.app import App
    from core.door import Door

SHUTDOWN = 2.0
"""Seconds that requests in flight get when it stops."""


async def serve(app: App, settings: Settings, stop: asyncio.Event, *, door: Door | None = None) -> None:
    """Serve until `stop` is set: print the address, and open it if somebody sits in front of a desktop."""
    async with serving(app, settings, door) as address:
        print(f"preview: {address} (Ctrl-C ends it)", file=sys.stderr)
        if _has_desktop():
            await asyncio.to_thread(webbrowser.open, address)
        await stop.wait()


@asynccontextmanager
async def serving(app: App, settings: Settings, door: Door | None = None) -> AsyncIterator[str]:
    """Serve for as long as the block lasts; gives the address to open, with its token if it has one."""
    # No access log, and no word of the library's: what is asked stands in its errors.
    runner = web.AppRunner(
        application(app, settings.token, door), access_log=None, logger=_silent(), shutdown_timeout=SHUTDOWN
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.address, settings.port)
        await _listen(site, settings)
        yield _address(runner, settings)
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, settings: Settings) -> None:
    try:
        await site.start()
    except OSError as error:
        log.info("preview.cannot_listen", code=error.errno)
        where = f"{settings.address}:{settings.port}"
        raise Fault(
            f"the preview cannot listen on {where}; choose another --port or --listen, or leave both out"
        ) from error


def _address(runner: web.AppRunner, settings: Settings) -> str:
    host, port, *_ = runner.addresses[0]
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}/" + (f"?token={settings.token}" if settings.token else "")


def _has_desktop() -> bool:
    """Whether somebody is there to look: a terminal, and a desktop that has a browser beside it."""
    if not sys.stderr.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _silent() -> logging.Logger:
    logger = logging.Logger("preview", logging.CRITICAL)  # noqa: LOG001 - known to no configuration, so it stays silent
    logger.addHandler(logging.NullHandler())
    return logger

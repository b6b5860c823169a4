"""`healthfacts run`: every platform that has its tokens, together in one process, until SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bots.console.prompt import talk
from bots.platform import PLATFORMS, client_of, settings_of
from core.errors import HealthfactsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bots.platform import PlatformClient
    from core.app import App


SETTLED = 2
"""Seconds after which the platforms are connected, and what only misspellings need is loaded."""


def run(app: App, environ: Mapping[str, str]) -> None:
    """Serve. Raises WrongUse for a token that is missing or malformed, TokenRefused for one that is not accepted."""
    found = {name: settings for name in PLATFORMS if (settings := settings_of(name).read(environ)) is not None}
    for name in PLATFORMS:
        print(_told(name, on=name in found), file=sys.stderr)
    if found:
        clients = {name: client_of(name) for name in found}
        # What is loaded stays for good: going over it again and again would take up to 0.1 ms a reply.
        gc.freeze()
        gc.enable()
        asyncio.run(_serve(app, {clients[name]: settings for name, settings in found.items()}))
    else:
        gc.enable()
        print(_welcome(app), file=sys.stderr)
        talk(app)


async def _serve(app: App, found: Mapping[PlatformClient, object]) -> None:
    """Serve all platforms; when one fails the others finish what they are answering and stop too."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    loop.call_later(SETTLED, lambda: loop.run_in_executor(None, import_module, "core.likeness"))
    results = await asyncio.gather(
        *(_serve_one(client, app, settings, stop) for client, settings in found.items()), return_exceptions=True
    )
    failed = [result for result in results if isinstance(result, BaseException)]
    if failed:
        raise next((one for one in failed if isinstance(one, HealthfactsError)), failed[0])


async def _serve_one(client: PlatformClient, app: App, settings: object, stop: asyncio.Event) -> None:
    try:
        await client.serve(app, settings, stop)
    finally:
        stop.set()


def _told(name: str, *, on: bool) -> str:
    if on:
        return f"{name}: on"
    wanted = "; ".join(f"set {variable} ({where})" for variable, where in settings_of(name).VARIABLES.items())
    return f"{name}: off. To add it: {wanted}"


def _welcome(app: App) -> str:
    commands = ", ".join(f"/{command} xanax" for command in app.topics)
    return f"No tokens, so here is a prompt to try it in. Type {commands}, or quit.\n"

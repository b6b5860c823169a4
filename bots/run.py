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
from core.door import Door
from core.errors import HealthfactsError, StoreFault
from core.following import catch_up
from core.logs import cause, log
from core.storage.address import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bots.platform import PlatformClient
    from core.app import App


SETTLED = 2
"""Seconds after which the platforms are connected, and what only misspellings and operators need is loaded."""


def run(app: App, environ: Mapping[str, str]) -> None:
    """Serve. Raises WrongUse for a token that is missing or malformed, TokenRefused for one that is not accepted.

    Raises StoreFault where a store is there but cannot be read: what was withdrawn in it must not be told.
    """
    found = {name: settings for name in PLATFORMS if (settings := settings_of(name).read(environ)) is not None}
    for name in PLATFORMS:
        print(_told(name, on=name in found), file=sys.stderr)
    catch_up(app, environ)
    if found:
        clients = {name: client_of(name) for name in found}
        # What is loaded stays for good: going over it again and again would take up to 0.1 ms a reply.
        gc.freeze()
        gc.enable()
        served = {clients[name]: settings for name, settings in found.items()}
        asyncio.run(_serve(app, served, address_of(environ)))
    else:
        gc.enable()
        print(_welcome(app), file=sys.stderr)
        talk(app)


async def _serve(app: App, found: Mapping[PlatformClient, object], address: str) -> None:
    """Serve all platforms; when one fails the others finish what they are answering and stop too."""
    stop, door = asyncio.Event(), Door()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    served = asyncio.Event()
    office = asyncio.create_task(_keep_office(app, address, door, stop, served))
    results = await asyncio.gather(
        *(_serve_one(client, app, settings, stop, door) for client, settings in found.items()), return_exceptions=True
    )
    served.set()
    failed = [result for result in (*results, *await asyncio.gather(office, return_exceptions=True)) if result]
    if failed:
        raise next((one for one in failed if isinstance(one, HealthfactsError)), failed[0])


async def _serve_one(client: PlatformClient, app: App, settings: object, stop: asyncio.Event, door: Door) -> None:
    try:
        await client.serve(app, settings, stop, door=door)
    finally:
        stop.set()


async def _keep_office(app: App, address: str, door: Door, stop: asyncio.Event, served: asyncio.Event) -> None:
    """Open the office once the platforms are connected, and keep it until `served`: the last reply may need it.

    Where no store can be made the bot still answers, and says why it can do no more. Raises ConfigError.
    """
    if await _stopped_within(SETTLED, stop):
        return
    try:
        await asyncio.to_thread(_load, app)
        from core.office import open_office  # noqa: PLC0415 - loaded by now, in a thread

        async with open_office(app, address) as office:
            await office.follower.refresh()
            door.open(office)
            async with asyncio.TaskGroup() as work:
                tasks = [work.create_task(one) for one in (office.follower.follow(), office.tend())]
                await stop.wait()
                for task in tasks:
                    task.cancel()
            await served.wait()
    except StoreFault as fault:
        log.error("office.shut", **cause(fault))
        print(f"healthfacts: {fault}", file=sys.stderr)
        door.lock(fault)
    except BaseException:
        stop.set()
        raise


def _load(app: App) -> None:
    """Load what the start can do without. It takes a second, in a thread, while the bot answers."""
    import_module("core.likeness")
    app.warm()
    import_module("core.office").parser_of(app)


async def _stopped_within(seconds: float, stop: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return False


def _told(name: str, *, on: bool) -> str:
    if on:
        return f"{name}: on"
    wanted = "; ".join(f"set {variable} ({where})" for variable, where in settings_of(name).VARIABLES.items())
    return f"{name}: off. To add it: {wanted}"


def _welcome(app: App) -> str:
    commands = ", ".join(f"/{command} xanax" for command in app.topics)
    return f"No tokens, so here is a prompt to try it in. Type {commands}, or quit.\n"

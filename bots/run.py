"""`healthfacts run`: every platform that has its tokens, together in one process, until SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from bots.platform import PLATFORMS, client_of, publishers, settings_of
from core.door import Door
from core.errors import HealthfactsError, StoreFault
from core.following import catch_up
from core.logs import cause, log
from core.storage.address import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bots.platform import PlatformClient
    from bots.preview.settings import Settings as PreviewSettings
    from core.app import App


SETTLED = 2
"""Seconds after which the platforms are connected, and what only misspellings and operators need is loaded."""


def run(app: App, environ: Mapping[str, str]) -> None:
    """Serve every platform that has its tokens; with none, the preview.

    Raises WrongUse for a token that is missing or malformed, TokenRefused for one that is not accepted, and StoreFault
    where a store is there but cannot be read: what was withdrawn in it must not be told.
    """
    found = {name: settings for name in PLATFORMS if (settings := settings_of(name).read(environ)) is not None}
    for name in PLATFORMS:
        print(_told(name, on=name in found), file=sys.stderr)
    if found:
        serve(app, environ, {client_of(name): settings for name, settings in found.items()}, found)
    else:
        from bots.preview.settings import to_settings  # noqa: PLC0415 - makes random numbers, which take time to load

        preview(app, environ, to_settings())


def preview(app: App, environ: Mapping[str, str], settings: PreviewSettings) -> None:
    """Serve the preview alone, whatever tokens there are. Raises Fault where it cannot listen, StoreFault."""
    serve(app, environ, {cast("PlatformClient", import_module("bots.preview.client")): settings})


def serve(
    app: App,
    environ: Mapping[str, str],
    clients: Mapping[PlatformClient, object],
    posting: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Serve `clients`, each with its settings, over one store, until SIGINT or SIGTERM.

    `posting` are the settings of the platforms that digests go to, by name.
    """
    catch_up(app, environ, added=False)
    # What is loaded stays for good: going over it again and again would take up to 0.1 ms a reply.
    gc.freeze()
    gc.enable()
    asyncio.run(_serve(app, clients, posting, address_of(environ)))


async def _serve(app: App, found: Mapping[PlatformClient, object], posting: Mapping[str, object], address: str) -> None:
    """Serve all platforms; when one fails the others finish what they are answering and stop too."""
    stop, door = asyncio.Event(), Door()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    served = asyncio.Event()
    office = asyncio.create_task(_keep_office(app, posting, address, door, stop=stop, served=served))
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


async def _keep_office(  # noqa: PLR0913 - what it opens, and what it opens it for
    app: App, posting: Mapping[str, object], address: str, door: Door, *, stop: asyncio.Event, served: asyncio.Event
) -> None:
    """Open the office once the platforms are connected, and keep it until `served`: the last reply may need it.

    Where no store can be made the bot still answers, and says why it can do no more. Raises ConfigError.
    """
    if await _stopped_within(SETTLED, stop):
        door.lock(StoreFault("the bot is stopping; try again when it is back"))
        return
    try:
        await asyncio.to_thread(_load, app)
        from core.office import open_office  # noqa: PLC0415 - loaded by now, in a thread

        async with (
            publishers(app, posting) as opened,
            open_office(app, address, outlets=door.outlets, publishers=opened) as office,
        ):
            await office.follower.refresh()
            door.open(office)
            async with asyncio.TaskGroup() as work:
                work.create_task(office.digests.run(stop))  # ends by itself, with nothing on the wire
                tasks = [
                    work.create_task(one) for one in (office.follower.follow(), office.tend(), office.posts.mend())
                ]
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
    """Return whether a platform is on, and what to do next."""
    platform = settings_of(name)
    if on:
        return f"{name}: on; {platform.ONCE_ON}"
    steps = (f"  {number}. {step}" for number, step in enumerate(platform.STEPS, 1))
    return "\n".join([f"{name}: off. To add it:", *steps])

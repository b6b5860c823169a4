"""Platforms by name: what each folder of `bots/` offers, loaded only when it is used.

A platform has three modules. `settings` is light: it names its environment variables and reads them. `client` imports
the platform's library and serves. `publish` posts digests, which takes no connection.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from core.app import App
    from core.digests.publishing import Publisher
    from core.door import Door

PLATFORMS = ("discord", "slack")


class PlatformSettings(Protocol):
    """The module `bots.<name>.settings`."""

    VARIABLES: Mapping[str, str]
    """Environment variable -> where to get its value, as half a sentence."""
    STEPS: Sequence[str]
    """What an operator does, one after the other, to run it."""
    ONCE_ON: str
    """What they may want to do next once it runs, as half a sentence."""

    def read(self, environ: Mapping[str, str]) -> object | None:
        """Return the platform's settings, None where none of its variables is set; raises WrongUse."""


class PlatformClient(Protocol):
    """The module `bots.<name>.client`."""

    async def serve(self, app: App, settings: Any, stop: asyncio.Event, *, door: Door) -> None:  # noqa: ANN401 - its own
        """Answer until `stop` is set, then finish the replies in flight and close. Raises TokenRefused.

        `door` leads to what operators do.
        """


class PlatformPublishing(Protocol):
    """The module `bots.<name>.publish`."""

    def publisher(self, app: App, settings: Any) -> AbstractAsyncContextManager[Publisher]:  # noqa: ANN401 - its own
        """Open what posts digests to the platform, for as long as the block lasts."""


def settings_of(name: str) -> PlatformSettings:
    """Return the settings module of the platform `name`."""
    return cast("PlatformSettings", import_module(f"bots.{name}.settings"))


def client_of(name: str) -> PlatformClient:
    """Return the client module of the platform `name`; this imports its library."""
    return cast("PlatformClient", import_module(f"bots.{name}.client"))


@asynccontextmanager
async def publishers(app: App, found: Mapping[str, object]) -> AsyncIterator[Mapping[str, Publisher]]:
    """Open what posts digests, by platform; `found` are the settings of those that have their tokens."""
    async with AsyncExitStack() as stack:
        opened = {}
        for name, settings in found.items():
            module = cast("PlatformPublishing", import_module(f"bots.{name}.publish"))
            opened[name] = await stack.enter_async_context(module.publisher(app, settings))
        yield opened

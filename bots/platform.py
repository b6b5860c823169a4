"""Platforms by name: what each folder of `bots/` offers, loaded only when it is used.

A platform has two modules. `settings` is light: it names its environment variables and reads them. `client` imports
the platform's library and serves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from core.app import App
    from core.door import Door

PLATFORMS = ("discord", "slack")


class PlatformSettings(Protocol):
    """The module `bots.<name>.settings`."""

    VARIABLES: Mapping[str, str]
    """Environment variable -> where to get its value, as half a sentence."""

    def read(self, environ: Mapping[str, str]) -> object | None:
        """Return the platform's settings, None where none of its variables is set; raises WrongUse."""


class PlatformClient(Protocol):
    """The module `bots.<name>.client`."""

    async def serve(self, app: App, settings: Any, stop: asyncio.Event, *, door: Door) -> None:  # noqa: ANN401 - its own
        """Answer until `stop` is set, then finish the replies in flight and close. Raises TokenRefused.

        `door` leads to what operators do.
        """


def settings_of(name: str) -> PlatformSettings:
    """Return the settings module of the platform `name`."""
    return cast("PlatformSettings", import_module(f"bots.{name}.settings"))


def client_of(name: str) -> PlatformClient:
    """Return the client module of the platform `name`; this imports its library."""
    return cast("PlatformClient", import_module(f"bots.{name}.client"))

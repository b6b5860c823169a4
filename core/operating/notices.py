"""Telling operators, in the channel of their choice, that something waits for them.

What they are told is kept in the store already, so a notice may fail: it is tried once more, and the failure is logged.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.logs import cause, log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.operating.panels import Panel
    from core.outlets import Outlets
    from core.settings import Settings

AGAIN = 5.0
"""Seconds before the second attempt."""


class Notices:
    """Posts panels in the channels of the settings. `again` is the pause before a second attempt, in seconds."""

    def __init__(self, settings: Settings, outlets: Outlets, again: float = AGAIN) -> None:
        self._settings = settings
        self._outlets = outlets
        self.again = again
        self._under_way: set[asyncio.Task[None]] = set()

    def tell(self, panel: Panel) -> None:
        """Post a panel in every channel for it; nobody waits for that."""
        for platform, channel in self._channels():
            task = asyncio.create_task(self._told(platform, channel, panel))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, `seconds` at most."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    def _channels(self) -> Iterator[tuple[str, str]]:
        for platform, channel in (
            ("discord", self._settings.discord_reports),
            ("slack", self._settings.slack_reports),
        ):
            if channel and platform in self._outlets:
                yield platform, channel

    async def _told(self, platform: str, channel: str, panel: Panel) -> None:
        for pause in (self.again, None):
            try:
                await self._outlets[platform].notify(channel, panel)
            except Exception as error:  # noqa: BLE001 - the edge of a task that nobody waits for
                log.error("notice.failed", platform=platform, **cause(error))
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                return

"""Recording public posts after they were sent, so that what is withdrawn later is withdrawn there too.

It happens behind the reply, which neither waits for it nor fails with it; a stop waits for what is under way.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.logs import cause, log

if TYPE_CHECKING:
    from core.door import Door
    from core.model import Answer
    from core.storage.posts import Fixed


class Recorder:
    """Records the posts of a platform. Without a `door` it records nothing."""

    def __init__(self, platform: str, door: Door | None = None) -> None:
        self._platform = platform
        self._door = door
        self._under_way: set[asyncio.Task[None]] = set()

    def keep(self, channel: str, message: str, answer: Answer, fixed: Fixed = "") -> None:
        """Record that `answer` stands where everybody in a channel sees it. `message` is its id, "" if unknown."""
        if self._door is None or not answer.claims:
            return
        task = asyncio.create_task(self._record(self._door, channel, message, answer, fixed))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, `seconds` at most."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            if late:
                log.warning("posts.recording_given_up", platform=self._platform, count=len(late))

    async def _record(self, door: Door, channel: str, message: str, answer: Answer, fixed: Fixed) -> None:
        try:
            office = await door.office()
            await office.posts.record(self._platform, channel, message, answer, fixed)
        except Exception as error:  # noqa: BLE001 - the edge of a task that nobody waits for
            log.error("posts.recording_failed", platform=self._platform, **cause(error))

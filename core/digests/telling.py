"""Telling people what they have to know of their digests: that one is paused, and why; that one may not be there.

What is to be told is written down together with what it is about, so that nobody misses it when the bot is killed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from core.digests.publishing import Undeliverable
from core.logs import log
from core.storage.notices import note_told, untold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from core.digests.publishing import Publisher
    from core.settings import Settings
    from core.storage.engine import Store
    from core.storage.notices import Notice

MOST_LINES = 10
"""Lines of one message; whoever has more to know looks at the log."""


class Teller:
    """Tells the notices of one platform: to the person, or in the operators' channel, whichever comes first."""

    def __init__(
        self,
        platform: str,
        store: Store,
        publishers: Mapping[str, Publisher],
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        self._platform = platform
        self._store = store
        self._publishers = publishers
        self._reports = {"discord": settings.discord_reports, "slack": settings.slack_reports}
        self._clock = clock

    async def tell(self) -> None:
        """Tell what nobody was told yet, in one message for each who has to know. Raises StoreFault."""
        async with self._store.read() as connection:
            waiting = await untold(connection, self._platform)
        waiting.sort(key=_who)
        for _, notices in groupby(waiting, _who):
            together = list(notices)[:MOST_LINES]
            if await self._told(together):
                async with self._store.begin() as connection:
                    for one in together:
                        await note_told(connection, one.id, self._clock())

    async def _told(self, notices: Sequence[Notice]) -> bool:
        """Tell notices to the first whom they reach; return False where that is to be tried again."""
        text = "\n".join(one.text for one in notices)
        key = f"notice-{notices[0].id}"
        for publisher, to in self._to_whom(notices[0]):
            try:
                await publisher.tell(to, text, key)
            except Undeliverable as no:
                log.warning("digest.not_told", reason=no.reason, detail=no.detail)
                if no.retry:
                    return False
            else:
                return True
        log.error("digest.nobody_to_tell", platform=self._platform, notices=len(notices))
        return True

    def _to_whom(self, notice: Notice) -> Iterator[tuple[Publisher, str]]:
        """Yield who may be told, the first one first; at last the operators' channel of another platform."""
        own = self._publishers.get(self._platform)
        person = notice.person if notice.person.startswith(f"{self._platform}:") else ""
        reports = self._reports.get(self._platform, "")
        for to in (person, reports) if notice.first == "person" else (reports, person):
            if own and to:
                yield own, to
        for name, publisher in self._publishers.items():
            if name != self._platform and self._reports.get(name):
                yield publisher, self._reports[name]


def _who(notice: Notice) -> tuple[str, str]:
    return (notice.first, notice.person if notice.first == "person" else "")

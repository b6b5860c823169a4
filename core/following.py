"""What the store says, laid over the answers: once when something starts, and whenever it changed while the bot runs.

Another process may change it too (`healthfacts claim withdraw` while the bot runs), so a running bot asks the store
every second for its revision, which costs one row.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from core.errors import StoreFault
from core.logs import cause, log
from core.storage.address import address_of, is_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.app import App
    from core.catalog import Topic
    from core.storage.engine import Store

EVERY = 1.0
"""Seconds between two looks at the revision."""


def catch_up(app: App, environ: Mapping[str, str], *, added: bool = True) -> None:
    """Answer from now on under what the store says; nothing changes where there is no store. Raises StoreFault.

    Without `added` claims, which a running bot lays over its answers a moment later, a start waits for nothing but what
    must not be told.
    """
    address = address_of(environ)
    if is_there(address):
        app.follow(*_told(app, address, added=added))


class Follower:
    """Keeps an app at what its store says. `address` is the store's, which is read in another thread."""

    def __init__(self, app: App, store: Store, address: str) -> None:
        self._app = app
        self._store = store
        self._address = address
        self._known: int | None = None
        self._turn = asyncio.Lock()

    async def refresh(self) -> bool:
        """Bring the answers up to date and return whether that changed them. Raises StoreFault."""
        from core.storage.overlays import revision  # noqa: PLC0415 - SQLAlchemy, which an open store has loaded

        async with self._turn:
            number = await revision(self._store)
            if number == self._known:
                return False
            # In a thread with a loop of its own: thousands of claims take long enough for readers to notice.
            self._app.follow(*await asyncio.to_thread(_told, self._app, self._address))
            self._known = number
            log.info("store.followed", revision=number)
            return True

    async def follow(self) -> None:
        """Refresh every second until cancelled. A store that does not work is logged, and what is known is kept."""
        while True:
            try:
                await self.refresh()
            except StoreFault as fault:
                log.error("store.unreadable", **cause(fault))
            await asyncio.sleep(EVERY)


class _Told(NamedTuple):
    """What `App.follow` takes."""

    topics: Mapping[str, Topic]
    countries: Mapping[tuple[str, str], str]


def _told(app: App, address: str, *, added: bool = True) -> _Told:
    return asyncio.run(_read(app, address, added=added))


async def _read(app: App, address: str, *, added: bool) -> _Told:
    from core.storage.engine import Store  # noqa: PLC0415 - 0.3 s, for who has a store
    from core.storage.overlays import overlays  # noqa: PLC0415 - the same
    from core.storage.servers import countries  # noqa: PLC0415 - the same

    async with Store.open(address) as store:
        say = app.phrases(app.settings.locale)
        topics = app.under(await overlays(store, app.built_in.values(), say, added=added))
        async with store.read() as connection:
            return _Told(topics, await countries(connection))

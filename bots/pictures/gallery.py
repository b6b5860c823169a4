"""Pictures on request and with digests: made once, and forgotten as soon as something else is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bots.pictures.making import picture_beside
from bots.pictures.picture import NoPicture
from core.logs import cause, log

if TYPE_CHECKING:
    from bots.pictures.picture import Picture
    from core.app import App
    from core.model import Answer, AnswerId

MOST = 100
"""Pictures that are kept, of up to 100 kB each."""


class Gallery:
    """The pictures of an app. Light until the first one is asked for: Pillow is loaded then."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._told_from: object = None
        self._made: dict[tuple[AnswerId, str], Picture] = {}
        self._drawing = asyncio.Lock()  # or the digests of an hour would each draw the same one

    async def beside(self, of: AnswerId, locale: str) -> Picture:
        """Return the picture beside an answer, drawn in another thread: it takes 0.1 s. Raises NoPicture."""
        async with self._drawing:
            if self._told_from is not self._app.topics or len(self._made) >= MOST:
                self._told_from, self._made = self._app.topics, {}
            key = (of, locale)
            if key not in self._made:
                self._made[key] = await asyncio.to_thread(picture_beside, self._app, of, locale)
            return self._made[key]

    async def of_edition(self, edition: Answer) -> Picture | None:
        """Return the picture that an edition offers by a button; None where it goes without, which is logged.

        The button stays: behind it all that the picture shows is told in words.
        """
        offered = next((one.id for one in edition.follow_ups if one.role == "picture"), None)
        if offered is None:
            return None
        try:
            return await self.beside(offered, self._app.settings.locale)
        except NoPicture as none:
            log.info("digest.no_picture", **cause(none))
        except Exception as error:  # noqa: BLE001 - the edge: facts are not held back because they cannot be drawn
            log.error("digest.picture_failed", **cause(error))
        return None

"""Pictures on request: made once, beside the answers, and forgotten as soon as something else is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bots.pictures.making import picture_beside

if TYPE_CHECKING:
    from bots.pictures.picture import Picture
    from core.app import App
    from core.model import AnswerId

MOST = 100
"""Pictures that are kept, of up to 100 kB each."""


class Gallery:
    """The pictures of an app. Light until the first one is asked for: Pillow is loaded then."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._told_from: object = None
        self._made: dict[tuple[AnswerId, str], Picture] = {}

    async def beside(self, of: AnswerId, locale: str) -> Picture:
        """Return the picture beside an answer, drawn in another thread: it takes 0.1 s. Raises NoPicture."""
        if self._told_from is not self._app.topics or len(self._made) >= MOST:
            self._told_from, self._made = self._app.topics, {}
        key = (of, locale)
        if key not in self._made:
            self._made[key] = await asyncio.to_thread(picture_beside, self._app, of, locale)
        return self._made[key]

"""Pictures on their way to who pressed for one: uploaded to Slack, and shown in a private reply.

Where Slack does not take the file the text goes alone. It is shared in no channel, since only who pressed is shown it.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from bots.pictures.picture import NoPicture
from bots.slack.commands import LOCALE, to_press
from bots.slack.edge import PRIVATE
from bots.slack.files import upload
from bots.slack.pictures import render_picture
from bots.slack.render import PICTURE
from core.logs import cause, log

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bots.pictures.gallery import Gallery
    from bots.pictures.picture import Picture
    from bots.slack.edge import Edge
    from bots.slack.replies import Replies

SETTLING = 1.0
"""Seconds that Slack is given to look at a file: one that it has not looked at yet is no picture to it
(`invalid slack file`, https://github.com/slackapi/python-slack-sdk/issues/1797)."""


class Pictures:
    """Shows who presses the button the picture beside an answer."""

    def __init__(  # noqa: PLR0913 - every dependency is an argument
        self,
        edge: Edge,
        replies: Replies,
        gallery: Gallery,
        *,
        client: AsyncWebClient,
        token: str,
        settling: float = SETTLING,
    ) -> None:
        self._edge = edge
        self._replies = replies
        self._gallery = gallery
        self._client = client
        self._token = token
        self._settling = settling

    def open(self, bolt: AsyncApp) -> None:
        """Register for the button."""
        bolt.action(re.compile(f"^{PICTURE}:"))(self.on_press)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Show the picture."""
        await self._edge.run("slack.picture_failed", ack, body, body["response_url"], self._show)

    async def _show(self, payload: dict[str, Any]) -> None:
        press, url = to_press(payload), payload["response_url"]
        try:
            picture = await self._gallery.beside(press.id, LOCALE)
        except NoPicture as none:
            log.info("slack.no_picture", **cause(none))
            await self._edge.say(url, "picture.none")
            return
        thread = {"thread_ts": press.thread} if press.thread else {}
        await self._replies.send(url, {**PRIVATE, **thread, **render_picture(picture, await self._upload(picture))})

    async def _upload(self, picture: Picture) -> str | None:
        """Give Slack the file, and return its id as soon as it can be shown; None where it does not take it."""
        file = await upload(self._client, picture, token=self._token)
        if file is not None:
            await asyncio.sleep(self._settling)
        return file

"""What reaches Discord's channels though nobody there has asked: notices to operators, and earlier posts mended."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
import discord

from bots.discord.panels import render_panel
from bots.discord.render import render
from bots.discord.replies import Layout
from core.outlets import Unreached

if TYPE_CHECKING:
    from core.model import Answer
    from core.operating.panels import Panel
    from core.phrases import Phrases


class Outlet:
    """Reaches channels through a client that is logged in.

    The bot may change its own messages where it is a member, also those that it sent as replies to an interaction:
    https://docs.discord.com/developers/resources/message#edit-message.
    """

    def __init__(self, client: discord.Client, say: Phrases) -> None:
        self._client = client
        self._say = say

    async def notify(self, channel: str, panel: Panel) -> None:
        """Post a panel in a channel. Raises Unreached."""
        try:
            place = self._client.get_partial_messageable(int(channel))
            await place.send(view=Layout(render_panel(panel)), suppress_embeds=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise _unreached(error) from error

    async def redraw(self, channel: str, message: str, answer: Answer) -> None:
        """Draw a message of the bot's anew, without its picture, which showed what was told then. Raises Unreached."""
        try:
            place = self._client.get_partial_messageable(int(channel))
            # The library puts the client's own allowed_mentions only into edits of a message's plain content.
            nobody, layout = discord.AllowedMentions.none(), Layout(render(answer, self._say))
            await place.get_partial_message(int(message)).edit(view=layout, attachments=[], allowed_mentions=nobody)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise _unreached(error) from error


def _unreached(error: Exception) -> Unreached:
    if not isinstance(error, discord.HTTPException):
        return Unreached("busy", type(error).__name__)
    code = str(error.code or error.status)
    if isinstance(error, discord.NotFound):
        return Unreached("gone", code)
    if error.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.UNAUTHORIZED}:  # a new token may be on its way
        return Unreached("busy", code)
    return Unreached("busy" if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "cannot", code)

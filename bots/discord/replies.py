"""Sending replies, and the one place where an error becomes an apology.

Whatever a reader does (command, autocomplete, button) is handled inside `Replies.handling`: it counts what is
under way, so that stopping can wait for it, and takes every error, so that none reaches the library's log
with a reader's words in it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import discord

from bots.discord.render import Component, render
from core.logs import cause, log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.app import App
    from core.model import Answer
    from core.phrases import Phrases


# Error codes of https://docs.discord.com/developers/topics/opcodes-and-status-codes: the token of the
# interaction has run out, or it has its answer already (the same event came twice). Either way there is
# nobody left to answer.
UNKNOWN_INTERACTION = 10062
ALREADY_ANSWERED = 40060

REMEMBERED = 512
"""Rendered answers that are kept (5 kB each): core gives the same object for the same question."""


class Layout(discord.ui.LayoutView):
    """A rendered reply in the shape that discord.py sends.

    It holds no `discord.ui` items and is stopped from the start, so the library keeps nothing of it: presses
    are found by their custom id (`buttons.py`), and a year of replies takes no memory.
    """

    def __init__(self, components: list[Component]) -> None:
        super().__init__(timeout=None)
        self._ready = components
        self.stop()

    def to_components(self) -> list[Component]:
        """Return the components as they are sent."""
        return self._ready

    def has_components_v2(self) -> bool:
        """Say that they need the Components V2 flag."""
        return True


class Replies:
    """Answers on their way to readers."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._rendered = lru_cache(REMEMBERED)(render)
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.accepting = True

    @asynccontextmanager
    async def handling(self, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        """Handle one interaction: an error inside is logged by its cause, and the reader gets an apology."""
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the reader gets an answer
            await self.failed(interaction, error)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def finish(self, seconds: float) -> None:
        """Take nothing new, and wait at most `seconds` for what is under way."""
        self.accepting = False
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            log.warning("discord.replies_given_up", count=self._under_way)

    async def answer(self, interaction: discord.Interaction[Any], answer: Answer, *, private: bool) -> None:
        """Reply with a message of its own: to the reader alone, or to everybody in the channel."""
        await interaction.response.send_message(
            view=self._layout(interaction, answer if answer.private == private else replace(answer, private=private)),
            ephemeral=private,
            suppress_embeds=True,
        )

    async def turn_into(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        """Replace the private reply whose button was pressed."""
        await interaction.response.edit_message(view=self._layout(interaction, answer))

    async def share(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        """Post the answer for everybody, once: the private copy loses its button first.

        Discord takes the first response to an interaction only, so an event that comes twice stops there.
        """
        public = replace(answer, private=False)
        await self.turn_into(interaction, public)
        try:
            await interaction.followup.send(view=self._layout(interaction, public), suppress_embeds=True)
        except discord.Forbidden:
            await self._say(interaction, "error.cannot_share")

    async def failed(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Log the cause of an error, and apologise unless nobody can be reached any more."""
        if isinstance(error, discord.HTTPException) and error.code in {UNKNOWN_INTERACTION, ALREADY_ANSWERED}:
            log.info("discord.reply_not_wanted", code=error.code)
            return
        log.error("discord.reply_failed", **cause(error))
        if isinstance(error, discord.DiscordServerError) or interaction.type is discord.InteractionType.autocomplete:
            return
        try:
            await self._say(interaction, "error.apology")
        except Exception as second:  # noqa: BLE001 - there is no further edge behind this one
            log.error("discord.apology_failed", **cause(second))

    async def _say(self, interaction: discord.Interaction[Any], phrase: str) -> None:
        text = self._phrases(interaction)(phrase)
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)

    def _layout(self, interaction: discord.Interaction[Any], answer: Answer) -> Layout:
        return Layout(self._rendered(answer, self._phrases(interaction)))

    def _phrases(self, interaction: discord.Interaction[Any]) -> Phrases:
        return self._app.phrases(interaction.locale.value)

"""Sending replies, and the one place where an error becomes an apology.

Whatever a reader does (command, autocomplete, button) is handled inside `Replies.handling`, and what they write
inside `Replies.replying`: these count what is under way, so that stopping can wait for it, and take every error, so
that none reaches the library's log with a reader's words in it.
"""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import discord

from bots.discord.panels import DO
from bots.discord.pictures import render_picture
from bots.discord.render import WRONG, Component, render
from bots.limiter import HELP, PRESSES, REPORTS, TYPING
from bots.pictures.gallery import Gallery
from bots.pictures.picture import NoPicture
from bots.recording import Recorder
from core import safety
from core.logs import cause, log
from core.operating.reports import SEND
from core.phrases import FALLBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bots.limiter import Allowance, Limiter
    from core.app import App
    from core.model import Answer, AnswerId
    from core.phrases import Phrases


# Error codes of https://docs.discord.com/developers/topics/opcodes-and-status-codes: the token of the
# interaction has run out, or it has its answer already (the same event came twice). Either way there is
# nobody left to answer.
UNKNOWN_INTERACTION = 10062
ALREADY_ANSWERED = 40060

NO_HISTORY = 160002
"""What a server that withholds "Read Message History" answers to a reply, as 403 with this code or as 400."""

NAME = "discord"
_REPORTING = (f"{WRONG}:", f"{DO}:{SEND}/")
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

    def __init__(self, app: App, recorder: Recorder | None = None) -> None:
        self._app = app
        self.recorder = recorder or Recorder(NAME)
        self._gallery = Gallery(app)
        self._rendered = lru_cache(REMEMBERED)(render)
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.accepting = True

    @property
    def under_way(self) -> int:
        """How many replies are being made or sent right now."""
        return self._under_way

    @asynccontextmanager
    async def handling(self, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        """Handle one interaction: an error inside is logged by its cause, and the reader gets an apology."""
        with self._counted():
            try:
                yield
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the reader gets an answer
                await self.failed(interaction, error)

    @asynccontextmanager
    async def replying(self, message: discord.Message) -> AsyncIterator[None]:
        """Handle one message in the same way."""
        with self._counted():
            try:
                yield
            except Exception as error:  # noqa: BLE001 - the same edge
                await self._reply_failed(message, error)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def admitted(self, interaction: discord.Interaction[Any], limiter: Limiter) -> bool:
        """Say whether to answer now. Who asks too much is told so, privately and once a window."""
        if not self.accepting:
            return False
        verdict = await limiter.judge(str(interaction.user.id), _allowance(interaction), self._under_way)
        if verdict == "tell" and interaction.type is not discord.InteractionType.autocomplete:
            async with self.handling(interaction):
                await self.say(interaction, "slow_down")
        return verdict == "go"

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
        sent = await interaction.response.send_message(
            view=self.drawn(interaction, answer if answer.private == private else replace(answer, private=private)),
            ephemeral=private,
            suppress_embeds=True,
        )
        if not private and sent.message_id is not None:
            self._record(interaction, sent.message_id, answer)

    async def reply(self, message: discord.Message, answer: Answer) -> None:
        """Reply under a message, for everybody who sees it, without pinging its author.

        The library sends a nonce that Discord enforces, so that an attempt after a server error posts nothing twice.
        """
        public = answer if not answer.private else replace(answer, private=False)
        sent = await self._under(message, view=Layout(self._rendered(public, self._app.phrases(FALLBACK))))
        if not isinstance(message.channel, discord.DMChannel):
            self.recorder.keep(str(message.channel.id), str(sent.id), public)

    async def turn_into(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        """Replace the private reply whose button was pressed."""
        await interaction.response.edit_message(view=self.drawn(interaction, answer))

    async def show_picture(self, interaction: discord.Interaction[Any], of: AnswerId) -> None:
        """Show who pressed, and nobody else, the picture beside an answer; where there is none, say so."""
        try:
            picture = await self._gallery.beside(of, interaction.locale.value)
        except NoPicture as none:
            log.info("discord.no_picture", **cause(none))
            await self.say(interaction, "picture.none")
            return
        await interaction.response.send_message(
            view=Layout(render_picture(picture)),
            file=discord.File(io.BytesIO(picture.png), picture.name, description=picture.alt),
            ephemeral=True,
            suppress_embeds=True,
        )

    async def share(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        """Post the answer for everybody, once: the private copy loses its button first.

        Discord takes the first response to an interaction only, so an event that comes twice stops there.
        """
        public = replace(answer, private=False)
        await self.turn_into(interaction, public)
        try:
            view = self.drawn(interaction, public)
            sent = await interaction.followup.send(view=view, suppress_embeds=True, wait=True)
        except discord.Forbidden:
            await self.say(interaction, "error.cannot_share")
        else:
            self._record(interaction, sent.id, public)

    async def failed(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Log the cause of an error, and apologise unless nobody can be reached any more."""
        if isinstance(error, discord.HTTPException) and error.code in {UNKNOWN_INTERACTION, ALREADY_ANSWERED}:
            log.info("discord.reply_not_wanted", code=error.code)
            return
        log.error("discord.reply_failed", **cause(error))
        if isinstance(error, discord.DiscordServerError) or interaction.type is discord.InteractionType.autocomplete:
            return
        try:
            await self.say(interaction, "error.apology")
        except Exception as second:  # noqa: BLE001 - there is no further edge behind this one
            log.error("discord.apology_failed", **cause(second))

    async def _reply_failed(self, message: discord.Message, error: Exception) -> None:
        if isinstance(error, discord.HTTPException) and (
            error.code == NO_HISTORY or isinstance(error, discord.Forbidden)
        ):
            log.warning("discord.reply_forbidden", code=error.code)
            return
        log.error("discord.mention_failed", **cause(error))
        if isinstance(error, discord.DiscordServerError):
            return
        try:
            await self._under(message, content=self._app.phrases(FALLBACK)("error.apology"))
        except Exception as second:  # noqa: BLE001 - there is no further edge behind this one
            log.error("discord.apology_failed", **cause(second))

    async def _under(self, message: discord.Message, **said: Any) -> discord.Message:  # noqa: ANN401 - what `send` takes
        reference = message.to_reference(fail_if_not_exists=False)
        return await message.channel.send(**said, reference=reference, mention_author=False, suppress_embeds=True)

    def _record(self, interaction: discord.Interaction[Any], message_id: int, answer: Answer) -> None:
        """Record what everybody in a channel sees now; a direct message to the bot is seen by who asked alone."""
        if interaction.context.dm_channel and interaction.guild_id is None:
            return
        member = interaction.guild_id is not None and interaction.is_guild_integration()
        self.recorder.keep(str(interaction.channel_id), str(message_id), answer, "" if member else "not_member")

    async def say(self, interaction: discord.Interaction[Any], phrase: str) -> None:
        """Tell one phrase to who asked, and to nobody else."""
        text = self._phrases(interaction)(phrase)
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)

    def drawn(self, interaction: discord.Interaction[Any], answer: Answer) -> Layout:
        """Return an answer as it is sent to who asked."""
        return Layout(self._rendered(answer, self._phrases(interaction)))

    def _phrases(self, interaction: discord.Interaction[Any]) -> Phrases:
        return self._app.phrases(interaction.locale.value)


def _allowance(interaction: discord.Interaction[Any]) -> Allowance:
    if interaction.type is discord.InteractionType.autocomplete:
        return TYPING
    pressed = interaction.custom_id or ""
    if pressed.startswith(_REPORTING):
        return REPORTS
    return HELP if pressed.endswith(f"/{safety.HELP}") else PRESSES

"""The connection to Discord: `serve` answers until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands

from bots.discord import buttons, commands
from bots.discord.mentions import Mentions
from bots.discord.notify import Outlet
from bots.discord.operating import Operating
from bots.discord.replies import NAME, Replies
from bots.discord.settings import VARIABLES
from bots.discord.sync import sync
from bots.limiter import Limiter
from bots.recording import Recorder
from core.errors import TokenRefused
from core.logs import cause, log
from core.operating.flows import FLOWS

if TYPE_CHECKING:
    from bots.discord.settings import Settings
    from core.app import App
    from core.door import Door


SECONDS_FOR_REPLIES = 10
RETRY_AFTER = (1, 2, 5, 15, 60)
"""Seconds between attempts to connect; the last one stays."""

STEADY = 600
"""Seconds after which a connection counts as one that held."""

TOKEN_REFUSED = 4004
"""Close code of the gateway, https://docs.discord.com/developers/topics/opcodes-and-status-codes."""


_TAKEN_HERE = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})


class Tree(app_commands.CommandTree["Client"]):
    """The commands, with the edge behind them."""

    async def interaction_check(self, interaction: discord.Interaction[Client], /) -> bool:
        """Take commands until we stop, and from nobody more than anybody needs."""
        client = interaction.client
        return await client.replies.admitted(interaction, client.limiter)

    async def on_error(self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError, /) -> None:
        """Answer what fails outside a command's own code: one that Discord still has and we do not."""
        await interaction.client.replies.failed(interaction, error)


class Client(discord.AutoShardedClient):
    """The bot. It keeps nothing of anybody and mentions nobody.

    Interactions come without any intent. The two that it asks for bring messages, of which Discord leaves all empty
    that neither mention the bot nor are written to it directly (that would take the privileged Message Content).
    Without the intent for guilds no list of channels, roles and threads arrives at start to be kept: a reply needs
    only the ids that stand in the message.
    """

    def __init__(self, app: App, door: Door | None = None) -> None:
        super().__init__(
            intents=discord.Intents(guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,  # no server's data will come, so there is nothing to wait for
            max_messages=None,
        )
        self._app = app
        self._door = door
        self.replies = Replies(app, Recorder(NAME, door))
        self.limiter = Limiter()
        self._mentions = Mentions(app, self.replies, self.limiter)
        self.tree = Tree(self)
        self._operating = Operating(app, self.replies, door, FLOWS) if door else None
        for command in commands.build(app, self.replies, self._operating):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Tell Discord our commands before the first one can come in."""
        if await sync(self.tree):
            log.info("discord.commands_synced")
        if self._door:
            self._door.outlets[NAME] = Outlet(self, self._app.phrases(self._app.settings.locale))

    async def close(self) -> None:
        """Close, and let nobody try to reach channels through this client any more."""
        if self._door:
            self._door.outlets.pop(NAME, None)
        await super().close()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library has it
        """Start no task for a command's event, which the tree has taken already: 20 µs of each reply."""
        if event != "interaction" or args[0].type in _TAKEN_HERE:
            super().dispatch(event, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction[Client]) -> None:
        """Answer presses on buttons and filled forms; commands and autocomplete go to the tree."""
        if interaction.type in _TAKEN_HERE and await self.replies.admitted(interaction, self.limiter):
            await buttons.press(interaction, self._app, self.replies, self._operating)

    async def on_message(self, message: discord.Message) -> None:
        """Answer messages that mention the bot, and direct messages."""
        if self.replies.accepting and self.user is not None:
            await self._mentions.take(message, self.user.id)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log an error in one of the methods here, without what it was called with."""
        error = sys.exc_info()[1]
        if error is not None:
            log.error("discord.event_failed", during=event_method, **cause(error))

    async def on_shard_connect(self, shard_id: int) -> None:
        """Log that a shard is there."""
        log.info("discord.connected", shard=shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Log that a shard is gone; the library brings it back."""
        log.info("discord.disconnected", shard=shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Log that a shard is back where it was."""
        log.info("discord.resumed", shard=shard_id)


class _Lost(Exception):  # noqa: N818
    """The connection broke in a way that the library does not mend itself."""


async def serve(app: App, settings: Settings, stop: asyncio.Event, *, door: Door | None = None) -> None:
    """Answer until `stop` is set, then finish the replies under way (10 s at most) and close.

    Connects again by itself, whatever breaks. `door` leads to what operators do; without it they have no commands.
    Raises TokenRefused.
    """
    # The library logs each event whole at DEBUG and quotes exceptions at ERROR; what matters is logged here.
    logging.getLogger("discord").setLevel(logging.CRITICAL)
    loop = asyncio.get_running_loop()
    attempt = 0
    while not stop.is_set():
        started = loop.time()
        try:
            async with Client(app, door) as client:
                await client.login(settings.token)
                await _answer_until(stop, client)
        except Exception as error:
            if _refused(error):
                raise TokenRefused(
                    f"Discord does not accept DISCORD_TOKEN; get a new one at {VARIABLES['DISCORD_TOKEN']}."
                ) from None
            if not _passing(error):
                raise
            log.warning("discord.connection_lost", **cause(error))
            # Each attempt may cost one of the 1,000 identifies that Discord allows a day.
            attempt = 0 if loop.time() - started > STEADY else attempt
            await _pause(stop, RETRY_AFTER[min(attempt, len(RETRY_AFTER) - 1)])
            attempt += 1


async def _answer_until(stop: asyncio.Event, client: Client) -> None:
    connection = asyncio.create_task(client.connect())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({connection, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            raise _Lost from connection.exception()
        await client.replies.finish(SECONDS_FOR_REPLIES)
        await client.replies.recorder.finish(SECONDS_FOR_REPLIES)
        await client.close()
    finally:
        # A client that is closed while shards are still connecting would try on for ever.
        connection.cancel()
        stopping.cancel()
        await asyncio.gather(connection, stopping, return_exceptions=True)


def _refused(error: Exception) -> bool:
    if isinstance(error, discord.LoginFailure):
        return True
    lost = error.__cause__
    return isinstance(lost, discord.ConnectionClosed) and lost.code == TOKEN_REFUSED


def _passing(error: Exception) -> bool:
    """Say whether it may be better next time: the network or Discord was away, or asked for patience."""
    if isinstance(error, discord.HTTPException):
        return error.status == HTTPStatus.TOO_MANY_REQUESTS or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, _Lost | OSError | TimeoutError | aiohttp.ClientError | discord.GatewayNotFound)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()

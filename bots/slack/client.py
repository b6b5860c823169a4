"""Serving Slack: check the tokens, connect, answer until told to stop, and leave nothing half said."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.recording import Recorder
from bots.slack.app import build_app
from bots.slack.in_flight import InFlight
from bots.slack.notify import NAME
from bots.slack.quiet import library_logger
from bots.slack.settings import VARIABLES
from bots.slack.sockets import PING_SECONDS, Envelopes, Socket, is_refusal
from core.errors import TokenRefused
from core.logs import cause, log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bots.slack.settings import Settings
    from core.app import App
    from core.door import Door


CONNECTIONS = 2
"""Slack shares envelopes out among up to 10. While it replaces one (it does so every few hours) the other answers: with
a single one, 3 of 1,500 commands were lost at that moment."""
REQUEST_SECONDS = 10.0
STOP_SECONDS = 10.0
"""How long a stop waits for replies in flight."""


async def serve(
    app: App, settings: Settings, stop: asyncio.Event, base_url: str | None = None, *, door: Door | None = None
) -> None:
    """Answer until `stop` is set, then finish the replies in flight and close. Raises TokenRefused.

    `base_url` is where Slack's Web API is, for tests. `door` leads to what operators do; without it they have no
    command.
    """
    timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        web = AsyncWebClient(base_url=base_url or AsyncWebClient.BASE_URL, session=session, logger=library_logger())
        if not await _bot_token_accepted(web, settings, stop):
            return
        in_flight, recorder = InFlight(), Recorder(NAME, door)
        envelopes = Envelopes(build_app(app, settings, web, in_flight, door, recorder))
        async with _connected(web, settings, envelopes) as refused:
            await _first(stop, refused)
        if not await in_flight.finished(STOP_SECONDS):
            log.warning("slack.stopped_with_replies_in_flight")
        await recorder.finish(STOP_SECONDS)
        if door:
            door.outlets.pop(NAME, None)
        if refused.done():
            _refuse("SLACK_APP_TOKEN", refused.result())


async def _bot_token_accepted(web: AsyncWebClient, settings: Settings, stop: asyncio.Event) -> bool:
    """Try the bot token until Slack answers; return False if told to stop before. Raises TokenRefused."""
    while not stop.is_set():
        try:
            await web.auth_test(token=settings.bot_token)
        except SlackApiError as error:
            code = str(error.response["error"])
            if is_refusal(code):
                _refuse("SLACK_BOT_TOKEN", code)
            log.warning("slack.cannot_connect", code=code)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack.cannot_connect", **cause(error))
        else:
            return True
        await _pause(stop)
    return False


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(PING_SECONDS):
            await stop.wait()
    except TimeoutError:
        return


@asynccontextmanager
async def _connected(
    web: AsyncWebClient, settings: Settings, envelopes: Envelopes
) -> AsyncIterator[asyncio.Future[str]]:
    """Hold the connections open; yields what is set, to Slack's word for why, if Slack refuses the app token."""
    refused: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    sockets = [Socket(settings.app_token, web, refused) for _ in range(CONNECTIONS)]
    for socket in sockets:
        socket.socket_mode_request_listeners.append(envelopes.take)
    connecting = asyncio.gather(*map(_connect, sockets))
    try:
        yield refused
    finally:
        await envelopes.close(STOP_SECONDS)
        connecting.cancel()
        await asyncio.gather(connecting, *(socket.close() for socket in sockets), return_exceptions=True)


async def _connect(socket: Socket) -> None:
    await socket.connect()  # type: ignore[no-untyped-call]
    log.info("slack.connected")


async def _first(stop: asyncio.Event, refused: asyncio.Future[str]) -> None:
    stopping = asyncio.ensure_future(stop.wait())
    either: set[asyncio.Future[Any]] = {stopping, refused}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()


def _refuse(variable: str, code: str) -> NoReturn:
    raise TokenRefused(f"Slack refused {variable} ({code}); get a new one at {VARIABLES[variable]}.")

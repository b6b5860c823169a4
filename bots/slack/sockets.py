"""Socket Mode: the connections, and the envelopes that arrive on them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from time import time
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from bots.slack.in_flight import InFlight
from bots.slack.quiet import library_logger
from core.logs import cause, log

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient


PING_SECONDS = 5.0
"""Between pings, and between attempts to connect. A connection that is cut without a word is noticed within two."""
REMEMBERED = 1000
"""Envelopes whose ids are kept, to answer none twice. Slack sends one again within seconds if its
acknowledgement was lost."""


class Envelopes:
    """Takes every envelope once, from whichever connection. Keeps ids of envelopes, nothing of who sent them."""

    def __init__(self, bolt: AsyncApp) -> None:
        self._bolt = bolt
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._open = True
        self._acknowledging = InFlight()

    async def take(self, client: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        """Hand an envelope to Bolt and acknowledge it; one that was taken before is only acknowledged."""
        if not self._open:
            return
        with self._acknowledging:
            if envelope.envelope_id in self._seen:
                await client.send_socket_mode_response(SocketModeResponse(envelope.envelope_id))
                return
            self._remember(envelope.envelope_id)
            started = time()
            response = await run_async_bolt_app(self._bolt, envelope)
            await send_async_response(client, envelope, response, started)

    def _remember(self, envelope_id: str) -> None:
        self._seen[envelope_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)

    async def close(self, within: float) -> None:
        """Take no more; wait until what was taken is acknowledged, `within` seconds at most."""
        self._open = False
        await self._acknowledging.finished(within)


class Socket(SocketModeClient):
    """One connection. The library reconnects by itself, for ever and silently; this tells why it cannot."""

    def __init__(self, app_token: str, web: AsyncWebClient, refused: asyncio.Future[str]) -> None:
        super().__init__(app_token, logger=library_logger(), web_client=web, ping_interval=PING_SECONDS)
        self._refused = refused

    async def issue_new_wss_url(self) -> str:
        """Ask Slack where to connect. A token that it does not accept is told through `refused`."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            code = str(error.response["error"])
            if is_refusal(code) and not self._refused.done():
                self._refused.set_result(code)
            log.warning("slack.cannot_connect", code=code)
            raise
        except Exception as error:
            log.warning("slack.cannot_connect", **cause(error))
            raise

    async def close(self) -> None:
        """Close the connection, and wait for the tasks that the library only cancels."""
        await super().close()  # type: ignore[no-untyped-call]
        tasks = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


def is_refusal(code: str) -> bool:
    """Whether an error of the Web API means that the token has to be replaced.

    https://docs.slack.dev/reference/methods/apps.connections.open
    """
    return code in {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }

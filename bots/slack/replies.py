"""Sending to the `response_url` that comes with every command and press: 5 messages in 30 minutes.

https://docs.slack.dev/interactivity/handling-user-interaction. Bolt's own `respond` opens a connection, with its TLS
handshake, for every reply, logs the bodies, and tells nobody that Slack refused; so its webhook client is used
directly, on one session.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.slack.quiet import library_logger
from core.logs import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.webhook import WebhookResponse


ATTEMPTS = 3
PAUSE = 0.5
"""Seconds before the second attempt where Slack names no time; twice as long before the third."""
LONGEST_PAUSE = 5.0
"""Seconds. Who asks Slack to come back later than that is told no: a stop must not wait for it, nor a reader."""

_BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")


class Refused(Exception):  # noqa: N818 - reads as the sentence it is
    """Slack does not take this message; `code` is Slack's own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unreachable(Exception):  # noqa: N818
    """Slack took the message neither at once nor later."""


class Replies:
    """Sends messages to response URLs through the session, proxy and TLS settings of a Web API client."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._logger = library_logger()

    async def send(self, url: str, message: Mapping[str, Any], *, once: bool = False) -> None:
        """Send a message, again where Slack is busy or failing. Raises Refused or Unreachable.

        `once` is for posts to everybody: then only what Slack certainly did not take is sent again, because a lost
        answer to a post that arrived would double it. Where Slack refuses the blocks, their text goes alone.
        """
        try:
            await self._send(url, message, once=once)
        except Refused as refusal:
            if refusal.code not in _BLOCKS_REFUSED or "blocks" not in message:
                raise
            log.error("slack.blocks_refused", code=refusal.code)
            text = {key: value for key, value in message.items() if key != "blocks"}
            await self._send(url, {**text, "mrkdwn": False}, once=once)

    async def _send(self, url: str, message: Mapping[str, Any], *, once: bool) -> None:
        pause = PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            wait = await self._attempt(url, message, once=once)
            if wait is None:
                return
            wait = wait or pause
            pause *= 2
            if attempt == ATTEMPTS or wait > LONGEST_PAUSE:
                raise Unreachable
            await asyncio.sleep(wait)

    async def _attempt(self, url: str, message: Mapping[str, Any], *, once: bool) -> float | None:
        """Send; return None when Slack took it, else the seconds to wait before the next attempt (0: unknown)."""
        webhook = AsyncWebhookClient(
            url,
            ssl=self._client.ssl,
            proxy=self._client.proxy,
            session=self._client.session,
            logger=self._logger,
            retry_handlers=[],  # its handlers see no 5xx, wait as long as they are told, and repeat public posts
        )
        try:
            response = await webhook.send_dict(dict(message))
        except aiohttp.ClientConnectorError:  # never connected, so nothing was sent
            return 0.0
        except (aiohttp.ClientError, TimeoutError) as error:
            if once:
                raise Unreachable from error
            return 0.0
        return _judged(response, once=once)


def _judged(response: WebhookResponse, *, once: bool) -> float | None:
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return _seconds(response.headers.get("Retry-After", ""))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        if once:
            raise Unreachable
        return 0.0
    code = _error_code(response.body)
    if response.status_code >= HTTPStatus.BAD_REQUEST or code:
        raise Refused(code or f"http_{response.status_code}")
    return None


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0.0


def _error_code(body: str) -> str:
    """Return Slack's error code: a bare word as of webhooks, or the `error` of `{"ok": false}`; "" for none."""
    if body.startswith("{"):
        answer = json.loads(body)
        return "" if answer.get("ok") else str(answer.get("error", "unknown"))
    return body if body != "ok" and body.isidentifier() else ""

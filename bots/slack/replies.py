"""Sending: to the `response_url` that comes with every command and press (5 messages in 30 minutes), and to channels.

https://docs.slack.dev/interactivity/handling-user-interaction,
https://docs.slack.dev/reference/methods/chat.postMessage. Bolt's own `respond` opens a connection, with its TLS
handshake, for every reply, logs the bodies, and tells nobody that Slack refused; so its webhook client is used
directly, on one session.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.slack.quiet import library_logger
from core.logs import log

if TYPE_CHECKING:
    from slack_sdk.webhook import WebhookResponse

Attempt: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[float | None]]
"""Sends a message once; returns None when Slack took it, else the seconds to wait before the next one (0: unknown)."""

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
    """Sends messages through the session, proxy and TLS settings of a Web API client."""

    def __init__(self, client: AsyncWebClient, bot_token: str) -> None:
        self._client = client
        self._logger = library_logger()
        self._poster = AsyncWebClient(
            bot_token,
            base_url=client.base_url,
            ssl=client.ssl,
            proxy=client.proxy,
            session=client.session,
            logger=self._logger,
            retry_handlers=[],  # its default posts again when the answer to a post was lost
        )

    async def send(self, url: str, message: Mapping[str, Any], *, once: bool = False) -> None:
        """Send a message, again where Slack is busy or failing. Raises Refused or Unreachable.

        `once` is for posts to everybody: then only what Slack certainly did not take is sent again, because a lost
        answer to a post that arrived would double it. Where Slack refuses the blocks, their text goes alone.
        """
        await self._whole_or_text(partial(self._to_url, url, once=once), message)

    async def post(self, message: Mapping[str, Any]) -> str:
        """Post a message to its channel and thread, never twice, and return its `ts`. Raises Refused or Unreachable.

        It is sent again only where Slack certainly did not take it: no connection, or 429.
        """
        posted: list[str] = []
        await self._whole_or_text(partial(self._to_channel, posted), message)
        return posted[-1]

    async def _whole_or_text(self, attempt: Attempt, message: Mapping[str, Any]) -> None:
        try:
            await _sent(attempt, message)
        except Refused as refusal:
            if refusal.code not in _BLOCKS_REFUSED or "blocks" not in message:
                raise
            log.error("slack.blocks_refused", code=refusal.code)
            text = {key: value for key, value in message.items() if key != "blocks"}
            await _sent(attempt, {**text, "mrkdwn": False})

    async def _to_channel(self, posted: list[str], message: Mapping[str, Any]) -> float | None:
        try:
            told = await self._poster.chat_postMessage(**message)
        except aiohttp.ClientConnectorError:  # never connected, so nothing was sent
            return 0.0
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable from error
        except SlackApiError as error:
            return _wait_or_give_up(error.response)
        posted.append(str(told["ts"]))
        return None

    async def _to_url(self, url: str, message: Mapping[str, Any], *, once: bool) -> float | None:
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


async def _sent(attempt: Attempt, message: Mapping[str, Any]) -> None:
    pause = PAUSE
    for count in range(1, ATTEMPTS + 1):
        wait = await attempt(message)
        if wait is None:
            return
        wait = wait or pause
        pause *= 2
        if count == ATTEMPTS or wait > LONGEST_PAUSE:
            raise Unreachable
        await asyncio.sleep(wait)


def _wait_or_give_up(response: AsyncSlackResponse | aiohttp.ClientResponse) -> float:
    """Return how long Slack wants us to wait. Raises Refused for its no, Unreachable for what is no answer of it."""
    told = response if isinstance(response, AsyncSlackResponse) else None
    status = told.status_code if told else getattr(response, "status", 0)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _seconds(response.headers.get("Retry-After", ""))
    if told is None or not isinstance(told.data, dict) or "error" not in told.data:
        raise Unreachable
    raise Refused(str(told.data["error"]))


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

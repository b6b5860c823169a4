"""What reaches Slack's channels though nobody there has asked: notices to operators, and earlier posts mended."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bots.slack.edge import QUIET
from bots.slack.panels import render_panel
from bots.slack.render import render
from core.outlets import Unreached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from core.model import Answer
    from core.operating.panels import Panel
    from core.phrases import Phrases

NAME = "slack"
_GONE = frozenset({"message_not_found", "channel_not_found"})
_PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    | {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}  # a new one may be coming
)


class Outlet:
    """Reaches channels with the bot's token.

    `chat.update` takes what was posted with `chat.postMessage` alone (https://docs.slack.dev/reference/methods/chat.update):
    a message sent to a `response_url` has no `ts` that we are told
    (https://github.com/slackapi/bolt-js/issues/1755), so it cannot be mended.
    """

    def __init__(self, client: AsyncWebClient, token: str, say: Phrases) -> None:
        self._client = client
        self._token = token
        self._say = say

    async def notify(self, channel: str, panel: Panel) -> None:
        """Post a panel in a channel, where the bot is a member. Raises Unreached."""
        await self._call("chat.postMessage", {"channel": channel, **QUIET, **render_panel(panel)})

    async def redraw(self, channel: str, message: str, answer: Answer) -> None:
        """Draw a message of the bot's anew. Raises Unreached."""
        await self._call("chat.update", {"channel": channel, "ts": message, **render(answer, self._say)})

    async def _call(self, method: str, body: Mapping[str, Any]) -> None:
        try:
            await self._client.api_call(method, json={"token": self._token, **body})
        except SlackApiError as error:
            raise _unreached(error) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreached("busy", type(error).__name__) from error


def _unreached(error: SlackApiError) -> Unreached:
    response = error.response
    code = str(response.data.get("error", "")) if isinstance(response.data, dict) else ""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        wait = response.headers.get("Retry-After", "")
        return Unreached("busy", "ratelimited", after=float(wait) if wait.isdecimal() else None)
    if code in _GONE:
        return Unreached("gone", code)
    busy = code in _PASSING or not code
    return Unreached("busy" if busy else "cannot", code or f"http_{response.status_code}")

"""Posting digests to Slack: `chat.postMessage`, once for each call.

Slack refuses no second message, so each carries its key as metadata, by which it can be found again where the app may
read the channel (https://docs.slack.dev/messaging/message-metadata/). A picture is a file, which takes three more
calls: so it follows in the message's thread, and is never looked for.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.pictures.gallery import Gallery
from bots.slack.files import upload
from bots.slack.mrkdwn import escape
from bots.slack.quiet import library_logger
from bots.slack.render import render
from core.digests.publishing import Pace, Receipt, Undeliverable
from core.digests.subscribing import Target
from core.fitting import TooSmall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime, timedelta

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bots.slack.settings import Settings
    from core.app import App
    from core.model import Answer

EVENT = "healthfacts_digest"
"""The `event_type` of our messages' metadata."""
SECONDS = 8.0
"""For one request; less than the time after which a lost one is looked for."""
TEXT_LENGTH = 3000
BUSY_SECONDS = 30.0
"""How long to wait where Slack does not say."""

_TARGET = {
    "channel_not_found": "unknown_channel",
    "not_in_channel": "not_in_channel",
    "is_archived": "archived",
    "restricted_action": "missing_permission",
    "restricted_action_read_only_channel": "missing_permission",
    "restricted_action_thread_only_channel": "missing_permission",
    "cannot_dm_bot": "closed",
    "user_not_found": "closed",
}
_TOKEN = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_revoked", "token_expired", "org_login_required"}
)
_PASSING = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "accesslimited"})
_OPEN = frozenset({"fatal_error", "internal_error", "request_timeout"})
"""Errors of which Slack says itself that the call may have worked all the same."""


class Publisher:
    """Posts with one bot token over one session. Slack's limits: https://docs.slack.dev/apis/web-api/rate-limits."""

    # One a second for each channel; for a workspace "several hundred a minute", of which this is 300. Of those that are
    # claimed nobody can tell later whether they were posted, so only one is at a time that waits for its turn.
    pace = Pace(total=5, spread=1.0, channel=1, period=1.05, in_flight=10, ahead=1)

    def __init__(self, app: App, client: AsyncWebClient) -> None:
        self._say = app.phrases(app.settings.locale)
        self._client = client
        self._gallery = Gallery(app)
        self._workspace = ""
        self._address = ""

    async def ready(self) -> None:
        """Look whether the token is accepted, and where the workspace is. Raises Undeliverable."""
        told = await self._call("auth.test", {}, sends=False)
        self._workspace, self._address = str(told.get("team_id", "")), str(told.get("url", ""))

    def guarded(self, target: Target) -> timedelta | None:  # noqa: ARG002
        """Return None: Slack posts the same message as often as it is asked to."""
        return None

    async def draw(self, answer: Answer) -> None:
        """Do nothing: no message waits for its picture."""

    async def post(self, target: Target, answer: Answer, key: str, *, picture: bool = False) -> Receipt:  # noqa: ARG002
        """Post an edition, whose picture follows it. Raises Undeliverable."""
        try:
            message = render(answer, self._say)
        except TooSmall:
            raise Undeliverable("message", "message", detail="too small") from None
        metadata: dict[str, Any] = {"event_type": EVENT, "event_payload": {"key": key}}
        told = await self._post({**message, "channel": target.id, "metadata": metadata})
        return self._receipt(target, str(told["ts"]))

    async def follow(self, target: Target, receipt: Receipt, answer: Answer) -> None:
        """Show the picture in the thread of an edition, with all of its facts as text."""
        picture = await self._gallery.of_edition(answer)
        if picture is not None:
            told = escape(picture.alt)
            await upload(self._client, picture, channel=target.id, thread_ts=receipt.message, initial_comment=told)

    async def find(self, target: Target, key: str, since: datetime) -> Receipt | None:
        """Look for the message with this key. Raises Undeliverable where the app may not read the channel."""
        asked = {"channel": target.id, "oldest": f"{since.timestamp() - 1:.6f}", "include_all_metadata": True}
        cursor: str | None = ""
        while cursor is not None:
            page = {**asked, "limit": 100, **({"cursor": cursor} if cursor else {})}
            told = await self._call("conversations.history", page, sends=False)
            messages: list[dict[str, Any]] = told.get("messages", [])
            for message in messages:
                if _key_of(message) == key:
                    return self._receipt(target, str(message["ts"]))
            cursor = (told.get("response_metadata") or {}).get("next_cursor") or None
        return None

    async def look(self, channel: str) -> Target:
        """Look at a channel: whether it is there, open, and the bot is in it. Raises Undeliverable.

        Without the scopes to look (channels:read, groups:read) that shows with the first digest only.
        """
        if not self._workspace:
            await self.ready()
        try:
            found = (await self._call("conversations.info", {"channel": channel}, sends=False))["channel"]
        except Undeliverable as no:
            if no.detail == "missing_scope":
                return Target(channel, "channel", self._workspace)
            raise
        if found.get("is_archived"):
            raise Undeliverable("archived", "target")
        if not found.get("is_member"):
            raise Undeliverable("not_in_channel", "target")
        return Target(channel, "channel", self._workspace)

    async def tell(self, to: str, text: str, key: str) -> None:  # noqa: ARG002
        """Tell a person or a channel a few lines. Raises Undeliverable."""
        await self._post({"channel": to.removeprefix("slack:"), "text": escape(text)[:TEXT_LENGTH], "mrkdwn": False})

    async def _post(self, message: Mapping[str, Any]) -> AsyncSlackResponse:
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self._call("chat.postMessage", {**message, **quiet}, sends=True)

    async def _call(self, method: str, arguments: Mapping[str, Any], *, sends: bool) -> AsyncSlackResponse:
        """Call a method once. Raises Undeliverable for everything but success."""
        try:
            if sends:
                return await self._client.api_call(method, json=dict(arguments))
            return await self._client.api_call(method, params=_params(arguments))
        except SlackApiError as error:
            raise _refusal(error.response, sends=sends) from None
        except aiohttp.ClientConnectorError as error:  # never connected, so nothing was sent
            raise Undeliverable("unreachable", detail=type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Undeliverable("unreachable", detail=type(error).__name__, maybe_sent=sends) from None

    def _receipt(self, target: Target, ts: str) -> Receipt:
        link = f"{self._address}archives/{target.id}/p{ts.replace('.', '')}" if self._address else ""
        return Receipt(ts, link)


@asynccontextmanager
async def publisher(app: App, settings: Settings) -> AsyncIterator[Publisher]:
    """Open what posts digests to Slack, for as long as the block lasts."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        client = AsyncWebClient(
            settings.bot_token,
            session=session,
            logger=library_logger(),
            retry_handlers=[],  # its default posts again when the answer to a post was lost
        )
        yield Publisher(app, client)


def _refusal(response: AsyncSlackResponse, *, sends: bool) -> Undeliverable:
    status, told = response.status_code, response.data if isinstance(response.data, dict) else {}
    code = str(told.get("error", f"HTTP {status}"))
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _PASSING:
        # The limit is the channel's for posts; which one was hit Slack does not say, so only this channel waits.
        return Undeliverable("busy", detail=code, after=_seconds(response.headers.get("Retry-After")), invalid=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _OPEN or "error" not in told:
        return Undeliverable("failing", detail=code, maybe_sent=sends)
    if code in _TOKEN:
        return Undeliverable("token", "token", detail=code)
    if code in _TARGET:
        return Undeliverable(_TARGET[code], "target", detail=code)
    return Undeliverable("message", "message", detail=code)


def _key_of(message: Mapping[str, Any]) -> str:
    """Return the key of one of our messages, "" for any other."""
    metadata = message.get("metadata") or {}
    return str(metadata.get("event_payload", {}).get("key", "")) if metadata.get("event_type") == EVENT else ""


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdecimal() else BUSY_SECONDS


def _params(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: int(value) if isinstance(value, bool) else value for name, value in arguments.items()}

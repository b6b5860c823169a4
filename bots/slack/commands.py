"""Slash commands, buttons and the action on messages: answered to who asked, through the `response_url`."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from bots.recording import Recorder
from bots.slack.edge import INSTEAD, PRIVATE, PUBLIC, QUIET, team_of
from bots.slack.entities import plain, unescaped
from bots.slack.manifest import MESSAGE_ACTION
from bots.slack.notify import NAME
from bots.slack.render import SHARE, SHOW, WRONG, render
from bots.slack.replies import Refused
from core.logs import cause, log
from core.model import AnswerId, Query
from core.phrases import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bots.slack.edge import Edge
    from bots.slack.operating import Operating
    from bots.slack.replies import Replies
    from core.app import App
    from core.model import Answer


DIRECT = "D"
"""What the id of a direct message's channel starts with."""
LOCALE = FALLBACK
"""Slack's payloads of commands and presses carry no locale."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: whose answer it asks for, and on what kind of message."""

    id: AnswerId
    private: bool
    thread: str | None


def to_query(payload: Mapping[str, Any], country: str = "") -> Query:
    """Read a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands.

    `country` is what the workspace has set for help lines.
    """
    return Query(
        topic=payload["command"].removeprefix("/"),
        text=unescaped(payload.get("text", "")),
        locale=LOCALE,
        country=country,
    )


def to_message_query(payload: Mapping[str, Any], topic: str) -> Query:
    """Read what stands in the message whose action was chosen; an app's message may have no text of its own."""
    return Query(topic, plain(payload["message"].get("text") or ""), locale=LOCALE, kind="message")


def to_press(payload: Mapping[str, Any]) -> Press:
    """Read a `block_actions` payload. Raises ValueError for a button of ours that holds no address."""
    container = payload["container"]
    _, _, address = payload["actions"][0]["action_id"].partition(":")
    return Press(AnswerId.parse(address), container.get("is_ephemeral", False), container.get("thread_ts"))


class Desk:
    """Where commands, presses and message actions are answered."""

    def __init__(
        self,
        app: App,
        edge: Edge,
        replies: Replies,
        operating: Operating | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self._app = app
        self._edge = edge
        self._phrases = app.phrases(LOCALE)
        self._replies = replies
        self._operating = operating
        self._recorder = recorder or Recorder(NAME)
        self._apologies: set[asyncio.Task[None]] = set()

    def open(self, bolt: AsyncApp) -> None:
        """Register a listener for each topic's command and each kind of button."""
        for command in self._app.topics:
            bolt.command(f"/{command}")(self.on_command)
        bolt.action(re.compile(f"^{SHOW}:"))(self.on_show)
        bolt.action(re.compile(f"^{SHARE}:"))(self.on_share)
        bolt.action(re.compile(f"^{WRONG}:"))(self.on_wrong)
        bolt.message_shortcut(MESSAGE_ACTION)(self.on_message_action)
        bolt.error(self.on_unhandled)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a slash command, only to who asked."""
        await self._edge.run("slack.command_failed", ack, body, body["response_url"], self._answer)

    async def on_show(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the answer behind a button."""
        await self._edge.run("slack.button_failed", ack, body, body["response_url"], self._show)

    async def on_share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Post an answer in the channel."""
        await self._edge.run("slack.share_failed", ack, body, body["response_url"], self._share)

    async def on_wrong(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Ask what looks wrong about an answer."""
        await self._edge.run("slack.report_failed", ack, body, body["response_url"], self._report)

    async def on_message_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Tell only who asks what is known about a message."""
        await self._edge.run("slack.message_action_failed", ack, body, body["response_url"], self._check)

    async def on_unhandled(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Acknowledge what no listener took (a command or button of an older version) and say so to who asked.

        Without this Slack gets no acknowledgement, and the reader sees a time-out. Not awaited: the answer of this
        method is the acknowledgement.
        """
        log.error("slack.unhandled", **cause(error))
        if "response_url" in body:
            task = asyncio.create_task(self._apologise_in_flight(body))
            self._apologies.add(task)
            task.add_done_callback(self._apologies.discard)
        return BoltResponse(status=200)

    async def _apologise_in_flight(self, payload: Mapping[str, Any]) -> None:
        with self._edge.in_flight:
            await self._edge.apologise(payload["response_url"])

    async def _answer(self, payload: dict[str, Any]) -> None:
        await self._send(payload, self._app.answer(to_query(payload, self._country(payload))), PRIVATE)

    async def _check(self, payload: dict[str, Any]) -> None:
        thread = payload["message"].get("thread_ts")
        place = {**PRIVATE, "thread_ts": thread} if thread else PRIVATE
        query = to_message_query(payload, next(iter(self._app.topics)))
        await self._send(payload, self._app.answer(query), place)
        if self._operating:
            await self._operating.offer(payload, query.text)

    async def _show(self, payload: dict[str, Any]) -> None:
        press = to_press(payload)
        place = INSTEAD if press.private else PRIVATE
        answer = self._app.open(press.id, LOCALE, self._country(payload))
        await self._send(payload, answer, {**place, **_thread(press)})

    async def _share(self, payload: dict[str, Any]) -> None:
        press = to_press(payload)
        answer = self._app.open(press.id, LOCALE)
        if answer.id is None:  # it is known no longer, which is nothing to tell everybody
            await self._send(payload, answer, {**INSTEAD, **_thread(press)})
            return
        try:
            await self._to_everybody(payload, replace(answer, private=False), press)
        except Refused as refusal:
            log.warning("slack.share_refused", code=refusal.code)
            await self._edge.say(payload["response_url"], "error.cannot_share")

    async def _to_everybody(self, payload: Mapping[str, Any], answer: Answer, press: Press) -> None:
        """Post as the bot where it is in the channel, else through the `response_url`, which works everywhere.

        Only the first can be mended later: Slack does not say which message the second became.
        """
        channel = str(payload["channel"]["id"])
        message = {"channel": channel, **QUIET, **_thread(press), **render(answer, self._phrases)}
        try:
            posted = await self._replies.post(message)
        except Refused as refusal:  # most of all not_in_channel
            log.info("slack.shared_by_response_url", code=refusal.code)
            await self._send(payload, answer, {**PUBLIC, **_thread(press)})
            posted = ""
        if not channel.startswith(DIRECT):
            self._recorder.keep(channel, posted, answer, "" if posted else "response_url")

    async def _report(self, payload: dict[str, Any]) -> None:
        if self._operating is None:
            await self._edge.say(payload["response_url"], "operating.shut")
            return
        _, _, address = payload["actions"][0]["action_id"].partition(":")
        await self._operating.report(payload, address)

    def _country(self, payload: Mapping[str, Any]) -> str:
        return self._app.country_of(NAME, team_of(payload))

    async def _send(self, payload: Mapping[str, Any], answer: Answer, place: Mapping[str, object]) -> None:
        message = {**place, **render(answer, self._phrases)}
        await self._replies.send(payload["response_url"], message, once=place["response_type"] == "in_channel")


def _thread(press: Press) -> dict[str, str]:
    return {"thread_ts": press.thread} if press.thread else {}

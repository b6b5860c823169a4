"""Slash commands, buttons and the action on messages: answered to who asked, through the `response_url`."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from bots.limiter import HELP as HELP_PRESSES
from bots.limiter import PRESSES
from bots.slack.entities import plain, unescaped
from bots.slack.manifest import MESSAGE_ACTION
from bots.slack.render import SHARE, SHOW, render
from bots.slack.replies import Refused
from core.logs import cause, log
from core.model import AnswerId, Query
from core.phrases import FALLBACK
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bots.limiter import Allowance, Limiter
    from bots.slack.in_flight import InFlight
    from bots.slack.replies import Replies
    from core.app import App
    from core.model import Answer


LOCALE = FALLBACK
"""Slack's payloads of commands and presses carry no locale."""

QUIET = {"unfurl_links": False, "unfurl_media": False}
PRIVATE = {"response_type": "ephemeral", "replace_original": False, **QUIET}
INSTEAD = {"response_type": "ephemeral", "replace_original": True, **QUIET}
PUBLIC = {"response_type": "in_channel", "replace_original": False, **QUIET}
"""Who sees a message, and whether it takes the place of the one whose button was pressed:
https://docs.slack.dev/interactivity/handling-user-interaction."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: whose answer it asks for, and on what kind of message."""

    id: AnswerId
    private: bool
    thread: str | None


def to_query(payload: Mapping[str, Any]) -> Query:
    """Read a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands."""
    return Query(
        topic=payload["command"].removeprefix("/"),
        text=unescaped(payload.get("text", "")),
        locale=LOCALE,
    )


def to_message_query(payload: Mapping[str, Any], topic: str) -> Query:
    """Read what stands in the message whose action was chosen; an app's message may have no text of its own."""
    return Query(topic, plain(payload["message"].get("text") or ""), locale=LOCALE, kind="message")


def to_press(payload: Mapping[str, Any]) -> Press:
    """Read a `block_actions` payload. Raises ValueError for a button of ours that holds no address."""
    container = payload["container"]
    _, _, address = payload["actions"][0]["action_id"].partition(":")
    return Press(AnswerId.parse(address), container.get("is_ephemeral", False), container.get("thread_ts"))


def person_of(payload: Mapping[str, Any]) -> str:
    """Return who asks, for the limiter alone: a command has it in another place than a press."""
    return str(payload.get("user_id") or payload["user"]["id"])


class Desk:
    """Where commands, presses and message actions are answered. What fails here does not leave it: who asked is told.

    Bolt sends an acknowledgement up to 10 ms after `ack()`, and not at all if the listener has raised by then.
    """

    def __init__(self, app: App, replies: Replies, limiter: Limiter, in_flight: InFlight) -> None:
        self._app = app
        self._phrases = app.phrases(LOCALE)
        self._replies = replies
        self._limiter = limiter
        self._in_flight = in_flight
        self._apologies: set[asyncio.Task[None]] = set()

    def open(self, bolt: AsyncApp) -> None:
        """Register a listener for each topic's command and each kind of button."""
        for command in self._app.topics:
            bolt.command(f"/{command}")(self.on_command)
        bolt.action(re.compile(f"^{SHOW}:"))(self.on_show)
        bolt.action(re.compile(f"^{SHARE}:"))(self.on_share)
        bolt.message_shortcut(MESSAGE_ACTION)(self.on_message_action)
        bolt.error(self.on_unhandled)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer a slash command, only to who asked."""
        await self._at_the_edge("slack.command_failed", ack, body, self._answer)

    async def on_show(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the answer behind a button."""
        await self._at_the_edge("slack.button_failed", ack, body, self._show)

    async def on_share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Post an answer in the channel."""
        await self._at_the_edge("slack.share_failed", ack, body, self._share)

    async def on_message_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Tell only who asks what is known about a message."""
        await self._at_the_edge("slack.message_action_failed", ack, body, self._check)

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
        with self._in_flight:
            await self._apologise(payload)

    async def _answer(self, payload: dict[str, Any]) -> None:
        await self._send(payload, self._app.answer(to_query(payload)), PRIVATE)

    async def _check(self, payload: dict[str, Any]) -> None:
        thread = payload["message"].get("thread_ts")
        place = {**PRIVATE, "thread_ts": thread} if thread else PRIVATE
        query = to_message_query(payload, next(iter(self._app.topics)))
        await self._send(payload, self._app.answer(query), place)

    async def _show(self, payload: dict[str, Any]) -> None:
        press = to_press(payload)
        place = INSTEAD if press.private else PRIVATE
        await self._send(payload, self._app.open(press.id, LOCALE), {**place, **_thread(press)})

    async def _share(self, payload: dict[str, Any]) -> None:
        press = to_press(payload)
        answer = self._app.open(press.id, LOCALE)
        if answer.id is None:  # it is known no longer, which is nothing to tell everybody
            await self._send(payload, answer, {**INSTEAD, **_thread(press)})
            return
        try:
            await self._send(payload, replace(answer, private=False), {**PUBLIC, **_thread(press)})
        except Refused as refusal:
            log.warning("slack.share_refused", code=refusal.code)
            await self._say(payload, "error.cannot_share")

    async def _send(self, payload: Mapping[str, Any], answer: Answer, place: Mapping[str, object]) -> None:
        message = {**place, **render(answer, self._phrases)}
        await self._replies.send(payload["response_url"], message, once=place["response_type"] == "in_channel")

    async def _say(self, payload: Mapping[str, Any], phrase: str) -> None:
        await self._replies.send(payload["response_url"], {**PRIVATE, "text": self._phrases(phrase)})

    async def _at_the_edge(
        self,
        event: str,
        ack: AsyncAck,
        payload: dict[str, Any],
        work: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        with self._in_flight:
            try:
                await ack()
                verdict = await self._limiter.judge(person_of(payload), _allowance(payload), self._in_flight.count)
                if verdict == "go":
                    await work(payload)
                elif verdict == "tell":
                    await self._say(payload, "slow_down")
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, it is logged and answered
                log.error(event, **cause(error))
                await self._apologise(payload)

    async def _apologise(self, payload: Mapping[str, Any]) -> None:
        try:
            await self._say(payload, "error.apology")
        except Exception as error:  # noqa: BLE001 - Slack does not take even this; nobody is left to be told
            log.error("slack.apology_failed", **cause(error))


def _allowance(payload: Mapping[str, Any]) -> Allowance:
    pressed = str(payload["actions"][0]["action_id"]) if "actions" in payload else ""
    return HELP_PRESSES if pressed.endswith(f"/{HELP}") else PRESSES


def _thread(press: Press) -> dict[str, str]:
    return {"thread_ts": press.thread} if press.thread else {}

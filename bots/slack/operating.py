"""`/healthfacts` in Slack: its commands, the buttons and forms behind them, the action on messages, who may do what.

What is done stands in `core/operating/`; here a payload becomes a `Request`, and a panel, form or answer a reply that
only who asked can see.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from bots.slack.edge import INSTEAD, PRIVATE, person_of
from bots.slack.entities import plain, unescaped
from bots.slack.manifest import COMMAND, REVIEW_ACTION
from bots.slack.mrkdwn import escape
from bots.slack.panels import DO, cut, read_form, render_form, render_panel
from bots.slack.render import TEXT_OBJECT, render
from bots.slack.rights import EVERYBODY, Known
from bots.slack.typed import command_of, options_of, usage
from core.errors import HealthfactsError, StoreFault, WrongUse
from core.logs import cause, log
from core.model import Answer
from core.operating.panels import Form, Panel, Part, Person, Place, Request
from core.operating.reports import WRONG
from core.operating.review import FROM_MESSAGE, offer
from core.phrases import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bots.slack.edge import Edge, Work
    from bots.slack.replies import Replies
    from bots.slack.rights import Rights
    from core.app import App
    from core.door import Door
    from core.office import Office
    from core.operating.panels import Flows

OPENING = 1.5
"""Seconds that who wants a form waits for the office: its `trigger_id` lives for three
(https://docs.slack.dev/interactivity/handling-user-interaction)."""


class Reached(NamedTuple):
    """How who acts can be reached again, also from a form, whose payload itself does not say."""

    url: str
    instead: bool
    thread: str | None
    channel: str

    @property
    def place(self) -> dict[str, object]:
        """Where a reply goes: in place of the panel whose button was pressed, if it was one."""
        return {**(INSTEAD if self.instead else PRIVATE), **self._in_thread()}

    @property
    def beside(self) -> dict[str, object]:
        """Where a reply goes that leaves the panel as it is."""
        return {**PRIVATE, **self._in_thread()}

    def _in_thread(self) -> dict[str, object]:
        return {"thread_ts": self.thread} if self.thread else {}


class Operating:
    """Takes what operators do. `door` leads to the office; flows are what can be done there."""

    def __init__(  # noqa: PLR0913 - every dependency is an argument
        self,
        app: App,
        edge: Edge,
        *,
        replies: Replies,
        rights: Rights,
        client: AsyncWebClient,
        token: str,
        door: Door,
        flows: Flows,
    ) -> None:
        self._phrases = app.phrases(FALLBACK)
        self._edge = edge
        self._replies = replies
        self._rights = rights
        self._client = client
        self._token = token
        self._door = door
        self._flows = flows
        self._commands = [one for flow in flows.flows for one in flow.commands(self._phrases)]

    def open(self, bolt: AsyncApp) -> None:
        """Register for the command, every button and form, and the action on messages."""
        bolt.command(COMMAND)(self.on_command)
        bolt.action(re.compile(f"^{DO}:"))(self.on_press)
        bolt.view(DO)(self.on_form)
        bolt.message_shortcut(REVIEW_ACTION)(self.on_message_action)

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Do what a command says."""
        await self._run("slack.operating_command_failed", ack, body, self._command)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Do what a button says."""
        await self._run("slack.operating_button_failed", ack, body, self._press)

    async def on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Do what a filled form says."""
        await self._run("slack.operating_form_failed", ack, body, self._form)

    async def on_message_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Add what a message links to."""
        await self._run("slack.operating_message_failed", ack, body, self._message)

    async def offer(self, payload: Mapping[str, Any], text: str) -> None:
        """Offer a reviewer, who asked about a message and has the answer, to add what that message links to."""
        panel = offer(text, self._phrases)
        if panel is None:
            return
        try:
            known = await self._rights.of(person_of(payload))
        except WrongUse as error:  # a reader who asked for evidence is not told how the app was installed
            log.warning("slack.rights_unknown", **cause(error))
            return
        if "review" in known.rights:
            reached = _reached(payload)
            await self._replies.send(reached.url, {**reached.beside, **render_panel(panel)})

    async def report(self, payload: dict[str, Any], address: str) -> None:
        """Ask what looks wrong about the answer at an address."""
        await self._do(payload, _reached(payload), WRONG, tuple(address.split("/")), {})

    async def _run(self, event: str, ack: AsyncAck, body: dict[str, Any], work: Work) -> None:
        await self._edge.run(event, ack, body, _reached(body).url, work)

    async def _command(self, payload: dict[str, Any]) -> None:
        reached = _reached(payload)
        words = unescaped(payload.get("text", "")).split()
        command = command_of(words, self._commands)
        if command is None:
            await self._help(payload, reached)
            return
        try:
            values = options_of(words, command, self._phrases)
        except WrongUse as error:
            await self._tell(reached, str(error))
            return
        await self._do(payload, reached, "/".join(command.path), (), values, form=command.opens_form)

    async def _press(self, payload: dict[str, Any]) -> None:
        _, _, action = payload["actions"][0]["action_id"].partition(":")
        words = action.split("/")
        await self._do(payload, _reached(payload), "/".join(words[:2]), tuple(words[2:]), {})

    async def _form(self, payload: dict[str, Any]) -> None:
        words = str(json.loads(payload["view"]["private_metadata"])["do"]).split("/")
        values = read_form(payload["view"])
        await self._do(payload, _reached(payload), "/".join(words[:2]), tuple(words[2:]), values)

    async def _message(self, payload: dict[str, Any]) -> None:
        values = {"text": plain(payload["message"].get("text") or "")}
        await self._do(payload, _reached(payload), FROM_MESSAGE, (), values)

    async def _do(  # noqa: PLR0913 - what was done has this many parts
        self,
        payload: Mapping[str, Any],
        reached: Reached,
        verb: str,
        arguments: tuple[str, ...],
        values: Mapping[str, str],
        *,
        form: bool = False,
    ) -> None:
        try:
            flow = self._flows.of(verb)
        except KeyError:
            await self._tell(reached, self._phrases("operating.stale"))
            return
        right = flow.right(verb)
        try:
            known = await self._known(payload, everybody=right == "anyone")
            if right not in known.rights:
                await self._tell(reached, self._phrases(f"operating.refused.{right}"))
                return
            person = Person(f"slack:{person_of(payload)}", known.name, known.rights)
            request = Request(verb, arguments, values, person, _place_of(payload, reached), FALLBACK)
            office = await self._office(at_once=form or verb in flow.forms)
            shown = await flow.handle(request, office, self._phrases)
        except TimeoutError:
            await self._tell(reached, self._phrases("operating.opening"))
        except HealthfactsError as error:
            shut = right == "anyone" and isinstance(error, StoreFault)  # a reader can mend no store
            await self._tell(reached, self._phrases("operating.shut") if shut else str(error))
        else:
            await self._show(payload, reached, shown)

    async def _office(self, *, at_once: bool) -> Office:
        async with asyncio.timeout(OPENING if at_once else None):
            return await self._door.office()

    async def _known(self, payload: Mapping[str, Any], *, everybody: bool) -> Known:
        """Return who acts; Slack is not asked about who does what everybody may."""
        if everybody:
            return Known(str(payload.get("user_name") or payload["user"].get("username", "")), EVERYBODY)
        return await self._rights.of(person_of(payload))

    async def _show(self, payload: Mapping[str, Any], reached: Reached, shown: Panel | Form | Answer) -> None:
        if isinstance(shown, Form):
            metadata = {"do": shown.action, **reached._asdict()}
            view = render_form(shown, self._phrases("form.close"), metadata)
            await self._client.views_open(token=self._token, trigger_id=payload["trigger_id"], view=view)
        elif isinstance(shown, Answer):
            await self._replies.send(reached.url, {**reached.beside, **render(shown, self._phrases)})
        else:
            place = reached.place if shown.instead else reached.beside
            await self._replies.send(reached.url, {**place, **render_panel(shown)})

    async def _tell(self, reached: Reached, line: str) -> None:
        """Say one line to who asked, beside what they see."""
        text = cut(escape(line), TEXT_OBJECT)
        await self._replies.send(reached.url, {**reached.beside, "text": text, "mrkdwn": False})

    async def _help(self, payload: Mapping[str, Any], reached: Reached) -> None:
        """List the commands that somebody may use."""
        say, missing = self._phrases, []
        try:
            rights = (await self._rights.of(person_of(payload))).rights
        except WrongUse as error:
            rights, missing = EVERYBODY, [Part(str(error), "quiet")]
        parts = [
            Part(say("operating.help.command", command=usage(one), description=one.description))
            for one in self._commands
            if one.right in rights
        ]
        parts = [*(parts or [Part(say("operating.help.none"))]), *missing]
        panel = Panel(say("operating.help.title"), tuple(parts))
        await self._replies.send(reached.url, {**reached.place, **render_panel(panel)})


def _reached(payload: Mapping[str, Any]) -> Reached:
    """Return how who acts can be reached: by the payload, or by what the form brings back."""
    if "view" in payload:
        kept = json.loads(payload["view"]["private_metadata"])
        return Reached(**{name: kept[name] for name in Reached._fields})
    container = payload.get("container", {})
    thread = container.get("thread_ts") or payload.get("message", {}).get("thread_ts")
    channel = str(payload.get("channel_id") or payload.get("channel", {}).get("id", ""))
    return Reached(payload["response_url"], bool(container.get("is_ephemeral")), thread, channel)


def _place_of(payload: Mapping[str, Any], reached: Reached) -> Place:
    team = payload.get("team_id") or (payload.get("team") or {}).get("id", "")
    return Place("slack", str(team), reached.channel)

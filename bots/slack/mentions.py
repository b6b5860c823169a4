"""Mentions in channels and direct messages: what they ask, and the reply in their thread.

Read is only the event itself: https://docs.slack.dev/reference/events/app_mention and .../message.im.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bots.limiter import MENTIONS
from bots.recording import Recorder
from bots.slack.commands import LOCALE
from bots.slack.edge import QUIET, team_of
from bots.slack.entities import plain
from bots.slack.notify import NAME
from bots.slack.render import render
from bots.slack.replies import Refused, Unreachable
from core.logs import cause, log
from core.model import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncApp

    from bots.limiter import Limiter
    from bots.slack.in_flight import InFlight
    from bots.slack.replies import Replies
    from core.app import App

REMEMBERED = 1000
"""Events whose ids are kept, to answer none twice: Slack sends one again in a new envelope if it saw no
acknowledgement."""

WRITTEN_BY_PEOPLE = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that somebody wrote; the others tell of edits, joins, bots and the like."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that asks the bot something. `person` is for the limiter alone."""

    text: str
    channel: str
    thread: str
    person: str
    direct: bool
    team: str = ""


def to_asked(payload: Mapping[str, Any]) -> Asked | None:
    """Read an event; None for one that is not a question of a person's. Empty text is nothing but the bot's name."""
    event = payload["event"]
    if event["type"] == "message" and event.get("channel_type") != "im":
        return None
    by_a_person = event.get("user") and not event.get("bot_id") and event.get("subtype") in WRITTEN_BY_PEOPLE
    if not by_a_person or "edited" in event or "hidden" in event:
        return None
    return Asked(
        text=plain(event.get("text") or ""),
        channel=event["channel"],
        thread=event.get("thread_ts") or event["ts"],
        person=event["user"],
        direct=event["type"] == "message",
        team=team_of(payload),
    )


class Mentions:
    """Answers each question once. Bolt acknowledges events before it calls, so Slack never sends one for a failure."""

    def __init__(
        self,
        app: App,
        replies: Replies,
        limiter: Limiter,
        in_flight: InFlight,
        recorder: Recorder | None = None,
    ) -> None:
        self._app = app
        self._phrases = app.phrases(LOCALE)
        self._replies = replies
        self._limiter = limiter
        self._in_flight = in_flight
        self._recorder = recorder or Recorder(NAME)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def open(self, bolt: AsyncApp) -> None:
        """Register for the two events of the manifest."""
        bolt.event("app_mention")(self.on_event)
        bolt.event("message")(self.on_event)

    async def on_event(self, body: dict[str, Any]) -> None:
        """Answer a mention or a direct message, unless it came before or its writer asks too much."""
        with self._in_flight:
            try:
                asked = to_asked(body)
                # No word of "too much" to everybody: that would be what the limit is there to prevent.
                if asked and self._is_new(body["event_id"]) and await self._admitted(asked):
                    await self._answer(asked)
            except Exception as error:  # noqa: BLE001 - what cannot even be read has nobody to be answered
                log.error("slack.event_failed", **cause(error))

    async def _admitted(self, asked: Asked) -> bool:
        return await self._limiter.judge(asked.person, MENTIONS, self._in_flight.count) == "go"

    def _is_new(self, event_id: str) -> bool:
        if event_id in self._seen:
            return False
        self._seen[event_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def _answer(self, asked: Asked) -> None:
        try:
            country = self._app.country_of(NAME, asked.team)
            topic = next(iter(self._app.topics))
            query = Query(topic, asked.text, locale=LOCALE, kind="mention", country=country)
            answer = self._app.answer(query)
            if answer.urgency and asked.direct:  # nobody else sees it: everything at once
                answer = self._app.answer(replace(query, kind="command"))
            answer = replace(answer, private=False) if answer.private else answer
            posted = await self._post(asked, {**render(answer, self._phrases)})
            if not asked.direct:
                self._recorder.keep(asked.channel, posted, answer)
        except Refused as refusal:
            log.warning("slack.mention_refused", code=refusal.code)
        except Unreachable as error:  # it may have arrived, so nothing more is said
            log.error("slack.mention_failed", **cause(error))
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, it is logged and answered
            log.error("slack.mention_failed", **cause(error))
            await self._apologise(asked)

    async def _apologise(self, asked: Asked) -> None:
        try:
            await self._post(asked, {"text": self._phrases("error.apology")})
        except (Refused, Unreachable) as error:
            log.error("slack.apology_failed", **cause(error))

    async def _post(self, asked: Asked, message: Mapping[str, Any]) -> str:
        return await self._replies.post({"channel": asked.channel, "thread_ts": asked.thread, **QUIET, **message})

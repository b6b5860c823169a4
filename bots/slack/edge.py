"""The edge between Slack and our work: everything is acknowledged, counted and limited, and every error answered.

Bolt sends an acknowledgement up to 10 ms after `ack()`, and not at all if the listener has raised by then.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bots.limiter import HELP as HELP_PRESSES
from bots.limiter import PRESSES, REPORTS
from bots.slack.render import WRONG
from core.logs import cause, log
from core.operating.reports import SEND
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncAck

    from bots.limiter import Allowance, Limiter
    from bots.slack.in_flight import InFlight
    from bots.slack.replies import Replies
    from core.phrases import Phrases

    Work = Callable[[dict[str, Any]], Awaitable[None]]

QUIET = {"unfurl_links": False, "unfurl_media": False}
PRIVATE = {"response_type": "ephemeral", "replace_original": False, **QUIET}
INSTEAD = {"response_type": "ephemeral", "replace_original": True, **QUIET}
PUBLIC = {"response_type": "in_channel", "replace_original": False, **QUIET}
"""Who sees a message, and whether it takes the place of the one whose button was pressed:
https://docs.slack.dev/interactivity/handling-user-interaction."""


def person_of(payload: Mapping[str, Any]) -> str:
    """Return the id of who acts: a command has it in another place than a press."""
    return str(payload.get("user_id") or payload["user"]["id"])


def team_of(payload: Mapping[str, Any]) -> str:
    """Return the id of the workspace where somebody acts, "" where it is not said."""
    return str(payload.get("team_id") or (payload.get("team") or {}).get("id") or "")


class Edge:
    """Where work begins and ends. What fails does not leave it: who asked is told."""

    def __init__(self, replies: Replies, phrases: Phrases, limiter: Limiter, in_flight: InFlight) -> None:
        self._replies = replies
        self._phrases = phrases
        self._limiter = limiter
        self.in_flight = in_flight

    async def run(self, event: str, ack: AsyncAck, payload: dict[str, Any], url: str, work: Work) -> None:
        """Acknowledge, and do the work unless who asks for it asks too much. `url` is where they can be told things."""
        with self.in_flight:
            try:
                await ack()
                verdict = await self._limiter.judge(person_of(payload), _allowance(payload), self.in_flight.count)
                if verdict == "go":
                    await work(payload)
                elif verdict == "tell":
                    await self.say(url, "slow_down")
            except Exception as error:  # noqa: BLE001 - the edge: whatever it is, it is logged and answered
                log.error(event, **cause(error))
                await self.apologise(url)

    async def say(self, url: str, phrase: str) -> None:
        """Tell one phrase to who asked. Raises Refused or Unreachable."""
        await self._replies.send(url, {**PRIVATE, "text": self._phrases(phrase)})

    async def apologise(self, url: str) -> None:
        """Say that something went wrong, if that can be said."""
        try:
            await self.say(url, "error.apology")
        except Exception as error:  # noqa: BLE001 - Slack does not take even this; nobody is left to be told
            log.error("slack.apology_failed", **cause(error))


def _allowance(payload: Mapping[str, Any]) -> Allowance:
    pressed = str(payload["actions"][0]["action_id"]) if "actions" in payload else ""
    filled = json.loads(payload["view"]["private_metadata"]).get("do", "") if "view" in payload else ""
    if pressed.startswith(f"{WRONG}:") or filled.startswith(f"{SEND}/"):
        return REPORTS
    return HELP_PRESSES if pressed.endswith(f"/{HELP}") else PRESSES

"""Channels of the fake Slack as digests see them: one message a second each, metadata, and history for who may read it.

https://docs.slack.dev/apis/web-api/rate-limits, https://docs.slack.dev/reference/methods/conversations.history.
"""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fakes.slack_rules import post_problems, update_problems

BURST, CHANNEL_SECONDS = 1, 1.0


class Told(NamedTuple):
    """An answer of Slack's."""

    body: Any
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed


@dataclass
class Channel:
    id: str
    archived: bool = False
    member: bool = True
    messages: list[dict[str, Any]] = field(default_factory=list)
    last: float = 0.0


class Destinations:
    """`channels` by id; `scopes` say whether the app may look at channels, and read them."""

    def __init__(self, *channels: Channel, scopes: frozenset[str] = frozenset({"info"}), limited: bool = True) -> None:
        self.channels = {one.id: one for one in channels}
        self.scopes = scopes
        self.limited = limited
        self.faults: list[str] = []
        self.arrivals: list[float] = []
        self.asked: list[str] = []
        self.direct: dict[str, list[str]] = defaultdict(list)
        self.scripted: defaultdict[str, deque[Told]] = defaultdict(deque)
        self._numbers = itertools.count(100_000)

    def answer(  # noqa: PLR0911 - one a method
        self, method: str, arguments: dict[str, Any], at: float | None = None
    ) -> Told:
        self.asked.append(method)
        if self.scripted[method]:
            return self.scripted[method].popleft()
        match method:
            case "auth.test":
                url = "https://fake.slack.com/"
                return Told({"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT", "url": url})
            case "conversations.info":
                return self._info(arguments["channel"])
            case "conversations.history":
                return self._history(arguments)
            case "chat.postMessage":
                return self._post(arguments, time.monotonic() if at is None else at)
            case "chat.update":
                return self._update(arguments)
        self.faults.append(f"unknown method: {method}")
        return error("unknown_method")

    def _info(self, channel: str) -> Told:
        if "info" not in self.scopes:
            return error("missing_scope")
        known = self.channels.get(channel)
        if known is None:
            return error("channel_not_found")
        return Told({"ok": True, "channel": {"id": channel, "is_archived": known.archived, "is_member": known.member}})

    def _history(self, arguments: dict[str, Any]) -> Told:
        if "history" not in self.scopes:
            return error("missing_scope")
        oldest = float(arguments["oldest"])
        found = [one for one in self.channels[arguments["channel"]].messages if float(one["ts"]) >= oldest]
        if not int(arguments.get("include_all_metadata") or 0):
            found = [{name: value for name, value in one.items() if name != "metadata"} for one in found]
        return Told({"ok": True, "messages": found[::-1], "has_more": False})

    def _post(self, message: dict[str, Any], now: float) -> Told:
        known = self.channels.get(message["channel"])
        if known is None and not message["channel"].startswith("U"):
            return error("channel_not_found")
        self.arrivals.append(now)
        if known is None:
            self.direct[message["channel"]].append(message["text"])
            return Told({"ok": True, "ts": self._ts(), "channel": message["channel"]})
        if known.archived or not known.member:
            return error("is_archived" if known.archived else "not_in_channel")
        if self.limited and now - known.last < CHANNEL_SECONDS:
            return rate_limited(1)
        self.faults += post_problems(message)
        known.last = now
        made = {"ts": self._ts(), "text": message["text"], "metadata": message.get("metadata")}
        known.messages.append(made)
        return Told({"ok": True, "ts": made["ts"], "channel": known.id})

    def _update(self, message: dict[str, Any]) -> Told:
        known = self.channels.get(message["channel"])
        if known is None:
            return error("channel_not_found")
        if known.archived:
            return error("is_archived")
        made = next((one for one in known.messages if one["ts"] == message["ts"]), None)
        if made is None:
            return error("message_not_found")
        self.faults += update_problems(message)
        made |= {"text": message["text"], "blocks": message["blocks"]}  # metadata that is not given stays
        return Told({"ok": True, "ts": made["ts"], "channel": known.id, "text": made["text"]})

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers)}"


def error(code: str, status: int = 200) -> Told:
    return Told({"ok": False, "error": code}, status)


def rate_limited(seconds: int) -> Told:
    return Told({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})

"""Channels, threads and forums of the fake Discord as digests see them: who may post, how often, and what is refused.

Rates: https://docs.discord.com/developers/topics/rate-limits; nonces: .../resources/message#create-message.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord_payloads import APPLICATION, GUILD, message, new_id

TEXT, ANNOUNCEMENTS, THREAD, FORUM = 0, 5, 11, 15
VIEW, SEND, ATTACH, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 15, 1 << 38
EVERYTHING = VIEW | SEND | ATTACH | SEND_IN_THREADS
REMEMBERED = 120.0
"""Seconds for which a nonce is known ("the past few minutes")."""
PER_CHANNEL, CHANNEL_SECONDS = 5, 5.0
PER_SECOND = 50


class Told(NamedTuple):
    """An answer of Discord's."""

    status: int
    body: Any
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed


@dataclass
class Place:
    """A channel. `denied` are permissions that everybody lacks in it."""

    id: str
    type: int = TEXT
    parent: str | None = None
    archived: bool = False
    denied: int = 0
    flags: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    times: deque[float] = field(default_factory=lambda: deque(maxlen=PER_CHANNEL))

    @property
    def described(self) -> dict[str, Any]:
        overwrites = [{"id": GUILD, "type": 0, "allow": "0", "deny": str(self.denied)}]
        thread = {"thread_metadata": {"archived": self.archived, "locked": False}} if self.type == THREAD else {}
        told = {"id": self.id, "type": self.type, "guild_id": GUILD, "name": f"c{self.id}", "flags": self.flags}
        return {**told, **thread, "parent_id": self.parent, "permission_overwrites": overwrites}


class Destinations:
    """`places` by id. `scripted` are answers in place of the real ones, by part of "METHOD /path"; each is used once.

    `limited` switches the rates on, `checked` the look at each message (20 ms). `arrivals` are the times of all posts
    that came in, on the monotonic clock.
    """

    def __init__(self, *places: Place, limited: bool = True, checked: bool = True) -> None:
        self.checked = checked
        self.places = {one.id: one for one in places}
        self.limited = limited
        self.faults: list[str] = []
        self.arrivals: list[float] = []
        self.asked: list[str] = []
        self.direct: dict[str, list[str]] = defaultdict(list)
        """What people were written, by their id."""
        self.scripted: defaultdict[str, deque[Told]] = defaultdict(deque)
        self.files: dict[str, bytes] = {}
        """What was attached, by name."""
        self.me = APPLICATION
        self._by_nonce: dict[str, tuple[float, dict[str, Any]]] = {}
        self._threads: list[dict[str, Any]] = []

    def knows(self, parts: list[str]) -> bool:
        """Tell whether a request is for one of the places here, or of who may post there."""
        if parts[:1] == ["channels"]:
            if parts[1] in {one["id"] for one in self._threads}:
                return True
            return parts[1] in self.places or parts[1].startswith("dm")
        return parts[:1] == ["guilds"] or parts == ["users", "@me", "channels"]

    def answer(  # noqa: C901, PLR0911 - one a route
        self, method: str, parts: list[str], body: Any, at: float | None = None
    ) -> Told:
        """Answer a request by the path behind /api/v10/, which came in at a moment of the monotonic clock."""
        now = time.monotonic() if at is None else at
        name = f"{method} /{'/'.join(parts)}"
        self.asked.append(name)
        for part, told in self.scripted.items():
            if part in name and told:
                return told.popleft()
        match [method, *parts]:
            case ["GET", "channels", channel]:
                return self._described(channel)
            case ["GET", "guilds", server]:
                roles = [{"id": server, "permissions": str(EVERYTHING)}, {"id": "77", "permissions": "0"}]
                return Told(200, {"id": server, "owner_id": "1", "roles": roles})
            case ["GET", "guilds", _, "members", _]:
                return Told(200, {"roles": ["77"]})
            case ["GET", "guilds", _, "threads", "active"]:
                return Told(200, {"threads": self._threads, "members": []})
            case ["POST", "users", "@me", "channels"]:
                return Told(200, {"id": f"dm{body['recipient_id']}", "type": 1})
            case ["POST", "channels", channel, "messages"]:
                return self._post(channel, body, now)
            case ["POST", "channels", channel, "threads"]:
                return self._start(channel, body, now)
            case ["PATCH", "channels", channel, "messages", number]:
                return self._edit(channel, number, body)
        self.faults.append(f"unknown route: {name}")
        return Told(404, {"message": "404: Not Found", "code": 0})

    def remove(self, channel: str) -> None:
        del self.places[channel]

    def _described(self, channel: str) -> Told:
        place = self.places.get(channel)
        return Told(200, place.described) if place else Told(404, {"message": "Unknown Channel", "code": 10003})

    def _post(self, channel: str, data: dict[str, Any], now: float) -> Told:
        if channel.startswith("dm"):
            self.direct[channel.removeprefix("dm")].append(data["content"])
            return Told(200, {"id": new_id(), "channel_id": channel})
        place = self.places.get(channel)
        wanted = SEND_IN_THREADS if place and place.type == THREAD else SEND
        if refused := self._refused(place, now, wanted | (ATTACH if data.get("attachments") else 0)):
            return refused
        assert place
        allowed = limits.V2 | limits.SUPPRESS_EMBEDS
        self._check(limits.message_faults(data, flags=allowed), schema.MESSAGE, data)
        nonce = data.get("nonce", "")
        if not 1 <= len(nonce) <= 25 or data.get("enforce_nonce") is not True:
            self.faults.append("a second attempt would post it twice")
        since, known = self._by_nonce.get(nonce, (0.0, None))
        if known and now - since < REMEMBERED:
            return Told(200, known)
        made = message(data, flags=data.get("flags", 0)) | {"channel_id": channel, "id": new_id(), "nonce": nonce}
        self._by_nonce[nonce] = (now, made)
        place.posts.append(made)
        return Told(200, made)

    def _start(self, forum: str, data: dict[str, Any], now: float) -> Told:
        place = self.places.get(forum)
        if refused := self._refused(place, now, SEND | (ATTACH if data["message"].get("attachments") else 0)):
            return refused
        assert place
        self._check(limits.message_faults(data["message"], flags=limits.V2 | limits.SUPPRESS_EMBEDS), None, data)
        if not 1 <= len(data["name"]) <= 100 or place.type != FORUM:
            self.faults.append("a post with no fit title, or in no forum")
        started = {"id": snowflake(), "type": THREAD, "parent_id": forum, "owner_id": self.me, "name": data["name"]}
        place.posts.append(message(data["message"], flags=data["message"]["flags"]) | {"title": data["name"]})
        place.posts[-1]["id"] = started["id"]  # which its first message has too
        self._threads.append(started)
        return Told(201, started)

    def _edit(self, channel: str, number: str, data: dict[str, Any]) -> Told:
        """Change a message: in a forum it stands in the thread that was started with it."""
        thread = next((one["parent_id"] for one in self._threads if one["id"] == channel), None)
        place = self.places.get(thread or channel)
        if place is None:
            return Told(404, {"message": "Unknown Channel", "code": 10003})
        if place.archived:
            return Told(400, {"message": "Thread is archived", "code": 50083})
        known = next((one for one in place.posts if one["id"] == number), None)
        if known is None:
            return Told(404, {"message": "Unknown Message", "code": 10008})
        self._check(limits.message_faults(data, flags=limits.V2), schema.CHANGED, data)
        known["components"] = message(data, flags=data.get("flags", 0))["components"]
        return Told(200, known)

    def _refused(self, place: Place | None, now: float, wanted: int) -> Told | None:
        self.arrivals.append(now)
        if place is None:
            return Told(404, {"message": "Unknown Channel", "code": 10003})
        if place.denied & (wanted | VIEW):
            code = 50001 if place.denied & VIEW else 50013
            return Told(403, {"message": "Missing Permissions", "code": code})
        if place.archived:
            return Told(400, {"message": "Thread is archived", "code": 50083})
        if not self.limited:
            return None
        if len(place.times) == PER_CHANNEL and now - place.times[0] < CHANNEL_SECONDS:
            return rate_limited(CHANNEL_SECONDS - (now - place.times[0]))
        place.times.append(now)
        return None

    def _check(self, faults: limits.Faults, name: str | None, body: Any) -> None:
        if not self.checked:
            return
        self.faults += list(faults)
        if name and (wrong := schema.fault(name, body)):
            self.faults.append(wrong)


def rate_limited(seconds: float, *, everywhere: bool = False, via: bool = True) -> Told:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    return Told(429, body, {"Via": "1.1 google"} if via else {})


def snowflake() -> str:
    """An id with the time in it, as Discord makes them."""
    return str(int(time.time() * 1000 - 1_420_070_400_000) << 22)


def worst_second(times: list[float]) -> int:
    """Return the most of these that lie in any one second."""
    worst, first = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        worst = max(worst, last - first + 1)
    return worst

"""How an interaction is responded to on the fake Discord: at once, later, or with a modal.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord_payloads import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    Refusal = Callable[[limits.Faults, str | None, Any], web.Response | None]
    Send = Callable[..., web.Response]

DEADLINE = 5
UNKNOWN_INTERACTION, ALREADY_ANSWERED = 10062, 40060
MESSAGE, LATER, LATER_INSTEAD, INSTEAD, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5


@dataclass
class Reply:
    """What a reader sees happen: a new message, an old one changed, a modal, or a list of choices."""

    kind: str
    message: dict[str, Any] = field(default_factory=dict)
    choices: list[dict[str, str]] = field(default_factory=list)
    modal: dict[str, Any] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        return bool(self.message["flags"] & limits.EPHEMERAL)

    @property
    def text(self) -> str:
        return str(self.message["content"]) or limits.text_of(self.message["components"])

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> custom id."""
        parts = limits.nested(self.message["components"])
        return {part["label"]: part["custom_id"] for part in parts if part["type"] == 2}

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The inputs and selects of a modal, by custom id."""
        held = [label["component"] for label in self.modal["components"]]
        return {one["custom_id"]: one for one in held}


@dataclass
class Asked:
    """An interaction that was sent, and what came back for it. `promised`: it was said that a reply will come."""

    payload: dict[str, Any]
    message: dict[str, Any] | None = None
    answered: bool = False
    promised: dict[str, Any] | None = None
    replies: asyncio.Queue[Reply] = field(default_factory=asyncio.Queue)

    async def reply(self) -> Reply:
        async with asyncio.timeout(DEADLINE):
            return await self.replies.get()


class Interactions:
    """All of them, by their token."""

    def __init__(self, refusal: Refusal, send: Send) -> None:
        self.asked: dict[str, Asked] = {}
        self.public: dict[str, dict[str, Any]] = {}
        """Messages that everybody sees, by id, as they stand now."""
        self._refusal = refusal
        self._send = send

    def callback(self, interaction_id: str, token: str, body: dict[str, Any]) -> web.Response:
        asked = self.asked.get(token)
        if asked is None or asked.payload["id"] != interaction_id:
            return self._send({"message": "Unknown interaction", "code": UNKNOWN_INTERACTION}, 404)
        if asked.answered:
            text = "Interaction has already been acknowledged."
            return self._send({"message": text, "code": ALREADY_ANSWERED}, 400)
        kind, data = body["type"], body.get("data") or {}
        if refused := self._refusal(_faults(asked, kind, data), schema.CALLBACKS.get(kind), body):
            return refused
        asked.answered = True
        told: dict[str, Any] = {"interaction": {"id": interaction_id, "type": asked.payload["type"]}}
        if kind in {LATER, LATER_INSTEAD}:
            asked.promised = {"type": kind, "flags": data.get("flags", 0)}
            return self._send(told)
        made = _made(asked, kind, data)
        asked.replies.put_nowait(made)
        if made.message:
            self._keep(made.message)
            told["interaction"]["response_message_id"] = made.message["id"]
            told["resource"] = {"type": kind, "message": made.message}
        return self._send(told)

    def later(self, method: str, token: str, path: list[str], data: dict[str, Any]) -> web.Response:
        """Send a further message, or change the reply; what was promised is made by changing it."""
        asked = self.asked.get(token)
        if asked is None or not asked.answered:
            return self._send({"message": "Unknown Webhook", "code": 10015}, 404)
        if (method, path) == ("POST", []):
            return self._followup(asked, data)
        if (method, path) == ("PATCH", ["messages", "@original"]):
            return self._edit(asked, data)
        return self._send({"message": "404: Not Found", "code": 0}, 404)

    def _followup(self, asked: Asked, data: dict[str, Any]) -> web.Response:
        allowed = limits.V2 | limits.SUPPRESS_EMBEDS | limits.EPHEMERAL | limits.SUPPRESS_NOTIFICATIONS
        if refused := self._refusal(limits.message_faults(data, flags=allowed), schema.FOLLOWUP, data):
            return refused
        made = message(data, flags=data.get("flags", 0))
        self._keep(made)
        asked.replies.put_nowait(Reply("message", made))
        return self._send(made)

    def _keep(self, made: dict[str, Any]) -> None:
        if not made["flags"] & limits.EPHEMERAL:
            self.public[made["id"]] = made

    def _edit(self, asked: Asked, data: dict[str, Any]) -> web.Response:
        if refused := self._refusal(_edit_faults(asked, data), schema.EDIT, data):
            return refused
        if asked.promised and asked.promised["type"] == LATER:
            made = Reply("message", message(data, flags=data.get("flags", 0) | asked.promised["flags"]))
        else:
            made = _changed(asked, data)
        asked.promised = None
        asked.replies.put_nowait(made)
        return self._send(made.message)


def _faults(asked: Asked, kind: int, data: dict[str, Any]) -> limits.Faults:
    allowed = limits.V2 | limits.SUPPRESS_EMBEDS
    match kind, asked.payload["type"]:
        case 4, 2 | 3 | 5:
            silent = limits.SUPPRESS_NOTIFICATIONS
            yield from limits.message_faults(data, flags=allowed | limits.EPHEMERAL | silent)
        case 5, 2 | 3 | 5:
            if data.keys() - {"flags"} or data.get("flags", 0) & ~limits.EPHEMERAL:
                yield "a promise says nothing but who will see the reply"
        case 6, 3 | 5 if asked.message is not None:
            if data:
                yield "a promise to change a message says nothing more"
        case 7, 3 | 5 if asked.message is not None:
            yield from limits.message_faults(data, flags=allowed)
            yield from _back_to_text(asked, data)
        case 8, 4:
            yield from limits.choices_faults(data)
        case 9, 2 | 3:
            yield from limits.modal_faults(data)
        case _:
            yield f"a response of type {kind} to an interaction of type {asked.payload['type']}"


def _edit_faults(asked: Asked, data: dict[str, Any]) -> limits.Faults:
    yield from limits.message_faults(data, flags=limits.V2 | limits.SUPPRESS_EMBEDS)
    yield from _back_to_text(asked, data)


def _back_to_text(asked: Asked, data: dict[str, Any]) -> limits.Faults:
    instead = not asked.promised or asked.promised["type"] == LATER_INSTEAD
    if instead and asked.message and asked.message["flags"] & ~data.get("flags", 0) & limits.V2:
        yield "a message cannot go back from components of the second version"


def _made(asked: Asked, kind: int, data: dict[str, Any]) -> Reply:
    if kind == CHOICES:
        return Reply("choices", choices=data["choices"])
    if kind == MODAL:
        return Reply("modal", modal=data)
    if kind == INSTEAD:
        return _changed(asked, data)
    return Reply("message", message(data, flags=data.get("flags", 0)))


def _changed(asked: Asked, data: dict[str, Any]) -> Reply:
    assert asked.message is not None
    return Reply("update", message(data, flags=asked.message["flags"]) | {"id": asked.message["id"]})

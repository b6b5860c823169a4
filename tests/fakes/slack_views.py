"""Modals of the fake Slack, and what it takes as one, written from Slack's pages and not from our renderer.

https://docs.slack.dev/reference/views/modal-views, https://docs.slack.dev/reference/block-kit/blocks/input-block and
the pages of the elements below it.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fakes.slack_people import Answer
    from fakes.slack_socket import Envelope

TRIGGER_SECONDS = 3.0
"""How long a `trigger_id` lives."""

KEYS = {"type", "callback_id", "title", "submit", "close", "private_metadata", "blocks"}
INPUT = {"type", "block_id", "optional", "label", "hint", "element"}
ELEMENTS = {
    "plain_text_input": {"type", "action_id", "multiline", "max_length", "initial_value"},
    "static_select": {"type", "action_id", "options", "initial_option"},
    "conversations_select": {"type", "action_id", "filter", "initial_conversation"},
}


class Views:
    """Opens modals for what brought a `trigger_id`, while that lives."""

    def __init__(self, answer: Answer, problems: list[str]) -> None:
        self._answer = answer
        self._problems = problems
        self._triggers: dict[str, tuple[Envelope, float]] = {}

    def serve(self, app: web.Application) -> None:
        app.router.add_post("/api/views.open", self._open)

    def triggered(self, envelope: Envelope) -> None:
        if trigger := envelope.payload.get("trigger_id"):
            self._triggers[trigger] = envelope, asyncio.get_running_loop().time()

    async def _open(self, request: web.Request) -> web.Response:
        body = await request.json()
        view = body["view"]
        opened, since = self._triggers.get(body["trigger_id"], (None, 0.0))
        if opened is None or asyncio.get_running_loop().time() - since > TRIGGER_SECONDS:
            return web.json_response({"ok": False, "error": "expired_trigger_id"})
        if wrong := list(view_problems(view)):
            self._problems.extend(wrong)
            return web.json_response({"ok": False, "error": "invalid_arguments"})
        answer = await self._answer(request, {"view": {"id": "V1", **view}})
        if json.loads(answer.text or "{}").get("ok"):
            opened.opened(view)
        return answer


def view_problems(view: dict[str, Any]) -> Iterator[str]:
    """Yield everything for which Slack would refuse a modal."""
    if unknown := view.keys() - KEYS:
        yield f"unknown keys {unknown} in a modal"
    if view["type"] != "modal":
        yield f"a {view['type']} where a modal may be"
    for name in ("title", "submit", "close"):
        yield from _plain(view[name], 24, name)
    if not len(view["private_metadata"]) <= 3000:
        yield "private_metadata is too long"
    if not 1 <= len(view["callback_id"]) <= 255:
        yield "length of a callback_id"
    if not 1 <= len(view["blocks"]) <= 100:
        yield f"{len(view['blocks'])} blocks in a modal"
    for block in view["blocks"]:
        yield from _input(block)
    ids = [block["block_id"] for block in view["blocks"]]
    if len(set(ids)) != len(ids):
        yield "the same block_id twice"


def _input(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] != "input" or block.keys() - INPUT:
        yield f"{block['type']} with {block.keys()} where an input may be"
        return
    yield from _plain(block["label"], 2000, "a label")
    if "hint" in block:
        yield from _plain(block["hint"], 2000, "a hint")
    if not 1 <= len(block["block_id"]) <= 255:
        yield "length of a block_id"
    element = block["element"]
    known = ELEMENTS.get(element["type"])
    if known is None or element.keys() - known:
        yield f"unknown element {element['type']} or keys in it: {element.keys()}"
        return
    if not 1 <= len(element["action_id"]) <= 255:
        yield "length of an action_id"
    if element["type"] == "plain_text_input":
        if not 1 <= element["max_length"] <= 3000:
            yield "max_length is 1 to 3000"
        if not 1 <= len(element.get("initial_value", "x")) <= element["max_length"]:
            yield "length of an initial_value"
    if element["type"] == "static_select":
        yield from _options(element)


def _options(element: dict[str, Any]) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= 100:
        yield f"{len(options)} options"
    for one in options:
        yield from _plain(one["text"], 75, "an option")
        if not 1 <= len(one["value"]) <= 150:
            yield "length of an option's value"
    if "initial_option" in element and element["initial_option"] not in options:
        yield "the first choice is none of the options"


def _plain(text: dict[str, Any], most: int, what: str) -> Iterator[str]:
    if text["type"] != "plain_text" or text.keys() - {"type", "text", "emoji"}:
        yield f"{what} is not plain text"
    if not 1 <= len(text["text"]) <= most:
        yield f"{what} of {len(text['text'])} characters, 1 to {most} are allowed"

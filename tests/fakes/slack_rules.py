"""What Slack takes in a message, written from its pages and not from our renderer.

https://docs.slack.dev/reference/block-kit/blocks and the pages below it; the total over all blocks is not documented,
https://github.com/slackapi/bolt-js/issues/2509 found it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = {"text", "blocks", "unfurl_links", "unfurl_media", "thread_ts", "mrkdwn"}
KEYS = BOTH | {"response_type", "replace_original", "delete_original"}
POSTED = BOTH | {"channel", "token", "metadata"}
"""Arguments of a message to a response URL, and of chat.postMessage."""
SPECIAL = re.compile(r"<[^>]*>?|>")
LINK = re.compile(r"<https?://[^<>|\s]+(?:\|[^<>|]+)?>")
BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")


def problems(message: dict[str, Any]) -> list[str]:
    """Return everything for which Slack would refuse the message, or with which a reader could do harm."""
    return list(_problems(message))


def post_problems(message: dict[str, Any]) -> list[str]:
    """Return the same for a message to a channel."""
    wrong = []
    if message.get("unfurl_links") is not False or message.get("unfurl_media") is not False:
        wrong.append("links would be unfurled")
    return [*wrong, *_arguments(message, POSTED), *_content(message)]


def update_problems(message: dict[str, Any]) -> list[str]:
    """Return the same for a message that takes another's place."""
    return [*_arguments(message, {"channel", "ts", "token", "text", "blocks"}), *_content(message)]


def _problems(message: dict[str, Any]) -> Iterator[str]:
    yield from _arguments(message, KEYS)
    if message.get("response_type") not in {"ephemeral", "in_channel"}:
        yield "who may see it?"
    yield from _content(message)


def _arguments(message: dict[str, Any], known: set[str]) -> Iterator[str]:
    unknown = message.keys() - known
    if unknown:
        yield f"unknown arguments {unknown}"


def _content(message: dict[str, Any]) -> Iterator[str]:
    text = message.get("text", "")
    if not text:
        yield "no text for notifications and screen readers"
    if len(text) > 40_000:
        yield f"text of {len(text)} characters is cut"
    yield from _markup(text, links=False)
    if "blocks" in message:
        yield from _blocks(message["blocks"])
    elif message.get("mrkdwn") is not False and re.search(r"[*_~`]", text):
        yield "text alone would be formatted"


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(blocks) <= 50:
        yield f"{len(blocks)} blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > 13_200:
        yield "msg_blocks_too_long"
    for block in blocks:
        check = CHECKS.get(block["type"])
        if check is None:
            yield f"unknown block {block['type']}"
        else:
            yield from check(block)
    ids = [element["action_id"] for block in blocks for element in block.get("elements", ()) if "action_id" in element]
    if len(ids) != len(set(ids)):
        yield "the same action_id twice"


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block, "text")
    yield from _text(block["text"], 150, {"plain_text"})


def _section(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block, "text", "expand")
    yield from _text(block["text"], 3000, {"plain_text", "mrkdwn"})


def _context(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block, "elements")
    if not 1 <= len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} elements in a context"
    for element in block["elements"]:
        yield from _text(element, 3000, {"plain_text", "mrkdwn"})


def _divider(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block)


def _actions(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block, "elements")
    if not 1 <= len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} elements in an actions block"
    for element in block["elements"]:
        yield from _button(element)


def _button(button: dict[str, Any]) -> Iterator[str]:
    yield from _keys(button, "text", "action_id", "style", "value")
    if button["type"] != "button":
        yield f"unknown element {button['type']}"
    yield from _text(button["text"], 75, {"plain_text"})
    if not 1 <= len(button["action_id"]) <= 255:
        yield "length of an action_id"
    if len(button.get("value", "")) > 2000:
        yield "length of a value"
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"unknown style {button['style']}"


def _text(text: dict[str, Any], limit: int, types: set[str]) -> Iterator[str]:
    if text["type"] not in types:
        yield f"{text['type']} where only {types} may be"
    yield from _keys(text, "text", "verbatim" if text["type"] == "mrkdwn" else "emoji")
    if not 1 <= len(text["text"]) <= limit:
        yield f"{len(text['text'])} characters where 1 to {limit} may be"
    yield from _markup(text["text"], links=text["type"] == "mrkdwn")


def _markup(text: str, *, links: bool) -> Iterator[str]:
    for special in SPECIAL.findall(text):
        if not links or not LINK.fullmatch(special):
            yield f"markup that is not a link: {special[:20]!r}"
    if BARE_AMPERSAND.search(text):
        yield "an ampersand that is not escaped"


def _keys(part: dict[str, Any], *allowed: str) -> Iterator[str]:
    unknown = part.keys() - {"type", "block_id", *allowed}
    if unknown:
        yield f"unknown keys {unknown} in {part['type']}"


def _image(block: dict[str, Any]) -> Iterator[str]:
    yield from _keys(block, "slack_file", "alt_text")
    if set(block["slack_file"]) != {"id"}:
        yield "a Slack file has an id or an address, and not both"
    if not 1 <= len(block["alt_text"]) <= 2000:
        yield "an alternative text has 1 to 2000 characters"


CHECKS = {
    "image": _image,
    "header": _header,
    "section": _section,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
}

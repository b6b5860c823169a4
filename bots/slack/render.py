"""An answer as Slack shows it: Block Kit, and the same in plain text. Pure, and free of the library.

`text` is what notifications and screen readers get (https://docs.slack.dev/reference/methods/chat.postMessage), so it
says everything that the blocks say.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypedDict

from bots.slack.mrkdwn import escape, formats, linked, marked, prose, spelled_out
from core.fitting import fit
from core.model import Answer, AnswerId
from core.reported import reported_as
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.model import Line
    from core.phrases import Phrases

Block = dict[str, Any]

BLOCKS = 50
"""Blocks of a message: https://docs.slack.dev/block-kit."""
HEADER = 150
"""Characters of a header: https://docs.slack.dev/reference/block-kit/blocks/header-block."""
TEXT_OBJECT = 3000
"""Characters of a section or of an element of a context:
https://docs.slack.dev/reference/block-kit/composition-objects/text-object."""
BUTTONS = 25
"""Elements of an actions block: https://docs.slack.dev/reference/block-kit/blocks/actions-block."""
LABEL = 75
ACTION_ID = 255
"""Characters of a button's text and id:
https://docs.slack.dev/reference/block-kit/block-elements/button-element."""
ALL_BLOCKS = 10_000
"""Characters of all blocks as JSON. Slack documents no such limit, but refuses a message near 13,200
(`msg_blocks_too_long`, also without long blocks): https://github.com/slackapi/bolt-js/issues/2509."""
TWIN = 40_000
"""Characters of `text`; Slack cuts what is longer: https://docs.slack.dev/changelog/2018-truncating-really-long-messages."""

SHOW, SHARE, PICTURE, WRONG = "show", "share", "picture", "wrong"
"""The verbs of buttons: an `action_id` is a verb, a colon and the address of an answer (or what stands for one)."""


class Message(TypedDict):
    """What is sent to Slack, apart from who may see it."""

    blocks: list[Block]
    text: str


def render(answer: Answer, phrases: Phrases) -> Message:
    """Return the message that shows `answer`, always inside Slack's limits. Raises TooSmall."""
    message = _message(answer, phrases)
    if _fits(message):
        return message
    shorter = fit(answer, lambda candidate: _fits(_message(candidate, phrases)))
    return _message(shorter, phrases)


def _message(answer: Answer, phrases: Phrases) -> Message:
    return {"blocks": list(_blocks(answer, phrases)), "text": "\n".join(_twin(answer, phrases))}


def _fits(message: Message) -> bool:
    blocks = message["blocks"]
    return (
        0 < len(blocks) <= BLOCKS
        and len(message["text"]) <= TWIN
        and all(len(text) <= TEXT_OBJECT for text in map(_longest, blocks))
        and len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) <= ALL_BLOCKS
    )


def _longest(block: Block) -> str:
    """Return the text of a block that may be too long; headers and buttons are made to measure."""
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    return str(block["text"]["text"]) if block["type"] == "section" else ""


def _blocks(answer: Answer, phrases: Phrases) -> Iterator[Block]:
    if answer.title:
        yield _title(escape(answer.title))
    for block in answer.blocks:
        yield from _statements(block.lines, escape(block.heading or ""))
    if answer.left_out:
        yield _context(escape(phrases.count("left_out", answer.left_out)))
    if answer.safety:
        yield {"type": "divider"}
        yield from _statements(answer.safety, style="*{}*")
        yield {"type": "divider"}
    if answer.citations:
        heading = f"*{escape(phrases('sources'))}*"
        yield from map(_context, _chunks([heading, *map(linked, answer.citations)]))
    if answer.disclaimers:
        yield _context(_disclaimer(answer))
    yield from _actions(list(_buttons(answer, phrases)))


def _twin(answer: Answer, phrases: Phrases) -> Iterator[str]:
    if answer.title:
        yield escape(answer.title)
    for block in answer.blocks:
        yield "\n" + escape(block.heading) if block.heading else ""
        yield from map(marked, block.lines)
    if answer.left_out:
        yield escape(phrases.count("left_out", answer.left_out))
    if answer.safety:
        yield ""
        yield from map(marked, answer.safety)
    if answer.citations:
        yield "\n" + escape(phrases("sources"))
        yield from map(spelled_out, answer.citations)
    if answer.disclaimers:
        yield _disclaimer(answer)


def _disclaimer(answer: Answer) -> str:
    return " ".join(escape(disclaimer.text) for disclaimer in answer.disclaimers)


def _title(text: str) -> Block:
    if len(text) > HEADER:
        return _headline(text)
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _headline(text: str) -> Block:
    return _plain(text) if formats(text) else _mrkdwn(f"*{text}*")


def _statements(lines: Iterable[Line], heading: str = "", style: str = "{}") -> Iterator[Block]:
    """Yield sections of whole lines, the heading in the first; all of it unformatted where Slack could misread one."""
    shown = [marked(line, prose) for line in lines]
    if any(map(formats, [heading, *shown])):
        if heading:
            yield _headline(heading)
        yield from map(_plain, _chunks(map(marked, lines)))
        return
    styled = map(style.format, shown)
    yield from map(_mrkdwn, _chunks([f"*{heading}*", *styled] if heading else styled))


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    """Join lines into as few texts as Slack's limit allows; a line is never cut."""
    chunk: list[str] = []
    length = 0
    for line in lines:
        if chunk and length + len(line) > TEXT_OBJECT:
            yield "\n".join(chunk)
            chunk, length = [], 0
        chunk.append(line)
        length += len(line) + 1
    if chunk:
        yield "\n".join(chunk)


def _mrkdwn(text: str) -> Block:
    """Return a section that is never folded behind "See more", and in which Slack links nothing by itself."""
    return {"type": "section", "expand": True, "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _plain(text: str) -> Block:
    return {"type": "section", "expand": True, "text": {"type": "plain_text", "text": text}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _buttons(answer: Answer, phrases: Phrases) -> Iterator[Block]:
    """Yield the buttons in their order; the same id twice would be refused, so what comes again is left out."""
    labels: dict[str, str] = {}
    for to in answer.follow_ups:
        labels.setdefault(f"{PICTURE if to.role == 'picture' else SHOW}:{to.id}", to.label)
    if answer.private and answer.id:
        labels.setdefault(f"{SHARE}:{answer.id}", phrases("button.share"))
    help_now = f"{SHOW}:{AnswerId(_command(answer), '-', HELP)}"
    if answer.id is None or answer.id.aspect != HELP:
        labels.setdefault(help_now, phrases("button.help"))
    labels[f"{WRONG}:{reported_as(answer)}"] = phrases("button.wrong")
    for action_id, label in labels.items():
        if len(action_id) <= ACTION_ID:
            yield _button(action_id, label, urgent=action_id == help_now)


def _command(answer: Answer) -> str:
    """Return the command that the answer belongs to; its `topic` is the topic's own id."""
    addresses = [answer.id] if answer.id else [to.id for to in answer.follow_ups]
    return addresses[0].topic if addresses else answer.topic


def _button(action_id: str, label: str, *, urgent: bool) -> Block:
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": _label(label)}}
    return {**button, "style": "danger"} if urgent else button


def _label(text: str) -> str:
    """Return a button's text; a name that is too long ends in an ellipsis."""
    kept = text
    while len(escape(kept)) > LABEL:
        kept = f"{kept[: min(LABEL, len(kept)) - 2].rstrip()}…"
    return escape(kept)


def _actions(buttons: list[Block]) -> Iterator[Block]:
    for start in range(0, len(buttons), BUTTONS):
        yield {"type": "actions", "elements": buttons[start : start + BUTTONS]}

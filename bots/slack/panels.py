"""A panel or form of `/healthfacts` as Slack shows it. Pure, like `render.py`.

Forms are modals of input blocks: https://docs.slack.dev/surfaces/modals. What was typed comes back as it was typed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bots.slack.mrkdwn import escape, formats, prose
from bots.slack.render import ALL_BLOCKS, BLOCKS, HEADER, LABEL, TEXT_OBJECT, TWIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bots.slack.render import Block, Message
    from core.operating.panels import Field, Form, Panel, Part

DO = "do"
"""The verb of every button here, and the callback id of every form: an `action_id` is "do:" and the action."""

BUTTONS_IN_A_ROW = 5
"""More are allowed, but wrap into a heap."""
TITLE = 24
"""Characters of a modal's title and of its two buttons: https://docs.slack.dev/reference/views/modal-views."""
METADATA = 3000
"""Characters of what a modal brings back besides its fields (`private_metadata`), from the same page."""
INPUT_LABEL = 2000
"""Characters of a field's label and of its hint: https://docs.slack.dev/reference/block-kit/blocks/input-block."""
INPUT = 3000
"""Characters of what is typed into a field:
https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element."""
OPTIONS = 100
"""Options of a select: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element."""
OPTION_TEXT = 75
"""Characters of an option: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""

_STYLES = {"good": "primary", "danger": "danger"}


def render_panel(panel: Panel) -> Message:
    """Return the message that shows a panel, always inside Slack's limits; paragraphs that do not fit are counted."""
    rows = list(_rows(panel))
    kept = [_header(panel.title)]
    for at, part in enumerate(panel.parts):
        more = _context(f"… {len(panel.parts) - at}")
        if not _fits([*kept, _block(part), more, *rows]):
            kept.append(more)
            break
        kept.append(_block(part))
    text = "\n".join([escape(panel.title), *map(_twin, panel.parts)])
    return {"blocks": [*kept, *rows], "text": cut(text, TWIN)}


def render_form(form: Form, close: str, metadata: Mapping[str, object]) -> Block:
    """Return a form as a modal, which brings `metadata` back when it is sent."""
    return {
        "type": "modal",
        "callback_id": DO,
        "title": _plain(cut(escape(form.title), TITLE)),
        "submit": _plain(cut(escape(form.submit), TITLE)),
        "close": _plain(cut(escape(close), TITLE)),
        "private_metadata": json.dumps(metadata),
        "blocks": [_input(field) for field in form.fields],
    }


def read_form(view: Mapping[str, Any]) -> dict[str, str]:
    """Return what was filled in, by the fields' ids; "" for what was left out."""
    filled: dict[str, str] = {}
    for block in view["state"]["values"].values():
        for name, held in block.items():
            option = held.get("selected_option") or {}
            filled[name] = str(held.get("value") or option.get("value") or held.get("selected_conversation") or "")
    return filled


def cut(text: str, most: int) -> str:
    """Return an escaped text of at most `most` characters, cut between characters and not within an entity."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    entity = kept.rfind("&")
    if entity >= 0 and ";" not in kept[entity:]:
        kept = kept[:entity]
    return f"{kept.rstrip()}…"


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= ALL_BLOCKS


def _block(part: Part) -> Block:
    """Return a paragraph as a block; unformatted where Slack could misread it, as is all that others wrote."""
    text = "\n".join(map(escape, part.text.splitlines())) or " "
    if part.style == "quote":
        return _section(_plain(f"“{cut(text, TEXT_OBJECT - 2)}”"))
    formatted = formats(text) or len(text) > TEXT_OBJECT
    if part.style == "quiet":
        return {"type": "context", "elements": [_plain(cut(text, TEXT_OBJECT)) if formatted else _mrkdwn(text)]}
    if formatted:
        return _section(_plain(cut(text, TEXT_OBJECT)))
    linked = "\n".join(map(prose, part.text.splitlines())) or " "
    shown = f"*{text}*" if part.style == "heading" else linked
    return _section(_mrkdwn(shown) if len(shown) <= TEXT_OBJECT else _plain(text))


def _twin(part: Part) -> str:
    text = "\n".join(map(escape, part.text.splitlines()))
    return f"“{text}”" if part.style == "quote" else text


def _rows(panel: Panel) -> Iterator[Block]:
    buttons = [_button(one.label, one.action, _STYLES.get(one.style)) for one in panel.buttons]
    for start in range(0, len(buttons), BUTTONS_IN_A_ROW):
        yield {"type": "actions", "elements": buttons[start : start + BUTTONS_IN_A_ROW]}


def _button(label: str, action: str, style: str | None) -> Block:
    button = {"type": "button", "action_id": f"{DO}:{action}", "text": _plain(cut(escape(label), LABEL))}
    return {**button, "style": style} if style else button


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.id,
        "optional": not field.required,
        "label": _plain(cut(escape(field.label), INPUT_LABEL)),
        "element": {"action_id": field.id, **_element(field)},
    }
    return {**block, "hint": _plain(cut(escape(field.hint), INPUT_LABEL))} if field.hint else block


def _element(field: Field) -> Block:
    if field.kind == "channel":
        shown = {"include": ["public", "private"], "exclude_bot_users": True}
        chosen = {"initial_conversation": field.value} if field.value else {}
        return {"type": "conversations_select", "filter": shown, **chosen}
    if field.kind == "choice":
        options = {
            one.value: {"value": one.value, "text": _plain(cut(escape(one.label), OPTION_TEXT))}
            for one in field.options[:OPTIONS]
        }
        first = {"initial_option": options[field.value]} if field.value in options else {}
        return {"type": "static_select", "options": list(options.values()), **first}
    longest = min(field.longest, INPUT)
    text: Block = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": longest}
    return {**text, "initial_value": field.value[:longest]} if field.value else text


def _header(title: str) -> Block:
    return {"type": "header", "text": _plain(cut(escape(title), HEADER))}


def _section(text: Block) -> Block:
    return {"type": "section", "expand": True, "text": text}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}

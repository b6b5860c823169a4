"""What Discord refuses, written down a second time and independently of the renderer.

Each check yields what is wrong in words. The figures are from https://docs.discord.com/developers:
components/reference, resources/message, interactions/application-commands and interactions/receiving-and-responding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

V2 = 1 << 15
EPHEMERAL = 1 << 6
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12

Faults = Iterator[str]


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def nested(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from nested(component.get("components", []))


def text_of(components: list[dict[str, Any]]) -> str:
    return "\n".join(part["content"] for part in nested(components) if part["type"] == 10)


def message_faults(data: dict[str, Any], *, flags: int, mentions: dict[str, Any] | None = None) -> Faults:
    """Check a message to be sent; `flags` and `mentions` are what may and must be set in this kind of request."""
    if data.get("allowed_mentions") != (mentions or {"parse": []}):
        yield f"allowed_mentions must be {mentions or {'parse': []}}"
    if unknown := data.get("flags", 0) & ~flags:
        yield f"flags {unknown} cannot be set here"
    if data.get("tts"):
        yield "tts must be off"
    components = data.get("components") or []
    if data.get("flags", 0) & V2:
        yield from _layout_faults(data, components)
    else:
        if not 1 <= length(data.get("content") or "") <= 2000:
            yield "content must be 1 to 2000 characters"
        if any(component["type"] != 1 for component in components):
            yield "components of the second version need their flag"
    yield from _button_faults(components)


def _layout_faults(data: dict[str, Any], components: list[dict[str, Any]]) -> Faults:
    if data.get("content") or data.get("embeds"):
        yield "content and embeds cannot be used with components of the second version"
    everything = list(nested(components))
    if not 1 <= len(everything) <= 40:
        yield f"{len(everything)} components, 1 to 40 are allowed"
    if (total := length(text_of(components))) > 4000:
        yield f"{total} characters of text, 4000 are allowed"
    for component in everything:
        match component["type"]:
            case 10 if not component.get("content", "").strip():
                yield "an empty text display"
            case 17 if not component.get("components"):
                yield "an empty container"
            case 17 if any(inner["type"] == 17 for inner in component["components"]):
                yield "a container in a container"
            case 12:
                yield from _gallery_faults(data, component)
            case 1 | 10 | 14 | 17 | 2:
                pass
            case other:
                yield f"component type {other} is not used by this bot"


def _gallery_faults(data: dict[str, Any], gallery: dict[str, Any]) -> Faults:
    attached = {f"attachment://{one['filename']}": one for one in data.get("attachments", [])}
    if not 1 <= len(gallery["items"]) <= 10:
        yield "a gallery holds 1 to 10 items"
    for item in gallery["items"]:
        if item["media"]["url"] not in attached:
            yield f"{item['media']['url']} is not attached"
        elif not 1 <= length(attached[item["media"]["url"]].get("description", "")) <= 1024:
            yield "an attachment is described in 1 to 1024 characters"
        if not 1 <= length(item.get("description", "")) <= 1024:
            yield "an item of a gallery is described in 1 to 1024 characters"


def _button_faults(components: list[dict[str, Any]]) -> Faults:
    everything = list(nested(components))
    in_rows = 0
    for row in everything:
        if row["type"] == 1:
            in_rows += len(row.get("components", []))
            if not 1 <= len(row.get("components", [])) <= 5:
                yield "a row holds 1 to 5 buttons"
    buttons = [component for component in everything if component["type"] == 2]
    if len(buttons) != in_rows:
        yield "a button outside a row"
    ids = [button.get("custom_id", "") for button in buttons]
    if len(set(ids)) != len(ids):
        yield "the same custom_id twice"
    for button in buttons:
        if not 1 <= length(button.get("custom_id", "")) <= 100:
            yield "custom_id must be 1 to 100 characters"
        if not 1 <= length(button.get("label", "")) <= 80:
            yield "a label must be 1 to 80 characters"
        if button.get("style") not in {1, 2, 3, 4}:
            yield "a button with a custom_id has style 1 to 4"


def modal_faults(data: dict[str, Any]) -> Faults:
    if not 1 <= length(data["title"]) <= 45:
        yield "a modal's title must be 1 to 45 characters"
    if not 1 <= length(data["custom_id"]) <= 100:
        yield "a modal's custom_id must be 1 to 100 characters"
    if not 1 <= len(data["components"]) <= 5:
        yield f"{len(data['components'])} components in a modal, 1 to 5 are allowed"
    for label in data["components"]:
        if label["type"] != 18:
            yield f"component type {label['type']} in a modal is not used by this bot"
            continue
        if not 1 <= length(label["label"]) <= 45:
            yield "a label must be 1 to 45 characters"
        if not 1 <= length(label.get("description", "x")) <= 100:
            yield "a label's description must be 1 to 100 characters"
        yield from _field_faults(label["component"])
    ids = [label["component"]["custom_id"] for label in data["components"]]
    if len(set(ids)) != len(ids):
        yield "the same custom_id twice in a modal"


def _field_faults(field: dict[str, Any]) -> Faults:
    if not 1 <= length(field["custom_id"]) <= 100:
        yield "a field's custom_id must be 1 to 100 characters"
    match field["type"]:
        case 4:
            yield from _input_faults(field)
        case 3:
            yield from _select_faults(field["options"])
        case 8 if len(field.get("default_values", [])) <= 1:
            pass
        case other:
            yield f"component type {other}, or so many defaults, in a label is not used by this bot"


def _input_faults(field: dict[str, Any]) -> Faults:
    if field["style"] not in {1, 2}:
        yield "a text input has style 1 or 2"
    if not 1 <= field.get("max_length", 4000) <= 4000:
        yield "max_length must be 1 to 4000"
    if length(field.get("value", "")) > field.get("max_length", 4000):
        yield "a text input holds more than it may"


def _select_faults(options: list[dict[str, Any]]) -> Faults:
    values = [one["value"] for one in options]
    if not 1 <= len(options) <= 25 or len(set(values)) != len(values):
        yield "a select has 1 to 25 options, each once"
    if any(not 1 <= length(one[part]) <= 100 for one in options for part in ("label", "value")):
        yield "an option's label and value must be 1 to 100 characters"
    if sum(one.get("default", False) for one in options) > 1:
        yield "more than one default"


def choices_faults(data: dict[str, Any]) -> Faults:
    choices = data.get("choices", [])
    if len(choices) > 25:
        yield f"{len(choices)} choices, 25 are allowed"
    for choice in choices:
        if not 1 <= length(choice["name"]) <= 100:
            yield "a choice's name must be 1 to 100 characters"
        if not 1 <= length(choice["value"]) <= 100:
            yield "a choice's value must be 1 to 100 characters"


def message_command_faults(command: dict[str, Any]) -> Faults:
    if not 1 <= length(command["name"]) <= 32:
        yield "the name of a message command is 1 to 32 characters"
    if command.get("description") or command.get("options"):
        yield "a message command has nothing but a name to read"


def command_faults(command: dict[str, Any]) -> Faults:
    if not re.fullmatch(r"[-_\w]{1,32}", command["name"]) or command["name"] != command["name"].lower():
        yield "a command's name is 1 to 32 lower-case letters"
    if not 1 <= length(command["description"]) <= 100:
        yield "a description must be 1 to 100 characters"
    options = command.get("options", [])
    if len(options) > 25:
        yield "at most 25 options"
    for option in options:
        yield from command_faults(option)
        if option.get("choices") and option.get("autocomplete"):
            yield "an option has choices or autocomplete, not both"
        choices = option.get("choices", [])
        if len(choices) > 25 or any(not 1 <= length(choice["name"]) <= 100 for choice in choices):
            yield "at most 25 choices with names of 1 to 100 characters"

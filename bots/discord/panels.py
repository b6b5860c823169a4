"""A panel or form of `/healthfacts` as Discord shows it. Pure, like `render.py`.

Forms are modals of labels (https://docs.discord.com/developers/components/reference#label), each over one text input
or select; they come back with what was filled in, by the same ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bots.discord.markup import escape, length, prose, shortened
from bots.discord.render import ACTION_ROW, BUTTON, BUTTONS_IN_A_ROW, CALM, CONTAINER, LABEL_LENGTH, LIMITS, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bots.discord.render import Component
    from core.operating.panels import Field, Form, Panel, Part

DO = "do"
"""The verb of every button and form here: a `custom_id` is "do:" and the action."""

INPUT, SELECT, CHANNEL_SELECT, LABEL = 4, 3, 8, 18
GREY, GREEN, RED = 2, 3, 4
ONE_LINE, SEVERAL_LINES = 1, 2
TITLE_LENGTH = 45
INPUT_LENGTH = 4000
HINT_LENGTH = 100
OPTIONS = 25
CHANNEL_TYPES = (0, 5, 11, 12, 15)
"""Text, announcements, threads (public, private) and forums."""

MOST_BUTTONS = (LIMITS.components - 2) // (BUTTONS_IN_A_ROW + 1) * BUTTONS_IN_A_ROW
"""A message has a limit of components: a container and its text are two, and a full row is six."""

_STYLES = {"plain": GREY, "good": GREEN, "danger": RED}


def render_panel(panel: Panel) -> list[Component]:
    """Return the components of a panel, always inside Discord's limits; paragraphs that do not fit are counted."""
    texts = [f"## {escape(panel.title)}", *map(_part, panel.parts)]
    kept: list[str] = []
    room = LIMITS.characters - len(_left_out(len(texts)))
    for text in texts:
        room -= length(text) + 1
        if room < 0:
            kept.append(_left_out(len(texts) - len(kept)))
            break
        kept.append(text)
    container = {
        "type": CONTAINER,
        "accent_color": CALM,
        "components": [{"type": TEXT, "content": "\n".join(kept)}],
    }
    return [container, *_rows(panel)]


def render_form(form: Form) -> Component:
    """Return a form as a modal."""
    return {
        "title": shortened(form.title, TITLE_LENGTH),
        "custom_id": f"{DO}:{form.action}",
        "components": [_labelled(field) for field in form.fields],
    }


def read_form(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what was filled in, by the fields' ids; of a select the chosen value, "" for none."""
    filled = {}
    for label in components:
        held = label["component"]
        values = held.get("values")
        filled[str(held["custom_id"])] = str(held.get("value") or "") if values is None else "".join(values[:1])
    return filled


def _part(part: Part) -> str:
    if part.style == "heading":
        return f"### {escape(part.text)}"
    mark = {"quote": "> ", "quiet": "-# ", "plain": ""}[part.style]
    write = escape if part.style == "quote" else prose  # an address in somebody else's text is no link of ours
    return "\n".join(mark + write(line) for line in part.text.splitlines() or [""])


def _left_out(count: int) -> str:
    return f"-# … {count}"


def _rows(panel: Panel) -> Iterator[Component]:
    buttons = [
        {
            "type": BUTTON,
            "style": _STYLES[one.style],
            "label": shortened(one.label, LABEL_LENGTH),
            "custom_id": f"{DO}:{one.action}",
        }
        for one in panel.buttons[:MOST_BUTTONS]
    ]
    for start in range(0, len(buttons), BUTTONS_IN_A_ROW):
        yield {"type": ACTION_ROW, "components": buttons[start : start + BUTTONS_IN_A_ROW]}


def _labelled(field: Field) -> Component:
    label = {"type": LABEL, "label": shortened(field.label, TITLE_LENGTH), "component": _input(field)}
    return {**label, "description": shortened(field.hint, HINT_LENGTH)} if field.hint else label


def _input(field: Field) -> Component:
    if field.kind == "channel":
        chosen = [{"id": field.value, "type": "channel"}] if field.value else []
        return {
            "type": CHANNEL_SELECT,
            "custom_id": field.id,
            "required": field.required,
            "channel_types": list(CHANNEL_TYPES),
            **({"default_values": chosen} if chosen else {}),
        }
    if field.kind == "choice":
        options = [
            {
                "value": one.value,
                "label": shortened(one.label, HINT_LENGTH),
                "default": one.value == field.value,
            }
            for one in field.options[:OPTIONS]
        ]
        return {"type": SELECT, "custom_id": field.id, "required": field.required, "options": options}
    longest = min(field.longest, INPUT_LENGTH)
    style = SEVERAL_LINES if field.kind == "text" else ONE_LINE
    text = {"type": INPUT, "custom_id": field.id, "style": style, "required": field.required, "max_length": longest}
    return {**text, "value": field.value[:longest]} if field.value else text

"""A panel as text in a terminal: its title, its paragraphs, and nothing to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.operating.panels import Panel, Part


def to_text(panel: Panel) -> str:
    """Return a panel as plain text."""
    return "\n".join([panel.title, *map(_part, panel.parts)])


def _part(part: Part) -> str:
    match part.style:
        case "heading":
            return f"\n{part.text}"
        case "quote":
            return f"  “{part.text}”"
        case _:
            return part.text

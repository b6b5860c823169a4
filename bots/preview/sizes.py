"""How much of a platform's limits a message takes. Pure; the limits are those that each `render.py` keeps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypedDict

from bots.discord import render as discord
from bots.discord.markup import length
from bots.slack import render as slack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bots.discord.render import Component
    from bots.slack.render import Message


class Size(TypedDict):
    """One length of a message: what is counted, how many there are, and the most that the platform takes."""

    what: str
    count: int
    most: int


def of_discord(components: list[Component]) -> list[Size]:
    """Return characters over all texts, and components with those inside others."""
    every = list(_nested(components))
    characters = sum(length(one["content"]) for one in every if one["type"] == discord.TEXT)
    return [
        Size(what="characters", count=characters, most=discord.LIMITS.characters),
        Size(what="components", count=len(every), most=discord.LIMITS.components),
    ]


def of_slack(message: Message) -> list[Size]:
    """Return the blocks, the longest text in one, all of them as JSON, and the text for notifications."""
    blocks = message["blocks"]
    written = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    return [
        Size(what="blocks", count=len(blocks), most=slack.BLOCKS),
        Size(
            what="characters in the longest text",
            count=max(map(len, _texts(blocks)), default=0),
            most=slack.TEXT_OBJECT,
        ),
        Size(what="characters of all blocks as JSON", count=len(written), most=slack.ALL_BLOCKS),
        Size(what="characters of plain text", count=len(message["text"]), most=slack.TWIN),
    ]


def _nested(components: list[Component]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _nested(component.get("components", []))


def _texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the texts of sections and contexts; headers and buttons have short limits of their own."""
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]["text"]
        elif block["type"] == "context":
            yield from (element["text"] for element in block["elements"])

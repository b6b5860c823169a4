"""A picture as it is sent, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from core.errors import Fault
from core.pictured import PictureKind

KINDS: tuple[PictureKind, ...] = get_args(PictureKind)

LONGEST_ALT = 1_024
"""Characters of an alternative text: Discord takes no more (https://docs.discord.com/developers/resources/message,
attachment object: `description`), Slack 2,000 (https://docs.slack.dev/reference/block-kit/blocks/image-block)."""


class NoPicture(Fault):
    """There is nothing to draw, or nothing to draw it with; the text says which. The facts are then told as text."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, its alternative text with every fact that it shows, and the name of its file."""

    png: bytes
    alt: str
    name: str

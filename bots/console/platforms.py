"""What another platform would be sent, as text: for `ask --as`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model import Answer
    from core.phrases import Phrases


def as_discord(answer: Answer, say: Phrases) -> str:
    """Return the components of the Discord message, as JSON."""
    from bots.discord.render import render  # noqa: PLC0415 - a terminal needs no platform until it is asked for one

    return json.dumps(render(answer, say), ensure_ascii=False, indent=2)


def as_slack(answer: Answer, say: Phrases) -> str:
    """Return the Slack message with its blocks and its text twin, as JSON."""
    from bots.slack.render import render  # noqa: PLC0415

    return json.dumps(render(answer, say), ensure_ascii=False, indent=2)

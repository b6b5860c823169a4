"""Ask the bot through the real Slack client and the fake Slack, and print what a screen reader would read.

PYTHONPATH=.:tests python -m fakes.slack_transcript xanax memory
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from fakes.slack import FakeSlack
from fakes.slack_kit import serving

from core.app import load


async def transcript(text: str, command: str = "/benzo") -> str:
    """Return the command and the text of its reply, as they passed over the socket and the response URL."""
    async with FakeSlack() as slack, serving(load(), slack):
        asked = await slack.command(text, command)
        reply = await slack.reply(asked)
        await slack.acked(asked)
    return f"{command} {text}\n\n{reply['text']}\n\n[{'] ['.join(labels(reply['blocks']))}]"


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    """Return what the buttons of a message say."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(transcript(" ".join(sys.argv[1:]))) + "\n")

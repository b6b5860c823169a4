"""Ask what people ask, by mention on both platforms' local servers, and print what a reader would get.

PYTHONPATH=.:tests python -m fakes.questions_transcript
"""

from __future__ import annotations

import asyncio
import re
import sys

from fakes.discord import FakeDiscord
from fakes.discord_payloads import APPLICATION
from fakes.discord_running import running
from fakes.slack import FakeSlack
from fakes.slack_kit import serving
from fakes.slack_payloads import BOT
from fakes.slack_transcript import labels

from core.app import load
from core.logs import set_up

QUESTIONS = (
    *("does xanax destroy synapses?", "is the damage permanent?", "was this in humans?", "who did the study?"),
    *(
        "what is TSPO",
        "klonipin and memory??",
        "should I stop?",
        "how much valium is 1 mg xanax",
        "i took all my pills",
    ),
)
_SOURCES = re.compile(r"\n+(?:-# \*\*)?Sources\b.*", re.DOTALL)


async def on_discord() -> list[str]:
    """Return the texts of the answers, without sources, with their buttons."""
    async with FakeDiscord() as discord, running(load(), discord):
        replies = [await discord.mention(f"<@{APPLICATION}> {one}", reader=str(n)) for n, one in enumerate(QUESTIONS)]
    return [told(one.text, list(one.buttons)) for one in replies]


async def on_slack() -> list[str]:
    """Do the same on Slack."""
    async with FakeSlack() as slack, serving(load(), slack):
        replies = [
            await slack.answer(await slack.mention(f"<@{BOT}> {one}", ts=f"{n}.1")) for n, one in enumerate(QUESTIONS)
        ]
    return [told(one["text"], labels(one["blocks"])) for one in replies]


def told(text: str, buttons: list[str]) -> str:
    """Return an answer as it is printed."""
    return f"{_SOURCES.sub('', text)}\n   [{'] ['.join(buttons)}]"


async def transcript() -> str:
    """Return every question with both answers."""
    discord, slack = await on_discord(), await on_slack()
    rows = zip(QUESTIONS, discord, slack, strict=True)
    return "\n".join(f"> {asked}\n\nDiscord: {one}\n\nSlack: {other}\n" for asked, one, other in rows)


if __name__ == "__main__":
    set_up("ERROR")
    sys.stdout.write(asyncio.run(transcript()))

"""Asks the real client on the fake Discord, and prints what a reader would get:

python -m fakes.discord_transcript xanax          (in tests/, or with PYTHONPATH=tests)
"""

from __future__ import annotations

import asyncio
import sys

from core.app import load
from fakes.discord import FakeDiscord, Reply
from fakes.discord_running import running


async def ask(text: str) -> Reply:
    """Send `/benzo drug:<text>` and return the reply."""
    async with FakeDiscord() as discord, running(load(), discord):
        return await discord.command("benzo", **({"drug": text} if text else {}))


def main() -> None:
    text = " ".join(sys.argv[1:])
    reply = asyncio.run(ask(text))
    seen = "only they see it" if reply.private else "everybody sees it"
    lines = [f"/benzo drug:{text}   ({seen})", "", reply.text, "", "   ".join(f"[{label}]" for label in reply.buttons)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

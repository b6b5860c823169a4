"""Asks the real client on the fake Discord, and prints what a reader would get:

python -m fakes.discord_transcript xanax          (in tests/, or with PYTHONPATH=tests)
"""

from __future__ import annotations

import asyncio
import sys

from fakes.discord import FakeDiscord, Reply
from fakes.discord_running import running

from core.app import load
from core.logs import set_up


async def ask(text: str) -> Reply:
    """Send `/benzo drug:<text>` and return the reply."""
    async with FakeDiscord() as discord, running(load(), discord):
        given = {"drug": text} if text else {}
        return await (await discord.send_command("benzo", "guild", "en-US", 0, **given)).reply()


def main() -> None:
    set_up("ERROR")
    text = " ".join(sys.argv[1:])
    reply = asyncio.run(ask(text))
    seen = "only they see it" if reply.private else "everybody sees it"
    lines = [f"/benzo drug:{text}   ({seen})", "", reply.text, "", "   ".join(f"[{label}]" for label in reply.buttons)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""The whole program in a process of its own, with its clients pointed at the fakes."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fakes.discord import FakeDiscord
    from fakes.slack import FakeSlack

ROOT = Path(__file__).resolve().parents[2]

DISCORD = """
import os, sys, warnings
warnings.simplefilter("ignore")
import discord, yarl
discord.http.Route.BASE = os.environ["FAKE_DISCORD"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["FAKE_GATEWAY"])
"""
SLACK = """
import os
import slack_sdk.web.async_base_client as web
web.AsyncBaseClient.BASE_URL = os.environ["FAKE_SLACK"]
web.AsyncBaseClient.__init__.__defaults__ = tuple(
    os.environ["FAKE_SLACK"] if one == "https://slack.com/api/" else one
    for one in web.AsyncBaseClient.__init__.__defaults__
)
"""
OURS = """
import sys
from bots.cli import main
sys.exit(main(["run"]))
"""
"""Code to run with `python -c`: what points a library at a fake, and then our own command."""


def addresses(discord: FakeDiscord | None = None, slack: FakeSlack | None = None) -> dict[str, str]:
    """Return the environment that tells `DISCORD` and `SLACK` where the fakes are."""
    told = {}
    if discord:
        base = discord.gateway.url.replace("ws://", "http://").removesuffix("/gateway")
        told |= {"FAKE_DISCORD": f"{base}/api/v10", "FAKE_GATEWAY": discord.gateway.url}
    if slack:
        told |= {"FAKE_SLACK": slack.base_url}
    return told


@asynccontextmanager
async def process(code: str, **environ: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run code in a process that is ended with the block, whatever happens in it."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code),
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()

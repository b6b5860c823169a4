"""A bot follows its store: what another process publishes or withdraws changes its answers without a restart."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest
from fakes.discord import FakeDiscord
from fakes.discord_payloads import TOKEN
from fakes.process import DISCORD, OURS, ROOT, addresses, process

SECONDS = 30
CLI = "import sys; from bots.cli import main; sys.exit(main(sys.argv[1:]))"
FOUND = "worse in memory tests"
"""What the claim shi-found says, and no other."""


async def healthfacts(*arguments: str) -> str:
    """Run a command as an operator would, beside the bot."""
    command = (sys.executable, "-c", CLI, *arguments)
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ, stdout=pipe, stderr=pipe)
    out, err = await started.communicate()
    assert started.returncode == 0, err.decode()
    return out.decode()


async def memory(discord: FakeDiscord) -> str:
    return (await discord.command("benzo", drug="xanax", about="memory")).text


async def until(program: asyncio.subprocess.Process, event: str) -> None:
    """Read the bot's log up to a line with `event`."""
    assert program.stderr
    async with asyncio.timeout(SECONDS):
        async for line in program.stderr:
            if event in line.decode():
                return
    pytest.fail(f"the bot ended before it said {event}")


async def test_what_is_withdrawn_in_a_terminal_is_told_no_longer_by_the_running_bot_nor_by_the_next_one() -> None:
    async with FakeDiscord() as discord:
        async with process(DISCORD + OURS, **addresses(discord), DISCORD_TOKEN=TOKEN) as program:
            await until(program, "store.followed revision=0")
            assert FOUND in await memory(discord)
            assert "withdrawn" in await healthfacts("claim", "withdraw", "shi-found", "--reason", "A test.")
            await until(program, "store.followed revision=1")
            assert FOUND not in await memory(discord)
            await healthfacts("claim", "restore", "shi-found")
            await until(program, "store.followed revision=2")
            assert FOUND in await memory(discord)
        await healthfacts("claim", "withdraw", "shi-found", "--reason", "A test.")
        assert FOUND not in await healthfacts("ask", "xanax memory")
        async with process(DISCORD + OURS, **addresses(discord), DISCORD_TOKEN=TOKEN) as program:
            await until(program, "discord.connected")
            assert FOUND not in await memory(discord)

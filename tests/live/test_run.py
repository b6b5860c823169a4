"""`healthfacts run` as an operator has it: one process, both platforms, real signals."""

from __future__ import annotations

import asyncio
import signal

import aiohttp
import pytest
from fakes.discord import FakeDiscord
from fakes.discord_payloads import TOKEN
from fakes.process import DISCORD, OURS, SLACK, addresses, process
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

TOKENS = {"DISCORD_TOKEN": TOKEN, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
SECONDS = 30


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_both_platforms_answer_in_one_process_and_a_signal_lets_replies_finish(ending: signal.Signals) -> None:
    async with (
        FakeDiscord() as discord,
        FakeSlack() as slack,
        process(DISCORD + SLACK + OURS, **addresses(discord, slack), **TOKENS) as program,
    ):
        async with asyncio.timeout(SECONDS), discord.gateway.changed:
            await discord.gateway.changed.wait_for(lambda: discord.gateway.identified)
        await slack.until(lambda: len(slack.sockets.usable) > 1, "two connections", SECONDS)
        assert "10.1038/s41593-022-01013-9" in (await discord.command("benzo", drug="xanax")).text
        envelope = await slack.command("xanax memory")
        assert "Memory and brain" in (await slack.reply(envelope))["text"]
        await slack.acked(envelope)

        discord.gate.clear()
        asked = await discord.send_command("benzo", drug="klonipin")
        await discord.expect("/callback", 2)
        program.send_signal(ending)
        discord.gate.set()
        assert (await asked.reply()).text.startswith("## Klonopin")
        async with asyncio.timeout(SECONDS):
            assert await program.wait() == 0


async def test_a_refused_token_ends_with_one_line_that_names_it() -> None:
    async with (
        FakeDiscord() as discord,
        process(DISCORD + OURS, **addresses(discord), DISCORD_TOKEN=f"{TOKEN}x") as program,
    ):
        async with asyncio.timeout(SECONDS):
            _, told = await program.communicate()
    lines = [line for line in told.decode().splitlines() if line.startswith("healthfacts:")]
    assert program.returncode == 1
    assert TOKEN not in told.decode()
    assert len(lines) == 1
    assert "DISCORD_TOKEN" in lines[0]


async def test_with_no_tokens_the_preview_answers_until_a_signal() -> None:
    async with process(OURS) as program:
        assert program.stderr
        told = []
        async with asyncio.timeout(SECONDS):
            async for line in program.stderr:
                told.append(line.decode())
                if told[-1].startswith("preview: http://127.0.0.1:"):
                    break
            address = told[-1].split()[1]
            async with aiohttp.ClientSession() as session, session.get(address) as page:
                assert "Healthfacts" in await page.text()
            program.send_signal(signal.SIGTERM)
            assert await program.wait() == 0
    assert [line.partition(". ")[0] for line in told if ": off. " in line] == ["discord: off", "slack: off"]
    steps = "".join(told)
    assert all(one in steps for one in ("healthfacts discord-invite", "healthfacts slack-manifest", "SLACK_APP_TOKEN"))

"""One person who asks as fast as they can: they are told once, others notice nothing, and nothing of them is kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fakes.discord import FakeDiscord
from fakes.discord_app import HandMade
from fakes.discord_payloads import APPLICATION
from fakes.discord_running import running
from fakes.logs import captured
from fakes.slack_kit import ENGLISH, HELP, MEMORY, OVERVIEW, SampleApp, a_bot
from fakes.slack_payloads import BOT

from bots import limiter as module

if TYPE_CHECKING:
    import pytest

SLOW_DOWN = ENGLISH("slow_down")
WHO = "778899001122334455"


class Clock:
    """The loop's time, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)


async def test_who_asks_too_much_is_told_once_and_may_ask_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, limiter = Clock(monkeypatch), module.Limiter()
    verdicts = [await limiter.judge("a", module.PRESSES) for _ in range(module.PRESSES.most + 3)]
    assert verdicts == ["go"] * module.PRESSES.most + ["tell", "drop", "drop"]
    assert await limiter.judge("b", module.PRESSES) == "go"
    assert await limiter.judge("a", module.HELP) == "go"
    clock.now += module.WINDOW / module.PRESSES.most
    assert [await limiter.judge("a", module.PRESSES) for _ in range(2)] == ["go", "drop"]
    clock.now += module.WINDOW
    assert await limiter.judge("a", module.PRESSES) == "go"


async def test_the_quiet_are_forgotten_and_there_are_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, limiter = Clock(monkeypatch), module.Limiter()
    for number in range(module.REMEMBERED + 100):
        await limiter.judge(str(number), module.PRESSES)
    assert len(limiter) == module.REMEMBERED
    clock.now += module.WINDOW + 1
    await limiter.judge("somebody", module.PRESSES)
    assert len(limiter) == 1


async def test_nobodys_id_is_kept() -> None:
    limiters = [module.Limiter(), module.Limiter()]
    for limiter in limiters:
        await limiter.judge(WHO, module.PRESSES)
    one, other = (vars(limiter)["_known"] for limiter in limiters)
    assert one.keys().isdisjoint(other.keys())  # the salt is another one each time
    assert WHO not in repr([vars(limiter) for limiter in limiters])


async def test_when_everything_is_busy_mentions_wait_first_and_help_last() -> None:
    limiter = module.Limiter()
    busy = module.MENTIONS.under_way
    verdicts = {kind.kind: await limiter.judge("a", kind, busy) for kind in (module.MENTIONS, module.PRESSES)}
    assert verdicts == {"mentions": "drop", "presses": "go"}
    assert await limiter.judge("a", module.PRESSES, module.PRESSES.under_way) == "drop"
    assert await limiter.judge("a", module.HELP, module.PRESSES.under_way) == "go"


async def test_discord_tells_who_presses_too_much_once_and_answers_everybody_else() -> None:
    with captured() as logs:
        async with FakeDiscord() as server, running(HandMade(), server):
            seen = await server.mention(f"<@{APPLICATION}> xanax")
            asked = [await server.send_press(seen, seen.buttons["Memory"], WHO) for _ in range(30)]
            commands = [await server.send_command("benzo", reader=WHO, drug="xanax") for _ in range(5)]
            help_now = await server.send_press(seen, seen.buttons["Get help now"], WHO)
            assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text
            assert (await help_now.reply()).private
            told = [one.replies.get_nowait() for one in [*asked, *commands] if not one.replies.empty()]
    slow = [reply for reply in told if SLOW_DOWN in reply.text]
    assert len(told) == module.PRESSES.most + 1
    assert [reply.private for reply in slow] == [True]
    assert WHO not in str(logs)


async def test_discord_leaves_mentions_beyond_the_limit_without_a_word() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        said = [await server.channels.say(f"<@{APPLICATION}> xanax", "guild", WHO) for _ in range(20)]
        await server.mention(f"<@{APPLICATION}> xanax")
    answered = [one for one in said if server.channels.replies(one)]
    assert answered == said[: module.MENTIONS.most]
    assert len(server.channels.posts) == module.MENTIONS.most + 1


async def test_typing_a_name_on_discord_uses_up_nothing() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        for _ in range(20):
            await server.autocomplete("benzo", "xan", WHO)
        reply = await (await server.send_command("benzo", reader=WHO, drug="xanax")).reply()
    assert "Alprazolam" in reply.text


def sample() -> SampleApp:
    return SampleApp(by_text={"xanax": OVERVIEW})


async def test_slack_tells_who_presses_too_much_once_and_answers_everybody_else() -> None:
    with captured() as logs:
        async with a_bot(sample()) as slack:
            sent: list[Any] = [await slack.press(f"show:{MEMORY}", who=WHO) for _ in range(15)]
            sent += [await slack.command("xanax", who=WHO) for _ in range(15)]
            help_now = await slack.press(f"show:{HELP}", who=WHO)
            await slack.reply(await slack.command("xanax"))
            await slack.reply(help_now)
            for envelope in sent:
                await slack.acked(envelope)
    texts = [reply["text"] for envelope in sent for reply in slack.replies(envelope)]
    assert len(texts) == module.PRESSES.most + 1
    assert texts.count(SLOW_DOWN) == 1
    assert WHO not in str(logs)


async def test_slack_leaves_mentions_beyond_the_limit_without_a_word() -> None:
    async with a_bot(sample()) as slack:
        sent = [await slack.mention(f"<@{BOT}> xanax", WHO) for _ in range(20)]
        await slack.answer(await slack.mention(f"<@{BOT}> xanax"))
        for envelope in sent:
            await slack.acked(envelope)
    assert len(slack.calls_of("chat.postMessage")) == module.MENTIONS.most + 1

"""What goes wrong between us and Discord, and what the reader and the log get to see of it."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from fakes.discord import Failure, FakeDiscord
from fakes.discord_app import HandMade
from fakes.discord_payloads import APPLICATION, TOKEN, interaction, written
from fakes.discord_running import running
from fakes.logs import captured

from bots.discord.client import serve
from bots.discord.settings import Settings
from core.errors import TokenRefused
from core.logs import OURS, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "canarypillwords"
ME = f"<@{APPLICATION}>"
ACTION = "What does the evidence say?"


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library try again at once: it waits 25 s in all before it gives a reply up."""

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    hurried = SimpleNamespace(**{**vars(asyncio), "sleep": at_once})
    monkeypatch.setattr(discord.webhook.async_, "asyncio", hurried)
    monkeypatch.setattr(discord.http, "asyncio", hurried)


@pytest.fixture
def everything_logged() -> Iterator[list[Any]]:
    """All records of all loggers at DEBUG, with the program's own set-up, and all lines of ours."""
    seen: list[Any] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(self.format(record))

    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in ("discord", "aiohttp", "asyncio"))]
    before = [(logger.level, logger.propagate, list(logger.handlers)) for logger in loggers]
    last_resort, handlers_of_ours = logging.lastResort, OURS.handlers
    set_up("DEBUG")
    keep = Keep(logging.DEBUG)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(keep)
    with captured() as ours:
        yield seen
        seen += map(str, ours)
    for logger, (level, propagate, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers = handlers
    logging.lastResort = last_resort
    OURS.handlers = handlers_of_ours


async def test_an_error_in_core_gets_an_apology(capsys: pytest.CaptureFixture[str]) -> None:
    async with FakeDiscord() as server, running(HandMade(broken=True), server):
        reply = await server.command("benzo", drug=CANARY)
    assert reply.private
    assert "Sorry, something went wrong here" in reply.text
    assert CANARY not in "".join(capsys.readouterr())


async def test_no_log_record_at_any_level_has_a_readers_words(everything_logged: list[Any]) -> None:
    async with FakeDiscord() as server, running(HandMade(broken=True), server):
        reply = await server.command("benzo", drug=CANARY)
        asked = await server.send_press(reply, f"show:benzo/{CANARY}/memory")
        assert "Sorry" in (await asked.reply()).text
        assert "Sorry" in (await (await server.send_press(reply, CANARY)).reply()).text
        option = {"name": "drug", "type": 3, "value": CANARY, "focused": True}
        await _autocomplete_without_answer(server, option)
        await server.send(asked.payload)
        await server.expect("/callback", 5)
        assert "Sorry" in (await server.mention(f"{ME} {CANARY}")).text
        assert "Sorry" in (await server.mention(CANARY, "dm")).text
        assert "Sorry" in (await server.message_command(written(CANARY, "guild"), ACTION)).text
        server.fail("/channels/", Failure(403, {"code": 50013, "message": CANARY}), Failure(400, {"message": CANARY}))
        for _ in range(2):
            await server.channels.say(f"{ME} {CANARY}", "guild")
        await server.expect("/channels/", 4)
        await server.channels.say("", "guild", content=None)  # nothing can read this
        assert "Sorry" in (await server.mention(f"{ME} last")).text
    log = "\n".join(map(str, everything_logged))
    assert CANARY not in log
    assert "interaction-token" not in log


async def _autocomplete_without_answer(server: FakeDiscord, option: dict[str, Any]) -> None:
    data = {"id": "1", "name": "benzo", "type": 1, "options": [option]}
    await server.send(interaction(4, data, "guild", "en-US"))


async def test_our_log_says_what_failed_and_where() -> None:
    with captured() as lines:
        async with FakeDiscord() as server, running(HandMade(broken=True), server):
            await server.command("benzo", drug=CANARY)
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["event"] == "discord.reply_failed"
    assert line["error"].startswith("KeyError")
    assert "discord_app.py" in line["at"][-1]


async def test_a_rate_limit_is_waited_for_and_the_reply_arrives() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        server.fail("/callback", Failure.rate_limited(0.01))
        assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text
    assert len(server.called("/callback")) == 2


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_is_tried_again(status: int) -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        server.fail("/callback", Failure(status), Failure(status))
        assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text


@pytest.mark.usefixtures("no_pauses")
async def test_a_reply_that_fails_for_good_is_logged_by_its_cause_and_the_bot_goes_on() -> None:
    with captured() as lines:
        async with FakeDiscord() as server, running(HandMade(), server):
            server.fail("/callback", *[Failure(502)] * 5)
            await server.send_command("benzo", drug=CANARY)
            await server.expect("/callback", 5)
            assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["error"].startswith("DiscordServerError")
    assert CANARY not in str(lines)


async def test_a_dropped_connection_is_resumed_and_nothing_is_missed() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        await server.gateway.drop(code=4000)
        asked = await server.send_command("benzo", drug="xanax")  # while it is away
        await server.gateway.until(resumed=1)
        assert "Alprazolam" in (await asked.reply()).text
    assert server.gateway.identified == 1


async def test_an_interaction_that_comes_twice_is_answered_once() -> None:
    with captured() as lines:
        async with FakeDiscord() as server, running(HandMade(), server):
            asked = await server.send_command("benzo", drug="xanax")
            assert "Alprazolam" in (await asked.reply()).text
            await server.send(asked.payload)
            await server.expect("/callback", 2)
            assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text
            assert asked.replies.empty()
    assert not [line for line in lines if line["log_level"] == "error"]
    assert len(server.called("/callback")) == 3  # no apology was tried


async def test_a_reply_under_way_is_finished_before_the_bot_stops() -> None:
    async with FakeDiscord() as server, running(HandMade(), server) as stop:
        server.gate.clear()
        asked = await server.send_command("benzo", drug="xanax")
        await server.expect("/callback")
        stop.set()
        late = await server.send_command("benzo", drug="xanax")
        asyncio.get_running_loop().call_later(0.05, server.gate.set)
        assert "Alprazolam" in (await asked.reply()).text
    assert late.replies.empty()
    assert len(server.called("/callback")) == 1


@pytest.mark.parametrize("failure", [Failure.forbidden(), Failure(400, {"code": 160002, "message": "no history"})])
async def test_a_mention_where_the_bot_may_not_reply_is_logged_and_left(failure: Failure) -> None:
    with captured() as lines:
        async with FakeDiscord() as server, running(HandMade(), server):
            server.fail("/channels/", failure)
            said = await server.channels.say(f"{ME} xanax", "guild")
            await server.mention(f"{ME} xanax")
            assert server.channels.replies(said) == []
    assert [line["event"] for line in lines if line["log_level"] != "info"] == ["discord.reply_forbidden"]
    assert len(server.called("/channels/")) == 2


async def test_a_mention_waits_out_a_rate_limit() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        server.fail("/channels/", Failure.rate_limited(0.01))
        assert "Alprazolam" in (await server.mention(f"{ME} xanax")).text
    assert len(server.called("/channels/")) == 2


@pytest.mark.usefixtures("no_pauses")
async def test_a_reply_to_a_mention_is_tried_again_with_the_same_nonce() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        server.fail("/channels/", Failure(502), Failure(500))
        await server.mention(f"{ME} xanax")
    assert len({call.body["nonce"] for call in server.called("/channels/")}) == 1
    assert len(server.called("/channels/")) == 3


async def test_a_reply_to_a_mention_that_fails_for_good_is_logged_and_the_bot_goes_on() -> None:
    with captured() as lines:
        async with FakeDiscord() as server, running(HandMade(), server):
            server.fail("/channels/", Failure(503))
            await server.channels.say(f"{ME} xanax", "guild")
            await server.mention(f"{ME} xanax")
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["event"] == "discord.mention_failed"


async def test_a_reply_to_a_mention_is_finished_before_the_bot_stops() -> None:
    async with FakeDiscord() as server, running(HandMade(), server) as stop:
        server.gate.clear()
        said = await server.channels.say(f"{ME} xanax", "guild")
        await server.expect("/channels/")
        stop.set()
        late = await server.channels.say(f"{ME} xanax", "guild")
        asyncio.get_running_loop().call_later(0.05, server.gate.set)
        await server.channels.reply(said)
    assert server.channels.replies(late) == []


async def test_a_refused_token_is_one_line_that_names_the_variable() -> None:
    refused = "MTAwMQ.wrong.secret"
    async with FakeDiscord() as server:
        with pytest.raises(TokenRefused, match="DISCORD_TOKEN") as raised:
            async with running(HandMade(), server, token=refused):
                pass
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


async def test_a_token_refused_by_the_gateway_is_told_the_same_way() -> None:
    async with FakeDiscord() as server, asyncio.timeout(5):
        bot = asyncio.create_task(serve(HandMade(), Settings(TOKEN), asyncio.Event()))
        await server.gateway.until(identified=1)
        await server.gateway.drop(code=4004)
        with pytest.raises(TokenRefused):
            await bot


async def test_it_starts_as_soon_as_discord_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.discord.client.RETRY_AFTER", (0.01,))
    async with FakeDiscord() as server:
        server.fail("GET /users/@me", Failure(503), Failure(503))
        async with running(HandMade(), server):
            assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text


async def test_a_connection_that_the_library_gives_up_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.discord.client.RETRY_AFTER", (0.01,))
    async with FakeDiscord() as server, running(HandMade(), server):
        await server.gateway.dispatch("INTERACTION_CREATE", {"type": 2})  # no client can read this
        await server.gateway.until(identified=2)
        assert "Alprazolam" in (await server.command("benzo", drug="xanax")).text

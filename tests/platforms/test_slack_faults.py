"""The real Slack client when things go wrong: in core, at Slack, on the wire."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fakes.logs import captured
from fakes.slack import BOT_TOKEN, Failure, FakeSlack, refusal
from fakes.slack_kit import ENGLISH, OVERVIEW, SETTINGS, XANAX, SampleApp, a_bot, serving
from fakes.slack_payloads import BOT, event

from bots.slack import client, sockets
from bots.slack.client import serve
from bots.slack.render import render
from core.errors import TokenRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Answer, Query

CANARY = "canarycanary"
APOLOGY = ENGLISH("error.apology")
TEXT = render(OVERVIEW, ENGLISH)["text"]


@pytest.fixture
def everything_logged() -> Iterator[list[str]]:
    """Every record of every logger, at DEBUG, and every line of ours."""
    records: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(f"{record.getMessage()} {record.exc_info} {record.exc_text}")

    root = logging.getLogger()
    known = [logging.getLogger(name) for name in (*logging.root.manager.loggerDict, "slack_bolt", "slack_sdk")]
    before = [(logger, logger.level, logger.propagate) for logger in (root, *known)]
    handler = Keep(logging.DEBUG)
    root.addHandler(handler)
    for logger, _, _ in before:
        logger.setLevel(logging.DEBUG)
        logger.propagate = True
    with captured() as ours:
        yield records
    root.removeHandler(handler)
    for logger, level, propagate in before:
        logger.setLevel(level)
        logger.propagate = propagate
    records.extend(map(str, ours))


async def test_an_error_in_core_is_apologised_for() -> None:
    async with a_bot() as slack:
        command = await slack.command(f"no such text {CANARY}")
        reply = await slack.reply(command)
        await slack.acked(command)
    assert (reply["text"], reply["response_type"]) == (APOLOGY, "ephemeral")


async def test_no_word_of_a_reader_reaches_any_log(everything_logged: list[str]) -> None:
    logging.getLogger("somebody").debug("the net is %s", "set")
    async with a_bot() as slack:
        await slack.reply(await slack.command(f"error in core {CANARY}"))
        await slack.reply(await slack.command(CANARY, "/unknown"))
        await slack.reply(await slack.press(f"{CANARY}:no listener"))
        await slack.reply(await slack.press(f"show:{CANARY}"))
        slack.fail("response", Failure(400, "invalid_blocks"), Failure(500, CANARY), Failure(404, CANARY))
        await slack.reply(await slack.command("xanax"))
        await slack.command(f"{CANARY} again")
        await slack.called("response", 9)
        assert (await slack.answer(await slack.mention(f"<@{BOT}> {CANARY}")))["text"] == APOLOGY
        assert (await slack.answer(await slack.direct(CANARY)))["text"] == APOLOGY
        assert (await slack.reply(await slack.message_action(CANARY)))["text"] == APOLOGY
        slack.fail("chat.postMessage", refusal("channel_not_found"), Failure(500, CANARY), Failure(200, CANARY))
        for _ in range(3):
            await slack.mention(f"<@{BOT}> xanax {CANARY}")
        await slack.called("chat.postMessage", 5)
        await slack.mention(CANARY, channel=None)
        await slack.again(slack.sockets.make("events_api", event("reaction_added", CANARY)))
        envelope = slack.sockets.make("interactive", {"type": CANARY, "x": CANARY})
        await slack.again(envelope)
        await slack.acked(envelope)
        (connection, _) = await slack.connected()
        await connection.socket.send_str("{" + CANARY)
        await slack.reply(await slack.command("xanax"))
    told = "\n".join(everything_logged)
    assert "the net is set" in told
    assert CANARY not in told
    assert BOT_TOKEN not in told


async def test_the_log_names_the_cause_and_the_place() -> None:
    with captured() as logs:
        async with a_bot() as slack:
            await slack.reply(await slack.command("no such text"))
    (line,) = [line for line in logs if line["log_level"] == "error"]
    assert (line["event"], line["error"]) == ("slack.command_failed", "KeyError")
    assert any("slack_kit.py" in place for place in line["at"])


@pytest.mark.parametrize("action_id", ["show:not an address", "share:benzo", "gone:benzo/x/y"])
async def test_a_button_that_nothing_knows_any_more_is_apologised_for(action_id: str) -> None:
    async with a_bot() as slack:
        press = await slack.press(action_id)
        assert (await slack.reply(press))["text"] == APOLOGY
        await slack.acked(press)


async def test_a_command_that_nothing_knows_any_more_is_acknowledged_and_apologised_for() -> None:
    async with a_bot() as slack:
        command = await slack.command("xanax", "/opioid")
        assert (await slack.reply(command))["text"] == APOLOGY
        await slack.acked(command)


async def test_a_reply_waits_for_as_long_as_slack_asks() -> None:
    async with a_bot() as slack:
        slack.fail("response", Failure(429, headers={"Retry-After": "1"}))
        started = asyncio.get_running_loop().time()
        assert (await slack.reply(await slack.command("xanax")))["text"] == TEXT
        assert asyncio.get_running_loop().time() - started >= 1


async def test_a_reply_is_sent_again_when_slack_fails() -> None:
    async with a_bot() as slack:
        slack.fail("response", Failure(503))
        command = await slack.command("xanax")
        assert (await slack.reply(command))["text"] == TEXT
        assert len(await slack.called("response", 2)) == 2


async def test_who_waits_longer_than_is_sensible_gets_an_apology() -> None:
    async with a_bot() as slack:
        slack.fail("response", Failure(429, headers={"Retry-After": "3600"}))
        assert (await slack.reply(await slack.command("xanax")))["text"] == APOLOGY


async def test_a_shared_answer_is_never_posted_twice() -> None:
    async with a_bot() as slack:
        slack.fail("response", Failure(lost=True))
        press = await slack.press(f"share:{XANAX}")
        reply, apology = await slack.reply(press), await slack.reply(press, 2)
    assert (reply["response_type"], apology["text"]) == ("in_channel", APOLOGY)
    assert len(slack.replies(press)) == 2


async def test_a_private_reply_whose_answer_was_lost_is_sent_again() -> None:
    async with a_bot() as slack:
        slack.fail("response", Failure(lost=True))
        command = await slack.command("xanax")
        assert (await slack.reply(command, 2))["text"] == TEXT


@pytest.mark.parametrize("failure", [refusal("restricted_action"), Failure(403, "channel_is_archived"), Failure(404)])
async def test_who_may_not_share_is_told_so_privately(failure: Failure) -> None:
    async with a_bot() as slack:
        slack.fail("response", failure)
        reply = await slack.reply(await slack.press(f"share:{XANAX}"))
    assert (reply["text"], reply["response_type"]) == (ENGLISH("error.cannot_share"), "ephemeral")


@pytest.mark.parametrize("failure", [Failure(400, "invalid_blocks"), refusal("msg_blocks_too_long")])
async def test_where_slack_refuses_the_blocks_their_text_goes_alone(failure: Failure) -> None:
    async with a_bot() as slack:
        slack.fail("response", failure)
        reply = await slack.reply(await slack.command("xanax"))
    assert (reply["text"], "blocks" in reply, reply["mrkdwn"]) == (TEXT, False, False)


async def test_an_envelope_that_comes_twice_is_answered_once() -> None:
    async with a_bot() as slack:
        first, second = await slack.connected()
        command = await slack.command("xanax", to=first)
        await slack.again(command, to=second)
        await slack.acked(command, 2)
        await slack.again(command, to=first)
        await slack.acked(command, 3)
        await slack.reply(await slack.command("xanax"))
        assert len(slack.replies(command)) == 1


async def test_only_the_last_envelopes_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "REMEMBERED", 3)
    async with a_bot() as slack:
        commands = [await slack.command("xanax") for _ in range(5)]
        for command in commands:
            await slack.reply(command)
        await slack.again(commands[-1])
        await slack.acked(commands[-1], 2)
        assert len(slack.replies(commands[-1])) == 1


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_no_command_is_lost_while_slack_replaces_a_connection(reason: str) -> None:
    async with a_bot() as slack:
        commands = []
        for turn in range(60):
            commands.append(await slack.command("xanax"))
            if turn in {10, 35}:
                await slack.sockets.usable[0].refresh(reason)
            await asyncio.sleep(0)
        for command in commands:
            await slack.reply(command)
            await slack.acked(command)
        await slack.connected()
        assert [len(slack.replies(command)) for command in commands] == [1] * 60


@pytest.mark.parametrize("how", ["close", "cut"])
async def test_a_lost_connection_comes_back_and_the_other_answers_meanwhile(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.3)
    async with a_bot() as slack:
        first, _ = await slack.connected()
        lost: Any = getattr(first, how)()
        if lost:
            await lost
        await slack.reply(await slack.command("xanax"))
        await slack.connected()
        for connection in slack.sockets.usable:
            await slack.reply(await slack.command("xanax", to=connection))


async def test_both_connections_gone_at_once_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.3)
    async with a_bot() as slack:
        slack.fail("apps.connections.open", refusal("internal_error"), Failure(503, "{}"))
        for connection in await slack.connected():
            connection.cut()
        await slack.connected()
        await slack.reply(await slack.command("xanax"))


class SlowApp(SampleApp):
    """Answers only when Slack has something else to do: the stop comes while the reply is on its way."""

    def answer(self, query: Query) -> Answer:
        if query.text == "stop":
            self.stop.set()
            return OVERVIEW
        return super().answer(query)

    stop: asyncio.Event


async def test_a_stop_finishes_the_replies_in_flight() -> None:
    app = SlowApp()
    async with FakeSlack() as slack:
        async with serving(app.as_app, slack) as app.stop:
            slack.fail("response", Failure(503), Failure(503), Failure(503))
            commands = [await slack.command("xanax") for _ in range(5)] + [await slack.command("stop")]
            await slack.until(lambda: not slack.sockets.usable, "the connections to close")
        for command in commands:
            assert len(slack.replies(command)) == 1
            assert len(command.acks) == 1


async def test_a_stop_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "STOP_SECONDS", 0.2)
    async with FakeSlack() as slack:
        with captured() as logs:
            async with serving(SampleApp().as_app, slack) as stop:
                slack.fail("response", Failure(429, headers={"Retry-After": "5"}))
                await slack.command("xanax")
                await slack.called("response")
                stop.set()
        assert "slack.stopped_with_replies_in_flight" in [line["event"] for line in logs]


async def test_nothing_is_taken_once_the_stop_has_come() -> None:
    async with FakeSlack() as slack:
        async with serving(SampleApp().as_app, slack) as stop:
            (connection, _) = await slack.connected()
            stop.set()
            late = await slack.command("xanax", to=connection)
            late.lost = True
        assert not slack.replies(late) or late.acks


@pytest.mark.parametrize(
    ("route", "variable"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
@pytest.mark.parametrize("error", ["invalid_auth", "not_authed", "token_revoked", "account_inactive"])
async def test_a_refused_token_is_named_and_not_shown(route: str, variable: str, error: str) -> None:
    async with FakeSlack() as slack:
        slack.fail(route, refusal(error), refusal(error))
        with pytest.raises(TokenRefused, match=variable) as refused:
            await asyncio.wait_for(serve(SampleApp().as_app, SETTINGS, asyncio.Event(), slack.base_url), 5)
    assert error in str(refused.value)
    assert "https://api.slack.com/apps" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "xoxb-" not in str(refused.value)
    assert "xapp-" not in str(refused.value)


async def test_a_token_that_is_revoked_later_ends_the_service() -> None:
    async with FakeSlack() as slack:
        stop = asyncio.Event()
        task = asyncio.create_task(serve(SampleApp().as_app, SETTINGS, stop, slack.base_url))
        (connection, _) = await slack.connected()
        slack.fail("apps.connections.open", refusal("token_revoked"))
        await connection.refresh()
        with pytest.raises(TokenRefused, match="SLACK_APP_TOKEN"):
            await asyncio.wait_for(task, 5)


async def test_a_start_waits_for_a_slack_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PING_SECONDS", 0.05)
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.3)
    async with FakeSlack() as slack:
        slack.fail("auth.test", refusal("fatal_error"), Failure(500, json.dumps({"ok": False, "error": "internal"})))
        busy = replace(refusal("ratelimited"), headers={"Retry-After": "0"})
        slack.fail("apps.connections.open", refusal("internal_error"), busy)
        async with serving(SampleApp().as_app, slack):
            await slack.reply(await slack.command("xanax"))


async def test_a_stop_before_slack_has_answered_is_heeded() -> None:
    async with FakeSlack() as slack:
        slack.fail("auth.test", refusal("fatal_error"))
        stop = asyncio.Event()
        task = asyncio.create_task(serve(SampleApp().as_app, SETTINGS, stop, slack.base_url))
        await slack.called("auth.test")
        stop.set()
        await asyncio.wait_for(task, 1)


async def test_a_start_without_a_network_is_told_and_goes_on() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, stop.set)
    with captured() as logs:
        await asyncio.wait_for(serve(SampleApp().as_app, SETTINGS, stop, "http://127.0.0.1:9/api/"), 5)
    assert {line["event"] for line in logs} == {"slack.cannot_connect"}

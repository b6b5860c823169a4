"""The real Slack client against the fake Slack: commands, buttons, sharing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from fakes.slack import FakeSlack
from fakes.slack_kit import (
    ASK,
    CARD,
    ENGLISH,
    HELP,
    MEMORY,
    OVERVIEW,
    SETTINGS,
    UNKNOWN,
    XANAX,
    SampleApp,
    a_bot,
    serving,
)
from fakes.slack_transcript import transcript

from bots.slack.app import build_app
from bots.slack.render import render
from core.app import load
from core.model import AnswerId, Query


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return the buttons of a message: action_id -> label."""
    return {
        element["action_id"]: element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    }


async def test_a_command_is_answered_privately_and_without_previews_of_links() -> None:
    async with a_bot() as slack:
        command = await slack.command("xanax")
        reply = await slack.reply(command)
        await slack.acked(command)
    assert reply == {
        **render(OVERVIEW, ENGLISH),
        "response_type": "ephemeral",
        "replace_original": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


async def test_what_was_typed_reaches_core_as_it_was_typed_and_nothing_of_who_typed_it() -> None:
    app = SampleApp()
    app.by_text["xanax & memory <now> for clinicians"] = OVERVIEW
    async with a_bot(app) as slack:
        await slack.reply(await slack.command("xanax &amp; memory &lt;now&gt; for clinicians"))
    assert app.asked == [Query("benzo", "xanax & memory <now> for clinicians", locale="en", kind="command")]


async def test_free_text_names_the_aspect() -> None:
    async with a_bot(load()) as slack:
        reply = await slack.reply(await slack.command("xanax memory"))
    assert "Xanax (alprazolam)" in reply["text"]
    assert "synapses" in reply["text"]
    assert "Do not stop or cut down suddenly." in reply["text"]
    assert f"share:{AnswerId('benzo', 'alprazolam', 'memory')}" in buttons(reply)


async def test_a_press_on_a_private_reply_takes_its_place() -> None:
    async with a_bot() as slack:
        first = await slack.reply(await slack.command("xanax"))
        assert buttons(first)[f"show:{MEMORY}"] == "Memory"
        press = await slack.press(f"show:{MEMORY}")
        reply = await slack.reply(press)
        await slack.acked(press)
    assert reply["text"].startswith("Memory\n")
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", True)


async def test_a_press_on_a_shared_answer_is_answered_privately_and_the_answer_stays() -> None:
    async with a_bot() as slack:
        reply = await slack.reply(await slack.press(f"show:{MEMORY}", private=False, thread="9.9"))
    assert (reply["response_type"], reply["replace_original"], reply["thread_ts"]) == ("ephemeral", False, "9.9")
    assert f"share:{MEMORY}" in buttons(reply)


async def test_a_button_works_after_a_restart() -> None:
    async with FakeSlack() as slack:
        async with serving(SampleApp().as_app, slack):
            message = await slack.reply(await slack.command("xanax"))
        async with serving(SampleApp().as_app, slack):
            for action_id in buttons(message):
                await slack.reply(await slack.press(action_id))


async def test_share_posts_the_answer_for_everybody_without_a_share_button() -> None:
    async with a_bot() as slack:
        reply = await slack.reply(await slack.press(f"share:{XANAX}"))
    assert (reply["response_type"], reply["replace_original"]) == ("in_channel", False)
    assert reply["text"] == render(OVERVIEW, ENGLISH)["text"]
    assert f"show:{MEMORY}" in buttons(reply)
    assert not any(action_id.startswith("share:") for action_id in buttons(reply))


async def test_what_is_no_longer_known_is_not_shared() -> None:
    async with a_bot() as slack:
        reply = await slack.reply(await slack.press("share:benzo/gone/overview"))
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", True)
    assert reply["text"] == render(UNKNOWN, ENGLISH)["text"]


async def test_help_is_one_press_away_from_every_answer_but_its_own() -> None:
    async with a_bot() as slack:
        for text in ("xanax", "flibber", "clona"):
            assert buttons(await slack.reply(await slack.command(text)))[f"show:{HELP}"] == "Get help now"
        card = await slack.reply(await slack.press(f"show:{HELP}"))
    assert f"show:{HELP}" not in buttons(card)
    assert card["text"] == render(CARD, ENGLISH)["text"]


async def test_an_unknown_name_is_not_safe_and_cannot_be_shared() -> None:
    async with a_bot(load()) as slack:
        reply = await slack.reply(await slack.command("flibbertigibbet"))
    assert "No data does not mean" in reply["text"]
    assert not any(action_id.startswith("share:") for action_id in buttons(reply))


async def test_an_unclear_name_is_asked_about_with_one_button_for_each_choice() -> None:
    async with a_bot() as slack:
        reply = await slack.reply(await slack.command("clona"))
        assert list(buttons(reply))[:2] == [f"show:{to.id}" for to in ASK.follow_ups]
        await slack.reply(await slack.press(next(iter(buttons(reply)))))


async def test_hostile_text_comes_back_harmless() -> None:
    app = SampleApp()
    nasty = "<!channel> <@U1> <#C1|x> <https://evil.example|click> & `a` *b* _c_ ~d~ @here \u202e\u0000\n> q"
    line = replace(UNKNOWN.blocks[0].lines[0], text=f"I have nothing on “{nasty}”.")
    app.by_text["nasty"] = replace(UNKNOWN, title=f"{nasty * 3}", blocks=(replace(UNKNOWN.blocks[0], lines=(line,)),))
    async with a_bot(app) as slack:  # the fake refuses markup, mentions and bare ampersands
        reply = await slack.reply(await slack.command("nasty"))
    shown = [block["text"] for block in reply["blocks"] if "text" in block]
    assert {text["type"] for text in shown} == {"plain_text"}
    assert all("&lt;!channel&gt; &lt;@U1&gt;" in text["text"] for text in shown)
    assert not re.search(r"[\x00-\x1f\u202e]", reply["text"].replace("\n", ""))


@pytest.mark.parametrize("text", ["<!everyone> " * 500, "*_~`&<>" * 900, "\u202e\u200b\x00" * 2000, ""])
async def test_whatever_is_typed_is_answered(text: str) -> None:
    async with a_bot(load()) as slack:
        command = await slack.command(text)
        assert (await slack.reply(command))["text"]
        await slack.acked(command)


async def test_the_transcript_is_what_passed_over_the_wire() -> None:
    printed = await transcript("xanax")
    assert printed.startswith("/benzo xanax\n\nXanax (alprazolam)\n")
    assert "Do not stop or cut down suddenly." in printed
    assert "[Get help now]" in printed


async def test_nothing_is_asked_of_slack_but_where_to_connect_and_whether_the_token_holds() -> None:
    async with a_bot() as slack:
        for _ in range(3):
            await slack.reply(await slack.command("xanax"))
    routes = [call.route for call in slack.calls]
    assert sorted(routes) == ["apps.connections.open"] * 2 + ["auth.test"] + ["response"] * 3


async def test_oauth_stays_off_whatever_the_environment_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-another-app")
    assert build_app(SampleApp().as_app, SETTINGS).oauth_flow is None
    async with a_bot() as slack:
        await slack.reply(await slack.command("xanax"))

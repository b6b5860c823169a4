"""Pictures on both platforms: on request, to who asked alone, with their facts in words, and never instead of them."""

from __future__ import annotations

import io

import pytest
from fakes.discord import FakeDiscord
from fakes.discord_limits import nested
from fakes.discord_running import running
from fakes.everything import benzo, shipped
from fakes.slack import Failure, refusal
from fakes.slack_kit import a_bot
from PIL import Image

from bots.discord.render import render as to_discord
from bots.slack import uploads
from bots.slack.render import render as to_slack
from core import app as core_app
from core.app import load
from core.model import AnswerId, Query

OVERVIEW = "picture:benzo/alprazolam/overview"
WITHOUT = "picture:benzo/alprazolam/stopping"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SETTLING", 0.0)


def offered(text: str) -> list[str]:
    """The pictures that an answer offers, and that both platforms have a button for."""
    answer, say = shipped().answer(Query("benzo", text)), shipped().phrases("en")
    discord = [one.get("custom_id", "") for one in nested(to_discord(answer, say))]
    blocks = to_slack(answer, say)["blocks"]
    slack = [one.get("action_id", "") for block in blocks for one in block.get("elements", ())]
    found = [one for one in discord if one.startswith("picture:")]
    assert found == [one for one in slack if one.startswith("picture:")]
    return found


# ---- Where there is one ----


@pytest.mark.parametrize("aspect", ["overview", "memory", "people", "duration"])
def test_answers_that_a_picture_can_show_have_a_button_for_it(aspect: str) -> None:
    assert offered(f"xanax {aspect}") == [f"picture:benzo/alprazolam/{aspect}"]


@pytest.mark.parametrize("text", ["xanax stopping", "xanax sources", "clonidine", "qwertyuiop", "zolpidem people"])
def test_other_answers_have_none(text: str) -> None:
    assert offered(text) == []


@pytest.mark.parametrize("drug", [one.inn for one in benzo().drugs.values() if one.half_life is None])
def test_a_medicine_whose_half_life_is_not_known_has_no_picture_of_it(drug: str) -> None:
    assert offered(f"{drug} duration") == []


def test_without_pillow_there_is_no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_app, "find_spec", lambda _: None)
    core_app.can_draw.cache_clear()
    try:
        answer = load().answer(Query("benzo", "xanax"))
        assert [one for one in answer.follow_ups if one.role == "picture"] == []
    finally:
        core_app.can_draw.cache_clear()


# ---- Discord ----


async def test_discord_shows_it_to_who_pressed_with_its_facts_in_words() -> None:
    async with FakeDiscord() as server, running(shipped(), server):
        shared = await server.command("benzo", drug="xanax", share="yes")
        shown = await server.press(shared, "Picture")
    assert shown.kind == "message"
    assert shown.private
    [gallery] = [one for one in nested(shown.message["components"]) if one["type"] == 12]
    [item] = gallery["items"]
    name = item["media"]["url"].removeprefix("attachment://")
    assert Image.open(io.BytesIO(server.files[name])).format == "PNG"
    assert "Do not stop or cut down suddenly." in shown.text
    assert _words(shown.text.replace("\\", "")) == _words(item["description"])


@pytest.mark.parametrize("custom_id", [WITHOUT, "picture:benzo/nothing/overview", "picture:x/alprazolam/overview"])
async def test_discord_says_where_there_is_none(custom_id: str) -> None:
    async with FakeDiscord() as server, running(shipped(), server):
        reply = await server.command("benzo", drug="xanax")
        told = await (await server.send_press(reply, custom_id)).reply()
    assert told.private
    assert "There is no picture of this now." in told.text


# ---- Slack ----


async def test_slack_is_given_the_file_and_shows_it_to_who_pressed_alone() -> None:
    async with a_bot(shipped()) as slack:
        reply = await slack.reply(await slack.press(OVERVIEW, private=False, thread="5.5"))
        [file] = slack.files.complete
    assert reply["response_type"] == "ephemeral"
    assert reply["replace_original"] is False
    assert reply["thread_ts"] == "5.5"
    image, text = reply["blocks"]
    assert image["slack_file"] == {"id": file}
    assert Image.open(io.BytesIO(slack.files.taken[file])).format == "PNG"
    assert slack.files.asked(file)["alt_txt"] == image["alt_text"] == text["text"]["text"]
    assert "Do not stop or cut down suddenly." in image["alt_text"]
    assert slack.files.shared == set()


@pytest.mark.parametrize("route", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_without_the_scope_slack_is_told_the_facts_alone(route: str) -> None:
    async with a_bot(shipped()) as slack:
        slack.fail(route, refusal("missing_scope"))
        reply = await slack.reply(await slack.press(OVERVIEW))
    assert [block["type"] for block in reply["blocks"]] == ["section"]
    assert "Do not stop or cut down suddenly." in reply["text"]


async def test_a_file_that_slack_cannot_show_yet_leaves_the_facts() -> None:
    async with a_bot(shipped()) as slack:
        slack.fail("response", Failure(400, "invalid_blocks"))
        reply = await slack.reply(await slack.press(OVERVIEW))
    assert "blocks" not in reply
    assert "Do not stop or cut down suddenly." in reply["text"]


async def test_slack_says_where_there_is_none() -> None:
    async with a_bot(shipped()) as slack:
        reply = await slack.reply(await slack.press(WITHOUT))
        assert slack.calls_of("files.getUploadURLExternal") == []
    assert "There is no picture of this now." in reply["text"]


def _words(text: str) -> list[str]:
    return text.split()


def test_every_address_with_a_picture_is_one_of_an_answer() -> None:
    found = [
        to
        for one in ("xanax", "valium memory", "benzos people")
        for to in shipped().answer(Query("benzo", one)).follow_ups
    ]
    pictures = [to for to in found if to.role == "picture"]
    assert len(pictures) == 3
    assert all(shipped().open(AnswerId.parse(str(to.id)), "en").id == to.id for to in pictures)

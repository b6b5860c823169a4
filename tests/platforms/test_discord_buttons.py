"""Buttons: what a press does to a private and to a shared message, after a restart, and when it is forged."""

from __future__ import annotations

import gc

import pytest
from discord.ui.view import ViewStore
from fakes.discord import FakeDiscord
from fakes.discord_app import HandMade
from fakes.discord_running import running

from bots.discord.replies import Layout


async def test_a_press_on_a_private_reply_replaces_it() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax")
        pressed = await server.press(reply, "Memory")
    assert pressed.kind == "update"
    assert pressed.private
    assert pressed.message["id"] == reply.message["id"]
    assert "## Alprazolam: memory" in pressed.text


async def test_a_press_on_a_shared_message_answers_only_who_pressed() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        shared = await server.command("benzo", drug="xanax", share="yes")
        pressed = await server.press(shared, "Memory")
    assert pressed.kind == "message"
    assert pressed.private
    assert "Share in channel" in pressed.buttons


async def test_a_button_still_works_after_a_restart() -> None:
    async with FakeDiscord() as server:
        async with running(HandMade(), server):
            reply = await server.command("benzo", drug="xanax")
        async with running(HandMade(), server):
            assert "## Alprazolam: memory" in (await server.press(reply, "Memory")).text


async def test_sharing_posts_once_and_takes_the_button_away() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax")
        assert reply.private
        asked = await server.send_press(reply, reply.buttons["Share in channel"])
        kept, shared = await asked.reply(), await asked.reply()
        await server.send(asked.payload)  # the same event once more
        await server.expect("/callback", 3)
        await server.command("benzo")
    assert (kept.kind, kept.private, shared.private) == ("update", True, False)
    assert "Share in channel" not in kept.buttons
    assert shared.text == reply.text
    assert len(server.called("POST /webhooks/")) == 1


@pytest.mark.parametrize(
    "custom_id",
    [
        "show:",
        "show:benzo",
        "share:x/y",
        "show:benzo/alprazolam/memory/full/full",
        "other:benzo/alprazolam/memory",
        "🙂",
    ],
)
async def test_a_malformed_press_gets_the_apology(custom_id: str) -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax")
        answered = await (await server.send_press(reply, custom_id)).reply()
    assert answered.private
    assert "Sorry" in answered.text


async def test_a_press_for_what_no_longer_exists_gets_an_unknown_answer() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax")
        answered = await (await server.send_press(reply, "share:benzo/nosuchdrug/memory")).reply()
    assert answered.private
    assert "I do not know" in answered.text


async def test_replies_leave_nothing_behind() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        for _ in range(20):
            reply = await server.press(await server.command("benzo", drug="xanax"), "Memory")
            await server.command("benzo", drug="xanax", share="yes")
        asked = await server.send_press(reply, reply.buttons["Share in channel"])
        await asked.reply()
        await asked.reply()
        gc.collect()
        alive = gc.get_objects()
        assert sum(isinstance(each, Layout) for each in alive) <= 2  # those of the last press may be on their way
        for store in (each for each in alive if isinstance(each, ViewStore)):
            assert not store._views  # noqa: SLF001 - where the library would keep them
            assert not store._synced_message_views  # noqa: SLF001

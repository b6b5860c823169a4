"""The real client on a Discord of our own: commands, autocomplete, sharing, unknown names."""

from __future__ import annotations

from pathlib import Path

import discord
import pytest
from fakes.discord import Failure, FakeDiscord
from fakes.discord_app import STOPPING, HandMade
from fakes.discord_running import running

HERE = Path(__file__).resolve().parents[2]


def test_the_library_is_not_shadowed_by_our_folder() -> None:
    assert not Path(discord.__file__).is_relative_to(HERE / "bots")
    assert "site-packages" in discord.__file__


async def test_a_command_is_answered_privately_with_safety_line_sources_and_buttons() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax", about="memory")
    assert reply.private
    assert "## Alprazolam: memory" in reply.text
    assert f"**{STOPPING.text}** [2]" in reply.text
    assert "<https://doi.org/10.1038/s41593-022-01013-9>" in reply.text
    assert list(reply.buttons) == ["Overview", "Share in channel", "Get help now", "This looks wrong"]


@pytest.mark.parametrize("where", ["guild", "dm", "private"])
async def test_it_answers_in_servers_direct_messages_and_user_installs(where: str) -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        assert (await server.command("benzo", where, drug="xanax")).private  # type: ignore[arg-type]


async def test_the_question_carries_what_was_typed_and_nothing_of_who_typed_it() -> None:
    app = HandMade()
    async with FakeDiscord() as server, running(app, server):
        await server.command("benzo", locale="fr", drug=" xanax ", about="memory")
    (query,) = app.asked
    assert (query.topic, query.text, query.aspect, query.locale, query.kind) == (
        "benzo",
        "xanax",
        "memory",
        "fr",
        "command",
    )


async def test_no_drug_asks_about_the_class() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        assert "## Benzodiazepines" in (await server.command("benzo")).text


async def test_submitted_text_is_resolved_again_whatever_autocomplete_offered() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        assert "Alprazolam" in (await server.command("benzo", drug="xanex")).text
        assert "I do not know" in (await server.command("benzo", drug="nothing offered this")).text


async def test_autocomplete_offers_what_core_suggests() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        choices = await server.autocomplete("benzo", "xanex")
    assert choices == [{"name": "Xanax (alprazolam) benzo", "value": "alprazolam"}]


async def test_autocomplete_stays_inside_discords_limits() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        choices = await server.autocomplete("benzo", "many")
    assert len(choices) == 25
    assert max(len(choice["name"]) for choice in choices) <= 100


async def test_sharing_at_once_is_public_and_has_no_share_button() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax", share="yes")
    assert not reply.private
    assert "Share in channel" not in reply.buttons


@pytest.mark.parametrize("typed", ["i know not what", "lorazolam"])
async def test_an_answer_without_an_address_stays_private_even_when_sharing_is_asked_for(typed: str) -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug=typed, share="yes")
    assert reply.private
    assert "Share in channel" not in reply.buttons


async def test_choices_are_buttons_that_open_what_was_meant() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        asked = await server.command("benzo", drug="lorazolam")
        assert list(asked.buttons) == ["Lorazepam", "Lormetazepam", "Get help now", "This looks wrong"]
        assert "## Lorazepam" in (await server.press(asked, "Lorazepam")).text


@pytest.mark.parametrize(
    "typed",
    [
        "@everyone <@5005> <#4004>",
        "**bold** _it_ ~~no~~ ||spoiler|| `code`",
        "[click](https://evil.example)",
        "x" * 6000,
    ],
)
async def test_hostile_text_comes_back_harmless(typed: str) -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        text = (await server.command("benzo", drug=typed)).text
    plain = text.replace("\\\\", "")
    for active in ("@everyone", "<@", "<#", "**bold", "_it", "~~no", "||sp", "`code", "[click]", "https://evil"):
        assert not any(at == 0 or plain[at - 1] != "\\" for at in _places(plain, active))


def _places(text: str, part: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(part, at)]


async def test_a_command_that_discord_still_has_and_we_do_not_gets_the_apology() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("gone", drug="xanax")
    assert reply.private
    assert "Sorry" in reply.text


async def test_a_share_that_discord_forbids_is_told_privately() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        reply = await server.command("benzo", drug="xanax")
        server.fail("POST /webhooks/", Failure.forbidden())
        asked = await server.send_press(reply, reply.buttons["Share in channel"])
        assert (await asked.reply()).kind == "update"
        told = await asked.reply()
    assert told.private
    assert told.text == "I am not allowed to post in this channel, so the answer stays with you."

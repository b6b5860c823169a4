"""Start: settings, the invitation, commands told to Discord only when they differ, shards, intents."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from fakes.discord import FakeDiscord
from fakes.discord_app import HandMade
from fakes.discord_payloads import APPLICATION, TOKEN
from fakes.discord_running import running

from bots.discord.invite import application_id, invite_link
from bots.discord.settings import VARIABLES, Settings, read
from bots.discord.sync import same
from core.errors import WrongUse


def test_without_a_token_there_is_no_discord() -> None:
    assert read({}) is None
    assert read({"DISCORD_TOKEN": "  "}) is None


def test_a_token_is_taken_and_never_shown() -> None:
    settings = read({"DISCORD_TOKEN": f" {TOKEN}\n"})
    assert settings == Settings(TOKEN)
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize("token", ["hunter2", "a.b", "a.b.c.d", "Bot a.b.c", "a.b.c\nd", "ä.b.c"])
def test_what_cannot_be_a_token_is_refused_in_one_line_without_repeating_it(token: str) -> None:
    with pytest.raises(WrongUse) as raised:
        read({"DISCORD_TOKEN": token})
    assert "DISCORD_TOKEN" in str(raised.value)
    assert VARIABLES["DISCORD_TOKEN"] in str(raised.value)
    assert token not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_invitation_asks_for_what_a_reply_to_a_mention_needs_and_nothing_else() -> None:
    link = urlsplit(invite_link(application_id(TOKEN)))
    asked = parse_qs(link.query)
    permissions = discord.Permissions(int(asked.pop("permissions")[0]))
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://discord.com/oauth2/authorize"
    assert asked == {"client_id": ["1001"], "scope": ["bot applications.commands"]}
    assert {name for name, granted in permissions if granted} == {
        "read_messages",  # View Channel
        "send_messages",
        "send_messages_in_threads",
        "read_message_history",
    }


@pytest.mark.parametrize("token", ["a.b.c", "ä.b.c", "bm90IGRpZ2l0cw.b.c", ".b.c"])
def test_a_token_without_an_id_has_no_invitation(token: str) -> None:
    with pytest.raises(WrongUse, match="DISCORD_TOKEN"):
        application_id(token)


async def test_commands_are_told_once_and_not_again() -> None:
    async with FakeDiscord() as server:
        async with running(HandMade(), server):
            pass
        assert len(server.called(f"PUT /applications/{APPLICATION}/commands")) == 1
        async with running(HandMade(), server):
            pass
        assert len(server.called("GET /applications/")) == 2
        assert len(server.called("PUT /")) == 1


async def test_commands_are_told_again_when_discord_has_other_ones() -> None:
    async with FakeDiscord() as server:
        async with running(HandMade(), server):
            pass
        server.commands[0]["options"][0]["description"] = "what it said last year"
        async with running(HandMade(), server):
            pass
    assert len(server.called("PUT /")) == 2


async def test_the_command_as_discord_gets_it() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        command, action = server.called("PUT /")[0].body
    assert (command["name"], command["contexts"], command["integration_types"]) == ("benzo", [0, 1, 2], [0, 1])
    drug, about, share = command["options"]
    assert (drug["name"], drug["autocomplete"], drug["required"]) == ("drug", True, False)
    assert [choice["value"] for choice in about["choices"]] == ["overview", "memory"]
    assert [choice["name"] for choice in share["choices"]] == ["yes, post it here", "no, only to me"]
    assert (action["name"], action["type"]) == ("What does the evidence say?", 3)
    assert (action["contexts"], action["integration_types"]) == ([0, 1, 2], [0, 1])


def test_defaults_that_one_side_spells_out_make_no_difference() -> None:
    ours = {"type": 1, "name": "benzo", "description": "d", "options": [], "contexts": [0, 1], "nsfw": False}
    theirs = {**ours, "id": "7", "contexts": [1, 0], "options": None, "name_localizations": {}, "version": "3"}
    assert same([ours], [theirs])


@pytest.mark.parametrize(
    "change",
    [
        {"description": "other"},
        {"contexts": [0]},
        {"nsfw": True},
        {"name": "other"},
        {"options": [{"type": 3, "name": "drug", "required": True}]},
        {"options": [{"type": 3, "name": "drug", "autocomplete": True}]},
    ],
)
def test_what_a_reader_would_notice_makes_a_difference(change: dict[str, object]) -> None:
    ours: dict[str, object] = {"type": 1, "name": "benzo", "description": "d", "contexts": [0, 1]}
    ours["options"] = [{"type": 3, "name": "drug", "required": False}]
    assert not same([ours], [{**ours, **change}])
    assert not same([ours], [])
    assert not same([], [ours])


async def test_two_shards_answer_alike() -> None:
    async with FakeDiscord(shards=2) as server, running(HandMade(), server):
        assert {shard: session.shard for shard, session in server.gateway.sessions.items()} == {0: (0, 2), 1: (1, 2)}
        for shard in (0, 1):
            asked = await server.send_command("benzo", shard=shard, drug="xanax")
            assert "Alprazolam" in (await asked.reply()).text


async def test_no_intent_but_for_messages_is_asked_for_and_none_that_needs_permission() -> None:
    async with FakeDiscord() as server, running(HandMade(), server):
        intents = discord.Intents._from_value(server.gateway.sessions[0].intents)  # noqa: SLF001
        assert {name for name, wanted in intents if wanted} == {"guild_messages", "dm_messages"}

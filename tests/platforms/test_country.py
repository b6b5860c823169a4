"""The help card's country: chosen by the reader, else by the server, else the settings', else none in particular."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator as OnDiscord
from fakes.discord_payloads import APPLICATION, GUILD
from fakes.discord_running import running
from fakes.operators import Site, a_site
from fakes.slack import FakeSlack
from fakes.slack_kit import serving
from fakes.slack_operators import Operator as OnSlack
from fakes.slack_operators import buttons

from core.app import load
from core.following import catch_up
from core.model import AnswerId, Query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HELP = "Get help now"
CARD = AnswerId("benzo", "-", "help")
URGENT = "i took all my pills"


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[Site, FakeDiscord]]:
    async with a_site(folder) as site, FakeDiscord() as discord, running(site.app, discord, door=site.door):
        yield site, discord


async def chosen(discord: FakeDiscord, country: str, **who: str) -> str:
    ann = OnDiscord(discord, **who)  # type: ignore[arg-type]
    return (await ann.fill(await ann.do("country set"), country=country)).text


async def test_who_manages_a_server_chooses_and_its_readers_see_that_country_first(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        before = await discord.press(await discord.command("benzo", drug="xanax"), HELP)
        told = await chosen(discord, "DE")
        card = await discord.press(await discord.command("benzo", drug="xanax"), HELP)
        typed = await discord.command("benzo", drug="help")
        urgent = await discord.command("benzo", drug=URGENT)
        mentioned = await discord.mention(f"<@{APPLICATION}> help")
        other = await discord.command("benzo", drug="help us")
        assert site.app.country_of("discord", GUILD) == "DE"
    name = site.app.help_countries["DE"]
    assert name in told
    for reply in (card, typed, mentioned):
        assert f"## {HELP}: {name}" in reply.text or name in reply.text.split("\n")[0]
    assert name not in before.text.split("\n")[0]
    assert "112" in urgent.text
    assert name not in other.text.split("\n")[0]


async def test_another_server_and_a_direct_message_are_not_touched_by_it(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        await chosen(discord, "DE", guild="3333")
        here = await discord.command("benzo", drug="help")
        direct = await discord.command("benzo", "dm", drug="help")
    for reply in (here, direct):
        assert site.app.help_countries["DE"] not in reply.text.split("\n")[0]


async def test_who_does_not_manage_the_server_may_not(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        refused = await OnDiscord(discord, manages=False).do("country set")
        direct = await OnDiscord(discord, where="dm").do("country set")
        assert site.app.country_of("discord", GUILD) == ""
    assert refused.private
    assert refused.kind == direct.kind == "message"


async def test_it_holds_after_a_restart_and_can_be_taken_back(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (_, discord):
        await chosen(discord, "GB")
    async with a_server(tmp_path) as (site, discord):
        assert site.app.country_of("discord", GUILD) == "GB"
        form = await OnDiscord(discord).do("country set")
        assert [one["value"] for one in form.fields["country"]["options"] if one["default"]] == ["GB"]
        await OnDiscord(discord).fill(form, country="-")
        assert site.app.country_of("discord", GUILD) == ""


async def test_a_start_knows_it_before_the_office_is_open(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await site.office.set_country("slack", "T1", "FR")
    app = load()
    import asyncio  # noqa: PLC0415 - catching up has a loop of its own

    await asyncio.to_thread(catch_up, app, {"HEALTHFACTS_DATABASE": f"sqlite:///{tmp_path / 'office.db'}"})
    assert app.country_of("slack", "T1") == "FR"


async def test_a_workspace_chooses_on_slack(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site, FakeSlack() as slack, serving(site.app, slack, door=site.door):
        ann = OnSlack(slack)
        opened = await slack.command("country set", "/healthfacts", who=ann.id)
        await slack.submit(opened, country="DE")
        told = await slack.reply(opened)
        card = await slack.reply(await slack.press(buttons(await slack.reply(await slack.command("xanax")))[HELP]))
        mentioned = await slack.answer(await slack.mention("<@UBOT> help"))
    name = site.app.help_countries["DE"]
    assert name in told["text"]
    assert name in card["text"].split("\n")[0]
    assert name in mentioned["text"].split("\n")[0]


def test_a_reader_who_names_a_country_gets_that_one() -> None:
    app = load()
    assert app.answer(Query("benzo", "help germany", country="US")).id == CARD._replace(drug="DE")
    assert app.answer(Query("benzo", "help", country="US")).id == CARD._replace(drug="US")
    assert app.answer(Query("benzo", "help")).id == CARD
    assert app.open(CARD, "en", "US").id == CARD._replace(drug="US")
    assert app.open(CARD._replace(drug="DE"), "en", "US").id == CARD._replace(drug="DE")

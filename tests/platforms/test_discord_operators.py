"""`/healthfacts` in Discord, with the real client: who may use it, where from, and stale buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator, a_server
from fakes.discord_payloads import GUILD
from fakes.discord_running import running
from fakes.operators import IN_MICE, TITLE, a_site, page
from fakes.web import Page

from bots.discord import operating
from bots.discord.panels import render_form, render_panel
from core.door import Door
from core.errors import StoreFault
from core.operating.panels import Button, Choice, Field, Form, Panel, Part

if TYPE_CHECKING:
    from pathlib import Path

STYLES: tuple[Any, ...] = ("plain", "quote", "quiet", "heading")
EVIDENCE, ADD = "What does the evidence say?", "Add to review"


@pytest.mark.parametrize(
    ("who", "settings", "why"),
    [
        ({"manages": False}, {}, "Only the people who run this bot"),
        ({"guild": "3333"}, {}, "Only the people who run this bot"),
        ({"where": "dm"}, {}, "Only the people who run this bot"),
        ({}, {"discord_server": ""}, "Reviewing in chat is off"),
        ({"manages": False, "roles": ("7",)}, {"discord_role": "8"}, "Only the people who run this bot"),
        ({"manages": False, "roles": ("8",), "guild": "3333"}, {"discord_role": "8"}, "Only the people who run"),
    ],
)
async def test_who_may_not_review_is_refused_and_nothing_is_fetched(
    tmp_path: Path, who: dict[str, Any], settings: dict[str, str], why: str
) -> None:
    async with a_server(tmp_path, **settings) as (site, discord):
        somebody = Operator(discord, **who)
        refused = await somebody.do("review add", link=site.web.answer("/a", page()))
        pressed = await (await somebody.send_press(refused, "do:review/approve/a1-1/1")).reply()
    assert refused.private
    assert pressed.private
    assert refused.text.startswith(why)
    assert pressed.text.startswith(why)
    assert site.web.asked == []


async def test_a_role_of_the_settings_is_enough_in_the_operators_server(tmp_path: Path) -> None:
    async with a_server(tmp_path, discord_role="8") as (_, discord):
        shown = await Operator(discord, manages=False, roles=("7", "8")).do("review list")
    assert "There are none." in shown.text


STALE = (
    "",
    "/",
    "review",
    "review/",
    "review/gone/a1-1/1",
    "old/verb/x",
    "review/approve",
    "review/approve/a1-1/1x",
    "review/approve/a1-1/9999999999999",
    "review/approve/a1-1/٣",
    "review/show/../../../x",
    "review/show/doc-99999999999999999999",
    "review/list/nonsense",
    "review/list/draft/-1",
    "review/edit/doc-1/1",
    "review/link/file:///etc/passwd",
    "review/withdraw/nobody/0",
)


async def test_a_stale_or_forged_button_gets_one_line(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        seen = await ann.do("review add", link=site.web.answer("/a", page()))
        told = {action: await (await ann.send_press(seen, f"do:{action}")).reply() for action in STALE}
        assert await site.office.review.history("a1-1") == []
    assert [action for action, one in told.items() if not one.private or not one.text or "\n" in one.text] == []
    assert [action for action, one in told.items() if "Sorry" in one.text] == []


async def test_the_action_on_a_message_adds_what_it_links_to(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        links = [site.web.answer(path, page(title=f"{TITLE} {path}")) for path in ("/a", "/b", "/c")]
        one = await (await ann.on_message(f"look ({links[0]}), is it true?", ADD)).reply()
        links[1:] = [site.web.answer("/b", page(IN_MICE)), site.web.answer("/gone", Page(status=404))]
        several = await (await ann.on_message(f"{links[0]} {links[1]}\n<{links[2]}> {site.web.url}/d", ADD)).reply()
        none = await (await ann.on_message("nothing", ADD)).reply()
        refused = await (await Operator(discord, "eve", manages=False).on_message(links[0], ADD)).reply()
    assert "Added, with 3 drafts" in one.text
    assert several.text.startswith("## 3 links in this message")
    assert "was added before" in several.text
    assert "404" in several.text
    assert "/d" not in site.web.paths()
    assert "There is no link in this message." in none.text
    assert "Only the people who run this bot" in refused.text
    assert len(site.web.paths()) == 4


async def test_the_action_on_a_message_is_not_there_where_reviewing_is_off(tmp_path: Path) -> None:
    async with a_server(tmp_path, discord_server="") as (_, discord):
        assert ADD not in [one["name"] for one in discord.commands]
    async with a_server(tmp_path) as (_, discord):
        (added,) = [one for one in discord.commands if one["name"] == ADD]
    assert (added["contexts"], added["default_member_permissions"]) == ([0], 1 << 5)
    async with a_server(tmp_path, discord_role="8") as (_, discord):
        (added,) = [one for one in discord.commands if one["name"] == ADD]
    assert not added["default_member_permissions"]


async def test_reviewers_who_ask_for_evidence_are_offered_to_add_the_link(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        link = site.web.answer("/a", page())
        asked = await ann.on_message(f"xanax eats memory {link}", EVIDENCE)
        answer, offered = await asked.reply(), await asked.reply()
        added = await ann.press(offered, "Add the linked article to review")
        await (await Operator(discord, "eve", manages=False).on_message(f"xanax {link}", EVIDENCE)).reply()
        long = await ann.on_message(f"xanax https://news.example/{'x' * 80}", EVIDENCE)
        await long.reply()
        told = await long.reply()
        assert len(discord.called("POST /webhooks/")) == 2
    assert "Xanax" in answer.text or "alprazolam" in answer.text
    assert answer.private
    assert offered.private
    assert site.web.paths() == ["/a"]
    assert added.text.startswith("## Document 1 ")
    assert added.message["id"] == offered.message["id"]
    assert told.buttons == {}
    assert "copy it into /healthfacts review add" in told.text


async def test_the_office_may_still_be_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating, "OPENING", 0.01)
    async with a_site(tmp_path) as site, FakeDiscord() as discord:
        door = Door()
        async with running(site.app, discord, door=door):
            ann = Operator(discord)
            waiting = await ann.do("review withdraw", id="a1-1")
            door.lock(StoreFault("the store is of a newer version; update healthfacts"))
            shut = await ann.do("review list")
    assert "still being opened" in waiting.text
    assert shut.text == "the store is of a newer version; update healthfacts"


async def test_without_an_office_there_are_no_commands_of_operators(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site, FakeDiscord() as discord, running(site.app, discord):
        told = await Operator(discord, guild=GUILD).do("review list")
        assert {one["name"] for one in discord.commands} == {"benzo", EVIDENCE}
    assert "Sorry" in told.text


def test_panels_and_forms_stay_inside_discords_limits() -> None:
    for text in ("*_~`" * 300, "🙂" * 500, "# x\n" * 200, ""):
        parts = tuple(Part(text, style) for style in STYLES) * 3
        panel = Panel("*" * 300, parts, tuple(Button("🙂" * 90, f"x/{at}") for at in range(60)))
        sent = {"components": render_panel(panel), "flags": limits.V2, "allowed_mentions": {"parse": []}}
        assert list(limits.message_faults(sent, flags=limits.V2)) == []
    choices = tuple(Choice(str(at), "🙂" * 99) for at in range(40))
    fields = (Field("a", "x" * 99, "text", "y" * 400, hint="z" * 300), Field("b", "x", "choice", "3", choices))
    form = render_form(Form("🙂" * 60, "review/edited/a1-1/1", (*fields, Field("c", "x", "channel", "4004")), "Save"))
    assert list(limits.modal_faults(form)) == []
    assert schema.fault("ModalInteractionCallbackRequestData", form) is None

"""`/healthfacts digest` on both platforms: who may, what they see, and that what they set up is posted."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from fakes import discord_operators, slack_operators
from fakes.destinations import Platforms
from fakes.digesting import Clock, log_is, publishers
from fakes.discord_destinations import SEND, Place
from fakes.discord_payloads import CHANNEL, GUILD
from fakes.everything import shipped
from fakes.operators import a_site
from fakes.slack import FakeSlack
from fakes.slack_destinations import Channel
from fakes.slack_destinations import Destinations as Slack
from fakes.slack_kit import serving

from core.digests.desk import Digests
from core.operating.digest_panels import add_form
from core.operating.digests import COMMANDS, DigestFlow
from core.operating.panels import MOST_ACTION, Form, Panel, Person, Request
from core.operating.panels import Place as Where

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.operating.panels import Right

MANAGES: frozenset[Right] = frozenset({"anyone", "set_up"})
SAY = shipped().phrases("en")


def asked(verb: str, *arguments: str, server: str = GUILD, **values: str) -> Request:
    who = Person("discord:U7", "ann", MANAGES)
    return Request(verb, arguments, values, who, Where("discord", server, CHANNEL))


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Any]:
    """An office whose digests go to the fake platforms; channel "9" cannot be posted in."""
    platforms = Platforms()
    platforms.discord.places |= {one.id: one for one in (Place(CHANNEL), Place("2"), Place("9", denied=SEND))}
    async with a_site(folder) as site, platforms, publishers(site.app, platforms) as opened:
        site.office.digests = Digests(site.app, site.office.store, opened, Clock())
        yield site.office


async def added(office: Any, **values: str) -> Panel:
    filled = {"channel": CHANNEL, "when": "Mondays 09:00", "zone": "Europe/Berlin", "nothing_new": "rotate", **values}
    shown = await DigestFlow().handle(asked("digest/create", **filled), office, SAY)
    assert isinstance(shown, Panel)
    return shown


def text_of(panel: Panel) -> str:
    return "\n".join([panel.title, *(part.text for part in panel.parts)])


def test_every_command_needs_the_right_to_manage_and_short_actions() -> None:
    flow = DigestFlow()
    assert {one.path[1] for one in flow.commands(SAY)} == set(COMMANDS)
    assert {one.right for one in flow.commands(SAY)} == {"set_up"}
    assert {one.path[1] for one in flow.commands(SAY) if one.opens_form} == {"add", "edit"}
    with pytest.raises(KeyError):
        flow.right("digest/explode")


async def test_the_confirmation_shows_the_next_three_times_in_both_clocks(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        panel = await added(office)
        assert "Mon 2026-11-30 09:00 (Europe/Berlin), which is Mon 2026-11-30 08:00 UTC" in text_of(panel)
        assert text_of(panel).count("Next:") == 3
        assert all(len(button.action) <= MOST_ACTION for button in panel.buttons)


async def test_the_form_starts_with_the_channel_and_zone_at_hand(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        form = await DigestFlow().handle(asked("digest/add"), office, SAY)
        assert isinstance(form, Form)
        assert {one.id: one.value for one in form.fields} == {
            "channel": CHANNEL,
            "when": "",
            "zone": "",
            "nothing_new": "rotate",
            "picture": "no",
        }
        await added(office)
        form = await DigestFlow().handle(asked("digest/add"), office, SAY)
        assert isinstance(form, Form)
        assert {one.id: one.value for one in form.fields}["zone"] == "Europe/Berlin"
        form = await DigestFlow().handle(asked("digest/edit"), office, SAY)
        assert isinstance(form, Form)
        assert {one.id: one.value for one in form.fields}["when"] == "Mondays 09:00"


async def test_a_picture_is_chosen_in_the_form_and_told_in_the_panel(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        assert SAY("digest.picture.yes") in text_of(await added(office, picture="yes"))
        form = await DigestFlow().handle(asked("digest/edit"), office, SAY)
        assert {one.id: one.value for one in form.fields}["picture"] == "yes"
        kept = await DigestFlow().handle(asked("digest/save", "1", picture=""), office, SAY)
        assert SAY("digest.picture.yes") in text_of(kept)
        changed = await DigestFlow().handle(asked("digest/save", "1", picture="no"), office, SAY)
        assert SAY("digest.picture.yes") not in text_of(changed)


def test_a_form_never_has_more_fields_than_discord_takes() -> None:
    one, two = {"benzo": "Benzodiazepines"}, {"benzo": "Benzodiazepines", "opioids": "Opioids"}
    assert [[field.id for field in add_form(CHANNEL, "", topics, SAY).fields][-1] for topics in (one, two)] == [
        "picture",
        "topic",
    ]
    assert [len(add_form(CHANNEL, "", topics, SAY).fields) for topics in (one, two)] == [5, 5]


async def test_one_digest_needs_no_number_and_of_several_a_list_asks_which(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        flow = DigestFlow()
        empty = await flow.handle(asked("digest/log"), office, SAY)
        assert "digest add" in text_of(empty)
        await added(office)
        assert text_of(await flow.handle(asked("digest/log"), office, SAY)).startswith("Log of digest 1")
        await added(office, channel="2")
        which = await flow.handle(asked("digest/log"), office, SAY)
        assert [button.action for button in which.buttons] == ["digest/log/1", "digest/log/2"]
        assert text_of(await flow.handle(asked("digest/log", "2"), office, SAY)).startswith("Log of digest 2")


async def test_a_digest_is_previewed_paused_resumed_changed_and_removed(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        flow = DigestFlow()
        await added(office)
        preview = await flow.handle(asked("digest/preview"), office, SAY)
        assert preview.title.startswith("Benzodiazepines: the evidence")
        assert preview.safety
        paused = await flow.handle(asked("digest/pause"), office, SAY)
        assert "Resume" in [button.label for button in paused.buttons]
        assert "goes on" in (await flow.handle(asked("digest/resume"), office, SAY)).title
        changed = await flow.handle(asked("digest/save", "1", when="daily 7:00", zone=""), office, SAY)
        assert "daily 7:00 (Europe/Berlin)" in text_of(changed)
        sure = await flow.handle(asked("digest/remove"), office, SAY)
        assert sure.buttons[0].action == "digest/really/1"
        await flow.handle(asked("digest/really", "1"), office, SAY)
        assert await office.digests.of() == []


async def test_other_servers_see_and_change_nothing(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        await added(office)
        assert "none yet" in text_of(await DigestFlow().handle(asked("digest/list", server="5005"), office, SAY))
        for verb in ("show", "preview", "send-now", "pause", "edit", "save", "really", "log"):
            with pytest.raises(Exception, match="no digest 1 here"):
                await DigestFlow().handle(asked(f"digest/{verb}", "1", server="5005"), office, SAY)


async def test_a_long_list_is_paged(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as office:
        for _ in range(10):
            await added(office)
        first = await DigestFlow().handle(asked("digest/list"), office, SAY)
        assert [button.label for button in first.buttons] == [*map(str, range(1, 9)), "More"]
        _, _, *arguments = first.buttons[-1].action.split("/")
        second = await DigestFlow().handle(asked("digest/list", *arguments), office, SAY)
        assert [button.label for button in second.buttons] == ["9", "10"]


async def test_in_discord_from_set_up_to_the_channel(tmp_path: Path) -> None:
    async with discord_operators.a_server(tmp_path) as (site, discord), publishers(site.app, None) as opened:
        discord.destinations.places |= {one.id: one for one in (Place(CHANNEL), Place("9", denied=SEND))}
        site.office.digests = Digests(site.app, site.office.store, opened, Clock())
        ann = discord_operators.Operator(discord)
        eve = discord_operators.Operator(discord, "eve", manages=False)
        assert "Only people who manage" in (await eve.do("digest list")).text
        form = await ann.do("digest add")
        refused = [
            (await ann.fill(form, when="soon", zone="UTC")).text,
            (await ann.fill(form, when="daily 9:00", zone="Mars")).text,
            (await ann.fill(form, channel="9", when="daily 9:00", zone="UTC")).text,
        ]
        assert [told.splitlines() for told in refused] == [[told] for told in refused]
        shown = await ann.fill(form, when="Mondays 09:00", zone="Europe/Berlin", picture="yes")
        assert shown.private
        assert SAY("digest.picture.yes") in shown.text
        assert "2026-11-30 08:00 UTC" in shown.text
        preview = await ann.press(shown, "Preview")
        assert preview.private
        assert "the evidence" in preview.text
        assert discord.destinations.places[CHANNEL].posts == []
        stop = asyncio.Event()
        sending = asyncio.create_task(site.office.digests.run(stop))
        await ann.press(shown, "Send now")
        of = (await site.office.digests.of())[0]
        await log_is(site.office.digests, of, "sent")
        stop.set()
        await sending
        assert "posted at" in (await ann.do("digest log")).text
        [post] = discord.destinations.places[CHANNEL].posts
        assert [part["type"] for part in post["components"][0]["components"]].count(12) == 1
        assert discord.destinations.faults == []


async def test_in_slack_from_set_up_to_the_channel(tmp_path: Path) -> None:
    platforms = Platforms(slack=Slack(Channel("C1"), Channel("C9", member=False)))
    async with (
        a_site(tmp_path) as site,
        FakeSlack() as slack,
        serving(site.app, slack, door=site.door),
        platforms,
        publishers(site.app, platforms) as opened,
    ):
        site.office.digests = Digests(site.app, site.office.store, opened, Clock())
        ann = slack_operators.Operator(slack)
        opening = await slack.command("digest add", "/healthfacts", who=ann.id)
        shown = await ann.fill(opening, channel="C1", when="Mondays 09:00", zone="Europe/Berlin")
        assert "2026-11-30 08:00 UTC" in shown["text"]
        preview = await ann.press(shown, "Preview")
        assert "the evidence" in preview["text"]
        stop = asyncio.Event()
        sending = asyncio.create_task(site.office.digests.run(stop))
        await ann.press(shown, "Send now")
        await platforms.until(lambda: bool(platforms.slack.channels["C1"].messages))
        of = (await site.office.digests.of())[0]
        await log_is(site.office.digests, of, "sent")
        stop.set()
        await sending
        assert "posted at" in (await ann.do("digest log"))["text"]

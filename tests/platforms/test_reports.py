"""“This looks wrong” on both platforms: one press, a form, one line of thanks, and operators who are told."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from fakes.discord import Failure as DiscordFailure
from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator as OnDiscord
from fakes.discord_running import running
from fakes.logs import captured
from fakes.operators import Site, a_site
from fakes.slack import FakeSlack
from fakes.slack_kit import serving
from fakes.slack_operators import Operator as OnSlack
from fakes.slack_operators import buttons

from bots.discord import operating as discord_operating
from bots.limiter import REPORTS
from core.door import Door
from core.errors import StoreFault
from core.reported import told_in, version_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.storage.reports import Report

WRONG, THANKS = "This looks wrong", "Thank you."
SHUT = "That cannot be done right now"
BOARD = "777"


@asynccontextmanager
async def a_server(folder: Path, **settings: Any) -> AsyncIterator[tuple[Site, FakeDiscord, OnDiscord]]:
    async with (
        a_site(folder, **settings) as site,
        FakeDiscord() as discord,
        running(site.app, discord, door=site.door),
    ):
        discord.channels.boards.add(BOARD)
        yield site, discord, OnDiscord(discord, manages=False)


@asynccontextmanager
async def a_workspace(folder: Path, **settings: Any) -> AsyncIterator[tuple[Site, FakeSlack, OnSlack]]:
    async with (
        a_site(folder, **settings) as site,
        FakeSlack() as slack,
        serving(site.app, slack, door=site.door),
    ):
        yield site, slack, OnSlack(slack, "UREADER", admin=False)


async def only(site: Site) -> Report:
    (report,) = await site.office.reports.all()
    return report


async def test_a_press_and_a_form_on_discord_keep_what_it_is_about_and_nothing_of_who(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.command("benzo", drug="xanax", about="memory")
        form = await reader.press(seen, WRONG)
        assert (form.kind, form.fields["comment"]["max_length"]) == ("modal", 500)
        thanks = await reader.fill(form, seen, comment="  the year\n\u202eis wrong ")
        report = await only(site)
    assert thanks.private
    assert THANKS in thanks.text
    assert (report.address, report.comment) == ("benzo/alprazolam/memory", "the year is wrong")
    assert report.claims == told_in(site.app, "benzo/alprazolam/memory")
    claims = site.app.topics["benzo"].claims
    assert report.claims
    assert all(version == version_of(claims[claim]) for claim, version in report.claims)


async def test_a_press_and_a_form_on_slack_do_the_same(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack, reader):
        seen = await slack.reply(await slack.command("xanax memory", who=reader.id))
        opened = await reader.open(seen, WRONG)
        await reader.fill(opened, comment="the year is wrong")
        thanks = slack.replies(opened)[-1]
        report = await only(site)
    assert thanks["response_type"] == "ephemeral"
    assert THANKS in thanks["text"]
    assert (report.address, report.comment) == ("benzo/alprazolam/memory", "the year is wrong")


async def test_a_comment_may_be_left_out_and_a_public_message_stays(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.mention("<@1001> does xanax destroy synapses?")
        thanks = await reader.fill(await reader.press(seen, WRONG), seen)
        report = await only(site)
    assert (thanks.kind, thanks.private, report.comment) == ("message", True, "")
    assert report.claims


@pytest.mark.parametrize(
    ("typed", "address"),
    [("flibbertigibbet", "unknown"), ("how much valium is 1 mg xanax", "declined/dose_request")],
)
async def test_an_answer_without_an_address_is_reported_by_its_kind(tmp_path: Path, typed: str, address: str) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.command("benzo", drug=typed)
        await reader.fill(await reader.press(seen, WRONG), seen)
        report = await only(site)
    assert (report.address, report.claims) == (address, ())


async def test_where_the_office_is_shut_the_reader_is_told_so_before_they_write(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        door = Door()
        door.lock(StoreFault(f"the store {tmp_path} does not work"))
        async with FakeDiscord() as discord, running(site.app, discord, door=door):
            seen = await discord.command("benzo", drug="xanax")
            told = await discord.press(seen, WRONG)
        async with FakeSlack() as slack, serving(site.app, slack, door=door):
            answer = await slack.reply(await slack.command("xanax"))
            line = await slack.reply(await slack.press(buttons(answer)[WRONG]))
    assert told.text.startswith(SHUT)
    assert line["text"].startswith(SHUT)
    assert str(tmp_path) not in told.text + line["text"]


async def test_without_an_office_at_all_the_same_is_said(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        async with FakeDiscord() as discord, running(site.app, discord):
            told = await discord.press(await discord.command("benzo", drug="xanax"), WRONG)
        async with FakeSlack() as slack, serving(site.app, slack):
            answer = await slack.reply(await slack.command("xanax"))
            line = await slack.reply(await slack.press(buttons(answer)[WRONG]))
    assert told.text.startswith(SHUT)
    assert line["text"].startswith(SHUT)


async def test_one_person_cannot_flood_the_queue(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (_, discord, _reader):
        seen = await discord.command("benzo", drug="xanax")
        for _ in range(REPORTS.most):
            asked = await discord.send_press(seen, seen.buttons[WRONG], "4711")
            assert (await asked.reply()).kind == "modal"
        refused = await (await discord.send_press(seen, seen.buttons[WRONG], "4711")).reply()
        assert (await discord.press(seen, WRONG)).kind == "modal"  # somebody else
    assert refused.kind == "message"


async def test_a_forged_address_is_not_kept(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.command("benzo", drug="xanax")
        for address in ("no-such-claim", "benzo/alprazolam/memory/full/full", "a/b/c/d/e"):
            form = await (await reader.send_press(seen, f"wrong:{address}")).reply()
            assert "no longer here" in (await reader.fill(form, seen)).text
        assert await site.office.reports.all() == []


async def test_operators_are_told_in_their_channel_without_the_comment(tmp_path: Path) -> None:
    async with a_server(tmp_path, discord_reports=BOARD) as (_, discord, reader):
        seen = await discord.command("benzo", drug="xanax", about="memory")
        await reader.fill(await reader.press(seen, WRONG), seen, comment="secretword")
        call = await discord.expect(f"POST /channels/{BOARD}/messages")
    told = str(call.body)
    assert "benzo/alprazolam/memory" in told
    assert "do:reports/show/1" in told
    assert "secretword" not in told


async def test_a_notice_that_fails_is_logged_and_tried_once_more_and_the_report_stays(tmp_path: Path) -> None:
    with captured() as logs:
        async with a_server(tmp_path, discord_reports=BOARD) as (site, discord, reader):
            site.office.notices.again = 0.0
            discord.fail(f"POST /channels/{BOARD}", DiscordFailure.forbidden())
            seen = await discord.command("benzo", drug="xanax")
            await reader.fill(await reader.press(seen, WRONG), seen)
            await discord.expect(f"POST /channels/{BOARD}/messages", 2)
            assert (await only(site)).id == 1
    failed = [line for line in logs if line["event"] == "notice.failed"]
    assert [line["error"] for line in failed] == ["Unreached from Forbidden"]


async def test_operators_are_told_in_slack_too(tmp_path: Path) -> None:
    async with a_workspace(tmp_path, slack_reports="CBOARD") as (_, slack, reader):
        slack.member_of.add("CBOARD")
        seen = await slack.reply(await slack.command("xanax", who=reader.id))
        await reader.fill(await reader.open(seen, WRONG))
        (call,) = await slack.called("chat.postMessage")
    assert call.body["channel"] == "CBOARD"
    assert "benzo/alprazolam/overview" in call.body["text"]


async def test_operators_list_show_and_close_them_in_chat(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.command("benzo", drug="xanax", about="memory")
        await reader.fill(await reader.press(seen, WRONG), seen, comment="the year is wrong")
        ann = OnDiscord(discord)
        refused = await reader.do("reports list")
        listed = await ann.do("reports list")
        shown = await ann.press(listed, "1")
        form = await ann.press(shown, "Close")
        closed = await ann.fill(form, shown, reason="The year is right: it is that of the print.")
        assert await site.office.reports.all() == []
        assert await site.office.reports.open_count() == 0
    assert refused.text.startswith("Only the people who run this bot")
    assert "1 open report" in listed.text
    assert "the year is wrong" in shown.text
    assert "told as it was then" in shown.text
    assert "by ann: The year is right" in closed.text


async def test_a_report_says_which_claims_have_changed_since(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord, reader):
        seen = await discord.command("benzo", drug="xanax", about="memory")
        await reader.fill(await reader.press(seen, WRONG), seen)
        report = await only(site)
        safety = {one for group in site.app.topics["benzo"].classes for one in group.safety}
        gone = next(one.claim for one in report.claims if one.claim not in safety)
        await site.office.review.withdraw(gone, "ann", "The year was wrong.")
        await site.office.follower.refresh()
        shown = await OnDiscord(discord).do("reports show", id="1")
    assert f"{gone} (" in shown.text.replace("\\", "")
    assert "told no longer" in shown.text


def test_a_form_is_shown_in_time() -> None:
    assert discord_operating.OPENING < 3

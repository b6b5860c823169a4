"""A withdrawn statement is withdrawn where it was posted: recorded behind the reply, queued, and drawn anew."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fakes.discord import Failure as DiscordFailure
from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator
from fakes.discord_payloads import APPLICATION
from fakes.discord_running import running
from fakes.logs import captured
from fakes.operators import Site, a_site
from fakes.slack import Failure, FakeSlack, refusal
from fakes.slack_kit import serving

from core import posts
from core.door import Door
from core.errors import StoreFault
from core.model import AnswerId
from core.overlay import Overlay
from core.standing import Standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from core.storage.posts import Post

REASON = "The figure was misread."
QUESTION = "does xanax destroy synapses?"


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[Site, FakeDiscord]]:
    async with a_site(folder) as site, FakeDiscord() as discord, running(site.app, discord, door=site.door):
        yield site, discord


@asynccontextmanager
async def a_workspace(folder: Path) -> AsyncIterator[tuple[Site, FakeSlack]]:
    async with a_site(folder) as site, FakeSlack() as slack, serving(site.app, slack, door=site.door):
        yield site, slack


async def recorded(site: Site, claim: str, count: int = 1) -> list[Post]:
    """Wait until posts that tell a claim are recorded, which happens behind the reply."""
    async with asyncio.timeout(5):
        while len(found := await site.office.posts.where(claim)) < count:  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0)
    return found


def a_claim(site: Site, address: str = "benzo/alprazolam/memory") -> str:
    """Return a claim that an answer tells and that may be withdrawn."""
    topic = site.app.topics["benzo"]
    safety = {one for group in topic.classes for one in group.safety}
    answer = site.app.open(AnswerId.parse(address), "en")
    return next(one for one in answer.claims if one not in safety)


async def withdrawn(site: Site, claim: str) -> None:
    await site.office.review.withdraw(claim, "ann", REASON)
    await site.office.follower.refresh()
    await site.office.posts.sweep()


async def test_a_post_on_discord_is_drawn_anew_without_the_statement_and_says_why(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        shared = await discord.command("benzo", drug="xanax", about="memory", share="yes")
        claim = a_claim(site)
        statement = site.app.topics["benzo"].claims[claim].statement
        (post,) = await recorded(site, claim)
        assert (post.platform, post.message, post.address) == (
            "discord",
            shared.message["id"],
            "benzo/alprazolam/memory",
        )
        assert statement[:40] in shared.text
        await withdrawn(site, claim)
        assert await site.office.posts.mend_one()
        (done,) = await site.office.posts.where(claim)
        assert not await site.office.posts.mend_one()
    assert done.state == "edited"
    assert claim in done.without
    now = str(discord.interactions.public[shared.message["id"]]["components"])
    assert statement[:40] not in now
    assert f": {REASON}" in now
    assert "A statement that stood here was withdrawn on" in now
    assert "share:" not in now


async def test_every_way_to_a_public_post_on_discord_is_recorded_and_no_private_one(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        private = await discord.command("benzo", drug="xanax", about="memory")
        asked = await discord.send_press(private, private.buttons["Share in channel"])
        await asked.reply()
        followup = await asked.reply()
        direct = await discord.mention(QUESTION, "dm")
        public = await discord.mention(f"<@{APPLICATION}> {QUESTION}")
        told = await recorded(site, claim)
        safety = site.app.topics["benzo"].classes[0].safety[0]
        everything = {one.message for one in await recorded(site, safety, 2)}
    assert [one.message for one in told if one.message == followup.message["id"]]
    assert everything == {followup.message["id"], public.message["id"]}
    assert direct.message["id"] not in everything


async def test_a_post_where_the_bot_is_no_member_is_marked_as_one_it_cannot_edit(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        asked = await discord.send_command("benzo", "private", drug="xanax", about="memory", share="yes")
        await asked.reply()
        await recorded(site, claim)
        await withdrawn(site, claim)
        assert not await site.office.posts.mend_one()
        (post,) = await site.office.posts.where(claim)
        await site.office.review.restore(claim, "ann")
        await site.office.follower.refresh()
        await site.office.posts.sweep()
        (again,) = await site.office.posts.where(claim)
    assert (post.state, post.detail) == ("cannot", "not_member")
    assert again.state == "posted"
    assert not discord.called("PATCH /channels")


async def test_a_post_that_was_deleted_is_gone_and_one_that_may_not_be_edited_is_told_so(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        for _ in range(2):
            reply = await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim, 2)
        del discord.interactions.public[reply.message["id"]]
        await withdrawn(site, claim)
        discord.fail("PATCH /channels", DiscordFailure.forbidden())
        assert await site.office.posts.mend_one()
        assert await site.office.posts.mend_one()
        found = await site.office.posts.where(claim)
    assert [(one.state, one.detail) for one in found] == [("cannot", "50001"), ("gone", "10008")]


async def test_a_post_on_slack_is_drawn_anew_where_the_bot_is_in_the_channel(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        claim = a_claim(site)
        slack.member_of.add("C1")
        await slack.press("share:benzo/alprazolam/memory")
        (post,) = await recorded(site, claim)
        assert slack.messages["C1", post.message]["text"]
        await withdrawn(site, claim)
        assert await site.office.posts.mend_one()
        (done,) = await site.office.posts.where(claim)
        now = slack.messages["C1", post.message]
    assert done.state == "edited"
    assert REASON in now["text"]
    assert REASON in str(now["blocks"])
    assert slack.calls_of("response") == []


async def test_where_the_bot_is_not_in_the_channel_slack_shares_all_the_same_but_cannot_edit(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        claim = a_claim(site)
        reply = await slack.reply(await slack.press("share:benzo/alprazolam/memory"))
        assert reply["response_type"] == "in_channel"
        await recorded(site, claim)
        await withdrawn(site, claim)
        assert not await site.office.posts.mend_one()
        (post,) = await site.office.posts.where(claim)
    assert (post.state, post.detail, post.message) == ("cannot", "response_url", "")


async def test_an_answer_to_a_mention_on_slack_is_mended_and_a_direct_message_not_recorded(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        await slack.answer(await slack.direct(QUESTION))
        await slack.answer(await slack.mention(f"<@UBOT> {QUESTION}"))
        safety = site.app.topics["benzo"].classes[0].safety[0]
        (post,) = await recorded(site, safety)
    assert post.channel == "C1"


async def test_a_busy_platform_is_asked_again_later_and_nothing_is_lost(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with a_site(tmp_path) as site, FakeSlack() as slack, serving(site.app, slack, door=site.door):
        service = posts.Posts(site.app, site.office.store, site.door.outlets, lambda: now)
        claim = a_claim(site)
        slack.member_of.add("C1")
        await slack.press("share:benzo/alprazolam/memory")
        await recorded(site, claim)
        await withdrawn(site, claim)
        now += timedelta(seconds=60)
        slack.fail(
            "chat.update",
            Failure(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "30"}),
            refusal("internal_error"),
        )
        assert await service.mend_one()
        (waiting,) = await service.where(claim)
        assert (waiting.state, waiting.not_before) == ("queued", now + timedelta(seconds=30))
        assert not await service.mend_one()
        now += timedelta(seconds=30)
        assert await service.mend_one()
        now += timedelta(hours=1)
        assert await service.mend_one()
        (done,) = await service.where(claim)
    assert (done.state, done.attempts) == ("edited", 3)


async def test_an_edit_that_never_works_is_given_up_and_told(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with a_site(tmp_path) as site, FakeSlack() as slack, serving(site.app, slack, door=site.door):
        service = posts.Posts(site.app, site.office.store, site.door.outlets, lambda: now)
        claim = a_claim(site)
        slack.member_of.add("C1")
        await slack.press("share:benzo/alprazolam/memory")
        await recorded(site, claim)
        await withdrawn(site, claim)
        slack.fail("chat.update", *[refusal("internal_error")] * posts.ATTEMPTS)
        for _ in range(posts.ATTEMPTS):
            now += timedelta(hours=2)
            assert await service.mend_one()
        (post,) = await service.where(claim)
    assert (post.state, post.detail) == ("cannot", "internal_error")


async def test_a_crash_between_an_edit_and_its_note_repeats_the_edit(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        await discord.command("benzo", drug="xanax", about="memory", share="yes")
        (post,) = await recorded(site, claim)
        await withdrawn(site, claim)
        outlet = site.door.outlets["discord"]
        await outlet.redraw(
            post.channel, post.message, site.app.open(AnswerId.parse(post.address), "en")
        )  # and then it died
        assert await site.office.posts.mend_one()
        (done,) = await site.office.posts.where(claim)
    assert done.state == "edited"
    assert len(discord.called("PATCH /channels")) == 2


async def test_what_is_told_again_is_drawn_again(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        reply = await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim)
        await withdrawn(site, claim)
        await site.office.posts.mend_one()
        await site.office.review.restore(claim, "ann")
        await site.office.follower.refresh()
        assert await site.office.posts.sweep() == 1
        assert await site.office.posts.mend_one()
        assert await site.office.posts.sweep() == 0
    now = str(discord.interactions.public[reply.message["id"]]["components"])
    assert "was withdrawn" not in now


async def test_a_retracted_paper_reaches_earlier_posts_too(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        topic = site.app.topics["benzo"]
        doi = str(topic.sources[topic.claims[claim].source].csl["DOI"]).lower()
        reply = await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim)
        fallen = Standing("retracted", datetime.now(UTC).date())
        site.app.follow(site.app.under({topic.id: Overlay(standings={doi: fallen})}))
        assert await site.office.posts.sweep() == 1
        assert await site.office.posts.mend_one()
    now = str(discord.interactions.public[reply.message["id"]]["components"])
    assert "rested on a paper that has been retracted" in now


async def test_the_running_bot_mends_by_itself(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim)
        mending = asyncio.create_task(site.office.posts.mend())
        await site.office.review.withdraw(claim, "ann", REASON)
        await site.office.follower.refresh()
        await discord.expect("PATCH /channels")
        mending.cancel()
        await asyncio.gather(mending, return_exceptions=True)


async def test_a_reviewer_who_withdraws_sees_where_it_was_posted(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        reply = await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim)
        ann = Operator(discord)
        form = await ann.do("review withdraw", id=claim)
        shown = await ann.fill(form, reason=REASON)
    assert "It was told in 1 post" in shown.text
    assert reply.message["id"] in shown.text
    assert "will be edited by the running bot" in shown.text


async def test_recording_neither_delays_a_reply_nor_fails_it(tmp_path: Path) -> None:
    with captured() as logs:
        async with a_site(tmp_path) as site:
            door = Door()
            async with FakeDiscord() as discord, running(site.app, discord, door=door):
                reply = await discord.command("benzo", drug="xanax", share="yes")  # the office is not open yet
                assert not reply.private
                door.lock(StoreFault("no store"))
    assert [line["error"] for line in logs if line["event"] == "posts.recording_failed"] == ["StoreFault"]


async def test_a_stop_waits_for_what_is_being_recorded(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        door = Door()
        async with FakeDiscord() as discord:
            async with running(site.app, discord, door=door) as stop:
                await discord.command("benzo", drug="xanax", about="memory", share="yes")
                stop.set()
                door.open(site.office)
            assert len(await site.office.posts.where(a_claim(site))) == 1


async def test_after_ninety_days_a_post_is_forgotten(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        claim = a_claim(site)
        await discord.command("benzo", drug="xanax", about="memory", share="yes")
        await recorded(site, claim)
        clock: Callable[[], datetime] = lambda: datetime.now(UTC) + posts.KEPT - timedelta(hours=1)  # noqa: E731
        later = posts.Posts(site.app, site.office.store, {}, clock)
        await later.forget()
        assert await later.where(claim)
        much_later = posts.Posts(site.app, site.office.store, {}, lambda: clock() + timedelta(hours=2))
        await much_later.forget()
        assert await much_later.where(claim) == []

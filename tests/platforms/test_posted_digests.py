"""A statement that is withdrawn is withdrawn in the digests that told it too: found, queued, and drawn anew."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from fakes.destinations import Platforms
from fakes.digesting import publishers
from fakes.discord import FakeDiscord
from fakes.discord_destinations import FORUM, THREAD, Place
from fakes.discord_operators import Operator
from fakes.discord_payloads import CHANNEL
from fakes.discord_running import running
from fakes.operators import Site, a_site
from fakes.slack import BOT_TOKEN
from fakes.slack_destinations import Channel
from fakes.slack_destinations import Destinations as Slack
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bots.console.posts import told_where
from bots.slack.notify import Outlet
from core import posts
from core.digests.desk import Digests
from core.digests.subscribing import Wish
from core.operating.posted import posted
from core.overlay import Overlay
from core.standing import Standing
from core.storage import posted_editions
from core.storage.digests import plan_now
from core.storage.tables_digests import outbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest

    from core.model import Answer
    from core.storage.posts import Post

REASON = "The figure was misread."
STOOD = "A statement that stood here was withdrawn on"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Desk:
    """An office whose digests go to a fake platform, and what was sent there."""

    site: Site
    platform: str

    async def sent(self, channel: str) -> Answer:
        """Send a digest to a channel, and return what it told."""
        digests = self.site.office.digests
        wish = Wish(channel=channel, when="daily 09:00", zone="UTC", when_nothing_new="rotate")
        of = await digests.add(self.platform, wish, f"{self.platform}:U7")
        answer = await digests.preview(of)
        assert answer
        state, _, _ = await digests.deliver(await digests.send_now(of), self.platform)
        assert state == "sent"
        return answer

    async def follow(self) -> int:
        await self.site.office.follower.refresh()
        return await self.site.office.posts.sweep()

    async def withdraw(self, claim: str) -> int:
        await self.site.office.review.withdraw(claim, "ann", REASON)
        return await self.follow()

    async def mended(self, claim: str) -> list[Post]:
        while await self.site.office.posts.mend_one():
            pass
        return await self.site.office.posts.where(claim)

    def statement(self, claim: str) -> str:
        return self.site.app.built_in["benzo"].claims[claim].statement[:40]

    def first(self, answer: Answer) -> str:
        """Return a claim of a digest that may be withdrawn."""
        safety = {one for group in self.site.app.built_in["benzo"].classes for one in group.safety}
        return next(one for one in answer.claims if one not in safety)


@asynccontextmanager
async def on_discord(folder: Path, *places: Place) -> AsyncIterator[tuple[Desk, FakeDiscord]]:
    async with a_site(folder) as site, FakeDiscord() as discord:
        discord.destinations.places |= {one.id: one for one in places or (Place(CHANNEL),)}
        async with running(site.app, discord, door=site.door), publishers(site.app, None) as opened:
            site.office.digests = Digests(site.app, site.office.store, opened, now)
            yield Desk(site, "discord"), discord
        assert discord.destinations.faults == []


@asynccontextmanager
async def on_slack(folder: Path) -> AsyncIterator[tuple[Desk, Slack]]:
    platforms = Platforms(slack=Slack(Channel("C1")))
    async with (
        a_site(folder) as site,
        platforms,
        publishers(site.app, platforms) as opened,
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient(BOT_TOKEN, base_url=platforms.slack_base, session=session, retry_handlers=[])
        site.door.outlets["slack"] = Outlet(client, BOT_TOKEN, site.app.phrases("en"))
        site.office.digests = Digests(site.app, site.office.store, opened, now)
        yield Desk(site, "slack"), platforms.slack


def shown(discord: FakeDiscord, place: str) -> str:
    return str(discord.destinations.places[place].posts[0]["components"])


async def test_a_digest_on_discord_is_drawn_anew_and_again_when_the_claim_is_restored(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        answer = await desk.sent(CHANNEL)
        claim = desk.first(answer)
        before = shown(discord, CHANNEL)
        assert desk.statement(claim) in before
        assert await desk.withdraw(claim) == 1
        (done,) = await desk.mended(claim)
        after = shown(discord, CHANNEL)
        assert await desk.site.office.posts.digests(claim) == []  # it is told of once
        await desk.site.office.review.restore(claim, "ann")
        assert await desk.follow() == 1
        await desk.mended(claim)
        again = shown(discord, CHANNEL)
        assert await desk.site.office.posts.sweep() == 0
        (first, _) = discord.called("PATCH /channels")
    assert (done.state, done.channel) == ("edited", CHANNEL)
    assert first.body["attachments"] == []  # a picture would still show what was withdrawn
    assert claim in done.without
    assert desk.statement(claim) not in after
    assert f": {REASON}" in after
    assert STOOD in after
    left = [one for one in answer.claims if one not in done.without]
    assert left
    assert all(desk.statement(one) in after for one in left)
    assert answer.title in after
    assert "Sources" in after
    assert STOOD not in again
    assert all(desk.statement(one) in again for one in answer.claims)


async def test_threads_and_the_first_message_of_a_forum_post_are_edited_too(tmp_path: Path) -> None:
    places = (Place(CHANNEL), Place("5005", THREAD, parent=CHANNEL), Place("6006", FORUM))
    async with on_discord(tmp_path, *places) as (desk, discord):
        claim = desk.first(await desk.sent("5005"))
        await desk.sent("6006")
        await desk.withdraw(claim)
        found = await desk.mended(claim)
    assert [one.state for one in found] == ["edited", "edited"]
    assert found[1].channel == found[1].message
    assert all(STOOD in shown(discord, one) for one in ("5005", "6006"))


async def test_a_digest_on_slack_is_updated_by_its_ts(tmp_path: Path) -> None:
    async with on_slack(tmp_path) as (desk, slack):
        claim = desk.first(await desk.sent("C1"))
        assert await desk.withdraw(claim) == 1
        (done,) = await desk.mended(claim)
        (message,) = slack.channels["C1"].messages
    assert (done.state, done.message) == ("edited", message["ts"])
    assert STOOD in str(message["blocks"])
    assert REASON in message["text"]
    assert desk.statement(claim) not in str(message["blocks"])
    assert message["metadata"]["event_payload"]["key"]


async def test_where_a_digest_may_not_be_edited_the_post_says_why(tmp_path: Path) -> None:
    places = (Place(CHANNEL), Place("5005", THREAD, parent=CHANNEL), Place("6006"))
    async with on_discord(tmp_path, *places) as (desk, discord):
        claim = desk.first(await desk.sent(CHANNEL))
        await desk.sent("5005")
        discord.destinations.places[CHANNEL].posts.clear()
        discord.destinations.places["5005"].archived = True
        await desk.withdraw(claim)
        found = await desk.mended(claim)
    assert [(one.state, one.detail) for one in found] == [("gone", "10008"), ("cannot", "50083")]


async def test_on_slack_too_a_digest_that_is_gone_or_closed_is_told_of(tmp_path: Path) -> None:
    async with on_slack(tmp_path) as (desk, slack):
        claim = desk.first(await desk.sent("C1"))
        slack.channels["C1"].archived = True
        await desk.withdraw(claim)
        (post,) = await desk.mended(claim)
    assert (post.state, post.detail) == ("cannot", "is_archived")


async def test_a_digest_of_which_nobody_knows_whether_it_is_there_is_listed_as_that(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        claim = desk.first(await desk.sent(CHANNEL))
        async with desk.site.office.store.begin() as connection:
            lost: dict[str, Any] = {"state": "uncertain", "message": "", "sent_at": None, "claimed_at": now()}
            await connection.execute(update(outbox).values(lost))
        await desk.withdraw(claim)
        (post,) = await desk.mended(claim)
        (told,) = posted([post], [], desk.site.app.phrases("en"))
    assert (post.state, post.detail) == ("cannot", "uncertain")
    assert "cannot be edited (a digest of which nobody knows whether it arrived" in told.text
    assert not discord.called("PATCH /channels")


async def test_a_retracted_paper_reaches_digests(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        answer = await desk.sent(CHANNEL)
        topic = desk.site.app.topics["benzo"]
        claim = next(one for one in answer.claims if "DOI" in topic.sources[topic.claims[one].source].csl)
        doi = str(topic.sources[topic.claims[claim].source].csl["DOI"]).lower()
        fallen = Standing("retracted", now().date())
        desk.site.app.follow(desk.site.app.under({topic.id: Overlay(standings={doi: fallen})}))
        assert await desk.site.office.posts.sweep() == 1
        (done,) = await desk.mended(claim)
    assert done.state == "edited"
    assert "rested on a paper that has been retracted" in shown(discord, CHANNEL)


async def test_a_digest_keeps_saying_what_it_said_was_withdrawn(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        first = await desk.sent(CHANNEL)
        one = desk.first(first)
        await desk.withdraw(one)
        digests = desk.site.office.digests
        (of,) = await digests.of()
        second = await digests.preview(of)
        assert second
        async with desk.site.office.store.begin() as connection:  # a minute has two editions only in tests
            number = await plan_now(connection, of, "later", now())
        assert number
        assert (await digests.deliver(number, "discord"))[0] == "sent"
        other = desk.first(second)
        await desk.withdraw(other)
        await desk.mended(other)
        text = str(discord.destinations.places[CHANNEL].posts[1]["components"])
    recalled = next(line.text for block in second.blocks for line in block.lines if REASON in line.text)
    assert recalled[:40] in text
    assert STOOD in text


async def test_the_running_bot_finds_a_digest_that_was_on_its_way_when_the_claim_was_withdrawn(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        claim = desk.first(await desk.sent(CHANNEL))
        async with desk.site.office.store.begin() as connection:
            await connection.execute(update(outbox).values(state="claimed"))
        time = now()
        service = posts.Posts(desk.site.app, desk.site.office.store, desk.site.door.outlets, lambda: time)
        await desk.withdraw(claim)
        assert await service.sweep() == 0
        async with desk.site.office.store.begin() as connection:
            await connection.execute(update(outbox).values(state="sent"))
        time += posts.SWEPT
        mending = asyncio.create_task(service.mend())
        await discord.expect("PATCH /channels")
        mending.cancel()
        await asyncio.gather(mending, return_exceptions=True)


async def test_a_digest_older_than_ninety_days_is_listed_and_left_alone(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, _):
        claim = desk.first(await desk.sent(CHANNEL))
        async with desk.site.office.store.begin() as connection:
            await connection.execute(update(outbox).values(sent_at=now() - posts.KEPT - timedelta(hours=1)))
        assert await desk.withdraw(claim) == 0
        assert await desk.site.office.posts.where(claim) == []
        assert len(await desk.site.office.posts.digests(claim)) == 1


async def test_the_terminal_queues_digests_and_lists_what_became_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_discord(tmp_path, Place(CHANNEL), Place("2")) as (desk, _):
        monkeypatch.setenv("HEALTHFACTS_DATABASE", f"sqlite:///{tmp_path / 'office.db'}")
        monkeypatch.setattr(posted_editions, "MOST", 1)  # several transactions
        claim = desk.first(await desk.sent(CHANNEL))
        await desk.sent("2")
        await desk.site.office.review.withdraw(claim, "ann", REASON)
        queued = await asyncio.to_thread(told_where, desk.site.app, claim)
        await desk.mended(claim)
        edited = await asyncio.to_thread(told_where, desk.site.app, claim)
    assert "It was told in 2 posts" in queued
    assert queued.count("will be edited by the running bot") == 2
    assert [line.rpartition(": ")[2] for line in edited.splitlines()[1:]] == ["edited", "edited"]


async def test_a_digest_on_a_topic_that_is_no_more_is_left_as_it_is(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        claim = desk.first(await desk.sent(CHANNEL))
        desk.site.app.follow({})
        assert await desk.site.office.posts.sweep() == 1
        (post,) = await desk.mended(claim)
    assert (post.state, post.detail) == ("cannot", "no_topic")
    assert not discord.called("PATCH /channels")


async def test_a_reviewer_who_withdraws_sees_the_digests_that_told_it(tmp_path: Path) -> None:
    async with on_discord(tmp_path) as (desk, discord):
        claim = desk.first(await desk.sent(CHANNEL))
        ann = Operator(discord)
        form = await ann.do("review withdraw", id=claim)
        told = (await ann.fill(form, reason=REASON)).text
    assert "It was told in 1 post" in told
    assert "will be edited by the running bot" in told

"""What is written down of digests: what a channel was told, what is new to it, and whose turn it is to send."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.destinations import Platforms
from fakes.digest_process import subscribe
from fakes.digesting import START, digesting
from fakes.discord_destinations import Destinations, Place
from fakes.everything import benzo, shipped
from fakes.reviewing import IN_PEOPLE, one_claim, review_of, reviewing

from core.digests.news import Changes, Published, Withdrawn, known_at_first, names_of, news_for
from core.digests.planning import plan_due
from core.digests.subscribing import Told, Wish
from core.errors import WrongUse
from core.overlay import Overlay, overlaid
from core.standing import Standing
from core.storage.late import troubles
from core.storage.overlays import overlays
from core.storage.turns import turn

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = next(iter(benzo().claims))
SHI = "10.1038/s41593-022-01013-9"
BEFORE, AFTER = START - timedelta(days=1), START + timedelta(days=1)


def told(edition: int) -> Told:
    return Told(edition, START.date())


def platforms() -> Platforms:
    return Platforms(Destinations(Place("1"), Place("2")))


def test_a_claim_is_new_until_it_was_told_and_only_if_it_was_published_since() -> None:
    changes = Changes((Published(CLAIM, 2, START),))
    assert news_for(benzo(), changes, {}, BEFORE).added == (CLAIM,)
    assert news_for(benzo(), changes, {}, AFTER).added == ()
    assert news_for(benzo(), changes, {CLAIM: told(1)}, BEFORE).added == ()


def test_a_recall_is_told_once_and_only_where_the_claim_was_told() -> None:
    changes = Changes((), {CLAIM: Withdrawn(CLAIM, 3, "wrong", "memory")})
    assert news_for(benzo(), changes, {}, BEFORE).recalled == ()
    past = {CLAIM: told(1)}
    assert [one.reason for one in news_for(benzo(), changes, past, BEFORE).recalled] == ["wrong"]
    past |= dict.fromkeys(names_of(benzo(), changes, past), told(2))
    assert news_for(benzo(), changes, past, BEFORE).recalled == ()


def test_a_claim_that_is_told_again_after_its_recall_is_new_once_more() -> None:
    past = {CLAIM: told(1), f"recalled/{CLAIM}/3": told(2)}
    changes = Changes((Published(CLAIM, 4, START),))
    assert news_for(benzo(), changes, past, BEFORE).added == (CLAIM,)
    assert news_for(benzo(), changes, past | {CLAIM: told(3)}, BEFORE).added == ()


def test_a_paper_that_falls_is_news_once_and_not_to_who_subscribes_later() -> None:
    fallen = overlaid(benzo(), Overlay(standings={SHI: Standing("retracted", START.date())}))
    at_first = dict.fromkeys(known_at_first(benzo()), told(0))
    changed = news_for(fallen, Changes(), at_first, BEFORE).changed
    assert [fallen.sources[one].csl["DOI"] for one in changed] == [SHI]
    past = at_first | dict.fromkeys(names_of(fallen, Changes(), at_first), told(1))
    assert news_for(fallen, Changes(), past, BEFORE).changed == ()
    assert news_for(fallen, Changes(), dict.fromkeys(known_at_first(fallen), told(0)), BEFORE).changed == ()


async def test_editions_rotate_and_the_claims_of_each_can_be_found_where_they_were_posted(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.add("1")
        first = await kit.digests.preview(one)
        assert first
        async with kit.running():
            kit.clock.set(START + timedelta(hours=1))
            await kit.settled(one)
            kit.clock.set(START + timedelta(hours=25))
            await kit.settled(one, 2)
        claim = next(line.claims[0] for block in first.blocks for line in block.lines if line.claims)
        posted = await kit.digests.where_posted(claim)
        assert [(found.platform, found.destination) for found in posted] == [("discord", "1")]
        assert posted[0].link.endswith(posted[0].message)
        messages = [str(post["components"]) for post in kit.platforms.discord.places["1"].posts]
        assert len(messages) == 2
        assert messages[0] != messages[1]
        assert await kit.digests.where_posted("no-such-claim") == []


async def test_what_was_reviewed_since_comes_first_and_what_was_recalled_is_told(tmp_path: Path) -> None:
    app = shipped()
    async with reviewing(tmp_path) as (_, review):
        claim = await one_claim(review)
    async with digesting(tmp_path, platforms()) as kit:
        review = review_of(kit.store, kit.clock)  # type: ignore[arg-type]
        one = await kit.add("1")
        await review.approve(claim, "ann")

        async def follow() -> None:
            app.follow(app.under(await overlays(kit.store, app.built_in.values(), app.phrases("en"))))

        try:
            await follow()
            async with kit.running():
                kit.clock.set(START + timedelta(hours=1))
                await kit.settled(one)
                await review.withdraw(claim, "ann", "the study was misread")
                await follow()
                kit.clock.set(START + timedelta(hours=25))
                await kit.settled(one, 2)
        finally:
            app.follow(app.built_in)
        first, second = (str(post["components"]) for post in kit.platforms.discord.places["1"].posts)
        assert "New since last time" in first
        assert IN_PEOPLE[:30] in first
        assert "the study was misread" in second
        assert IN_PEOPLE[:30] not in second


async def test_without_news_a_channel_may_get_nothing(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        quiet, silent = await kit.add("1", when_nothing_new="say"), await kit.add("2", when_nothing_new="skip")
        assert await kit.digests.preview(silent) is None
        async with kit.running():
            kit.clock.set(START + timedelta(hours=1))
            assert (await kit.settled(quiet))[0].state == "sent"
            dropped = (await kit.settled(silent))[0]
        assert (dropped.state, dropped.error) == ("dropped", "nothing_new")
        assert kit.platforms.discord.places["2"].posts == []


async def test_it_is_one_process_turn_at_a_time(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _), turn(store, "discord") as ours:
        assert ours
        async with turn(store, "discord") as theirs, turn(store, "slack") as other:
            assert (theirs, other) == (False, True)
        async with turn(store, "discord") as theirs:
            assert not theirs


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"when": "soon"}, "no schedule"),
        ({"channel": "99"}, "no such channel"),
        ({"channel": "general"}, "no such channel"),
        ({"topic": "aspirin"}, "which topic"),
        ({"when_nothing_new": "shout"}, "rotate, say so or skip"),
    ],
)
async def test_what_cannot_work_is_said_at_once_in_one_line(tmp_path: Path, wish: dict[str, str], told: str) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        with pytest.raises(WrongUse, match=told) as said:
            await kit.add(**{"channel": "1", **wish})
        assert "\n" not in str(said.value)
        assert await kit.digests.of() == []


async def test_a_server_sees_and_changes_its_own_digests_only(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.add("1")
        assert [found.id for found in await kit.digests.of("discord", "3003")] == [one.id]
        assert await kit.digests.of("discord", "5005") == []
        with pytest.raises(WrongUse):
            await kit.digests.get("1", "discord", "5005")
        with pytest.raises(WrongUse, match="another server"):
            await kit.digests.add("discord", Wish("2", "daily 9:00", "UTC"), "discord:U7", "5005")


async def test_sending_now_twice_in_a_minute_sends_once(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.add("1")
        state, link, _ = await kit.digests.deliver(await kit.digests.send_now(one), "discord")
        assert state == "sent"
        assert link
        with pytest.raises(WrongUse, match="within this minute"):
            await kit.digests.send_now(one)
        assert len(kit.platforms.discord.places["1"].posts) == 1


async def test_editing_keeps_what_is_not_named_and_moves_the_next_time(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.add("1", when="Mondays 09:00", zone="Europe/Berlin")
        changed = await kit.digests.edit(one, Wish(zone="America/New_York"))
        assert (changed.written, changed.zone, changed.target) == ("Mondays 09:00", "America/New_York", one.target)
        assert changed.next_at - one.next_at == timedelta(hours=6)
        times = [time.isoformat() for time in kit.digests.next_times(changed)]
        assert times[0] == "2026-11-30T09:00:00-05:00"


async def test_a_picture_is_wished_for_or_not_and_stays_as_it_is_where_nothing_is_said_of_it(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        assert (await kit.add("1")).picture is False
        one = await kit.add("1", picture=True)
        for wish, wanted in ((Wish(when="daily 7:00"), True), (Wish(picture=False), False), (Wish(picture=True), True)):
            one = await kit.digests.edit(one, wish)
            assert await kit.digests.get(str(one.id)) == one
            assert one.picture is wanted


async def test_removing_ends_a_digest_and_keeps_where_it_was_posted(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.add("1")
        await kit.digests.deliver(await kit.digests.send_now(one), "discord")
        await kit.digests.remove(one)
        assert await kit.digests.of() == []
        assert await plan_due(kit.store, START + timedelta(days=3), ["discord"]) == 0
        assert len(await kit.digests.where_posted(benzo().classes[0].safety[0])) == 1


async def test_a_resumed_digest_sends_what_it_missed_lately(tmp_path: Path) -> None:
    async with digesting(tmp_path, platforms()) as kit:
        one = await kit.digests.pause(await kit.add("1"))
        async with kit.running():
            kit.clock.set(START + timedelta(days=2, hours=2))
            await asyncio.sleep(0)
            await kit.digests.resume(replace(one, next_at=START + timedelta(hours=1)))
            entries = await kit.settled(one, 3)
        assert [entry.state for entry in entries] == ["sent", "skipped", "skipped"]


async def test_the_check_counts_what_is_late_and_what_is_paused(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1", "2"], due=START)
        async with store.read() as connection:
            assert (await troubles(connection, START)).late == 0
            assert (await troubles(connection, START + timedelta(hours=1))).late == 2
        await plan_due(store, START, ["discord"])
        async with store.read() as connection:
            assert (await troubles(connection, START + timedelta(hours=1))).late == 2

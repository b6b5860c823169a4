"""Digests on Discord: what is posted, what each refusal leads to, and that nobody reads an edition twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fakes import discord_destinations
from fakes.destinations import Platforms
from fakes.digesting import START, Kit, digesting
from fakes.discord_destinations import (
    ANNOUNCEMENTS,
    FORUM,
    SEND,
    SEND_IN_THREADS,
    THREAD,
    VIEW,
    Destinations,
    Place,
    Told,
    rate_limited,
)
from fakes.everything import shipped
from sqlalchemy import update

from bots.discord.publish import Publisher
from bots.discord.refusals import refusal_of
from core.digests import delivery, desk
from core.digests.publishing import Undeliverable
from core.errors import WrongUse
from core.storage.tables_digests import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DUE = START + timedelta(hours=1)


def places(*more: Place) -> Platforms:
    return Platforms(Destinations(Place("1"), Place("2"), *more))


def failing(status: int, code: int = 0) -> Told:
    return Told(status, {"message": "…", "code": code})


async def first_edition(kit: Kit, told: Iterable[Told], channel: str = "1") -> Any:
    """Let the next posts to a channel be answered so; return the log's entry of its first edition."""
    one = await kit.add(channel)
    kit.platforms.discord.scripted[f"POST /channels/{channel}/"].extend(told)
    async with kit.running():
        kit.clock.set(DUE)
        return (await kit.settled(one))[0]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(delivery, "IDLE", 0.05)
    monkeypatch.setattr(desk, "TELLING", 0.05)
    monkeypatch.setattr(desk, "TICK", 0.05)
    monkeypatch.setattr(desk, "REFUSED", 0.2)


@pytest.mark.parametrize("kind", [ANNOUNCEMENTS, THREAD, FORUM])
async def test_channels_threads_and_forums_get_digests(tmp_path: Path, kind: int) -> None:
    async with digesting(tmp_path, places(Place("7", kind, parent="1"))) as kit:
        entry = await first_edition(kit, (), "7")
        assert entry.state == "sent"
        post = kit.platforms.discord.places["7"].posts[0]
        if kind == FORUM:
            assert post["title"].startswith("Benzodiazepines: the evidence")
            assert entry.link.startswith("https://discord.com/channels/3003/")
        else:
            assert entry.link == f"https://discord.com/channels/3003/7/{post['id']}"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Place("7", denied=SEND), "may not post"),
        (Place("7", denied=VIEW), "may not post"),
        (Place("7", THREAD, parent="8"), "may not post"),
        (Place("7", THREAD, parent="1", archived=True), "archived"),
        (Place("7", 2), "text channels"),
        (Place("7", FORUM, flags=1 << 4), "tag"),
    ],
)
async def test_a_channel_that_cannot_get_digests_is_told_at_set_up(tmp_path: Path, place: Place, told: str) -> None:
    async with digesting(tmp_path, places(place, Place("8", denied=SEND_IN_THREADS))) as kit:
        with pytest.raises(WrongUse, match=told) as said:
            await kit.add("7")
        assert "\n" not in str(said.value)


@pytest.mark.parametrize(
    "refused",
    [
        [rate_limited(0.1)],
        [rate_limited(0.1, everywhere=True)],
        [Told(429, {}, {"Retry-After": "0"})],
        [failing(500), failing(502)],
        [failing(503)],
    ],
)
async def test_what_passes_is_tried_again_and_posted_once(tmp_path: Path, refused: list[Told]) -> None:
    async with digesting(tmp_path, places()) as kit:
        entry = await first_edition(kit, refused)
        assert (entry.state, entry.attempts) == ("sent", len(refused) + 1)
        assert len(kit.platforms.discord.places["1"].posts) == 1


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, 10003, "unknown_channel"),
        (403, 50001, "missing_access"),
        (403, 50013, "missing_permission"),
        (400, 50083, "archived"),
        (403, 0, "missing_access"),
    ],
)
async def test_a_broken_channel_pauses_its_digest_and_whoever_set_it_up_is_told_once(
    tmp_path: Path, status: int, code: int, reason: str
) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1")
        kit.platforms.discord.scripted["POST /channels/1/"].append(failing(status, code))
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
            await kit.platforms.until(lambda: bool(kit.platforms.discord.direct["U7"]))
        assert (entry.state, entry.error.partition(":")[0]) == ("failed", reason)
        paused = await kit.digests.get(str(one.id))
        assert (paused.status, paused.reason) == ("paused", reason)
        (told,) = kit.platforms.discord.direct["U7"]
        assert shipped().phrases("en")(f"digest.reason.{reason}")[:30] in told
        assert "digest resume" in told
        async with kit.running():
            await kit.digests.resume(paused)
            await kit.settled(one, states=frozenset({"sent"}))
        assert len(kit.platforms.discord.places["1"].posts) == 1
        assert len(kit.platforms.discord.direct["U7"]) == 1


async def test_a_digest_whose_channel_still_fails_is_not_resumed(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1")
        kit.platforms.discord.remove("1")
        async with kit.running():
            kit.clock.set(DUE)
            await kit.settled(one)
        with pytest.raises(WrongUse, match="no such channel"):
            await kit.digests.resume(await kit.digests.get("1"))


async def test_a_refused_token_pauses_everything_until_it_is_accepted_again(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one, two = await kit.add("1"), await kit.add("2")
        kit.platforms.discord.scripted["POST /channels/"].append(failing(401))
        async with kit.running():
            kit.clock.set(DUE)
            while (await kit.digests.get("1")).status == "active":  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.02)
            assert [found.reason for found in await kit.digests.of()] == ["token", "token"]
            for waiting in (one, two):  # the fake accepts it again
                await kit.settled(waiting, states=frozenset({"sent"}))
        assert [found.status for found in await kit.digests.of()] == ["active", "active"]


async def test_an_answer_that_never_comes_leads_to_one_message(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1")
        kit.platforms.cut("1")
        kit.platforms.cut_off = True
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.attempts) == ("sent", 2)
        assert len(kit.platforms.discord.places["1"].posts) == 1


async def test_what_was_interrupted_too_long_ago_is_never_sent_again_and_the_operator_is_told(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1")
        async with kit.running():
            kit.clock.set(DUE)
            await kit.settled(one)
        async with kit.store.begin() as connection:
            interrupted = {"state": "claimed", "claimed_at": kit.clock() - timedelta(seconds=91), "sent_at": None}
            await connection.execute(update(outbox).values(**interrupted))
        async with kit.running():
            entry = (await kit.settled(one))[0]
            await kit.platforms.until(lambda: bool(kit.platforms.discord.direct["U7"]))
        assert entry.state == "uncertain"
        assert len(kit.platforms.discord.places["1"].posts) == 1
        assert "may or may not" in kit.platforms.discord.direct["U7"][0]
        assert len(await kit.digests.where_posted(_safety())) == 1


async def test_an_interrupted_forum_post_is_looked_for_by_its_thread(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(Place("7", FORUM))) as kit:
        one = await kit.add_now("7")
        async with kit.running():
            number = await kit.digests.send_now(one)
            await kit.settled(one)
        async with kit.store.begin() as connection:
            interrupted = {"state": "claimed", "claimed_at": kit.clock() - timedelta(seconds=20), "sent_at": None}
            await connection.execute(update(outbox).where(outbox.c.edition == number).values(**interrupted))
        async with kit.running():
            assert (await kit.settled(one))[0].state == "sent"
        assert len(kit.platforms.discord.places["7"].posts) == 1


async def test_the_same_channel_gets_no_more_than_discord_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publisher, "pace", replace(Publisher.pace, period=0.6))
    monkeypatch.setattr(discord_destinations, "CHANNEL_SECONDS", 0.5)
    async with digesting(tmp_path, places()) as kit:
        digests = [await kit.add("1") for _ in range(7)]
        async with kit.running():
            kit.clock.set(DUE)
            for one in digests:
                assert (await kit.settled(one))[0].attempts == 1
        assert len(kit.platforms.discord.places["1"].posts) == 7


async def test_stopping_waits_for_what_is_on_the_wire_and_leaves_the_rest_queued(tmp_path: Path) -> None:
    async with digesting(tmp_path, Platforms(Destinations(*(Place(str(at)) for at in range(40))))) as kit:
        for at in range(40):
            await kit.add(str(at))
        kit.platforms.slow("0", 0.3)
        async with kit.running() as stop:
            kit.clock.set(DUE)
            await kit.platforms.until(lambda: bool(kit.platforms.discord.places["0"].posts))
            stop.set()
        states = [(await kit.digests.log(one))[0].state for one in await kit.digests.of()]
        posts = sum(len(place.posts) for place in kit.platforms.discord.places.values())
        assert states.count("sent") == posts < 40
        assert set(states) == {"sent", "queued"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (429, {"Via": "1"}, b'{"retry_after": 0.5, "global": false}', ("passing", 0.5, False)),
        (429, {"Via": "1"}, b'{"retry_after": 2, "global": true}', ("passing", 2.0, True)),
        (429, {}, b"<html>", ("passing", 60.0, True)),
        (401, {}, b"{}", ("token", None, False)),
        (400, {}, b'{"code": 50035}', ("message", None, False)),
    ],
)
def test_refusals_say_whom_to_blame_and_how_long_to_wait(
    status: int, headers: dict[str, str], body: bytes, expected: tuple[str, float | None, bool]
) -> None:
    no = refusal_of(status, headers, body, sends=True)
    assert isinstance(no, Undeliverable)
    assert (no.blame, no.after, no.everywhere) == expected
    assert not no.maybe_sent


def _safety() -> str:
    return next(iter(shipped().topics["benzo"].classes[0].safety))

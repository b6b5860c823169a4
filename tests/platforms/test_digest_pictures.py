"""Digests with pictures on Discord: with the message where that is wished, and no edition is held back by them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fakes.destinations import Platforms
from fakes.digesting import START, digesting
from fakes.discord_destinations import ATTACH, FORUM, SEND, TEXT, THREAD, Destinations, Place
from fakes.discord_limits import nested, text_of
from PIL import Image

from bots.pictures import gallery
from bots.pictures.making import picture_beside
from bots.pictures.picture import NoPicture
from core.digests import composing, delivery, desk

if TYPE_CHECKING:
    from pathlib import Path

DUE = START + timedelta(hours=1)


def places(*more: Place) -> Platforms:
    return Platforms(Destinations(Place("1"), Place("2"), *more))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(delivery, "IDLE", 0.05)
    monkeypatch.setattr(desk, "TICK", 0.05)


@pytest.mark.parametrize("kind", [TEXT, THREAD, FORUM])
async def test_where_it_is_wished_an_edition_has_a_picture_below_its_text(tmp_path: Path, kind: int) -> None:
    async with digesting(tmp_path, places(Place("7", kind, parent="1"))) as kit:
        one = await kit.add("7", picture=True)
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        discord = kit.platforms.discord
    assert (entry.state, entry.attempts) == ("sent", 1)
    (post,) = discord.places["7"].posts
    parts = post["components"][0]["components"]
    assert [part["type"] for part in parts].index(12) == len(parts) - 1
    (item,) = parts[-1]["items"]
    name = item["media"]["url"].removeprefix("attachment://")
    assert Image.open(io.BytesIO(discord.files[name])).format == "PNG"
    assert "Do not stop" in item["description"]
    assert "Do not stop" in text_of(post["components"])


async def test_without_the_wish_nothing_is_attached(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1")
        async with kit.running():
            kit.clock.set(DUE)
            assert (await kit.settled(one))[0].state == "sent"
        assert kit.platforms.discord.files == {}


async def test_digests_of_an_hour_share_one_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []

    def counted(*of: Any) -> Any:
        drawn.append(of)
        return picture_beside(*of)

    monkeypatch.setattr(gallery, "picture_beside", counted)
    async with digesting(tmp_path, places()) as kit:
        both = [await kit.add(channel, picture=True) for channel in ("1", "2")]
        async with kit.running():
            kit.clock.set(DUE)
            for one in both:
                assert (await kit.settled(one))[0].state == "sent"
    assert len(drawn) == 1


async def test_a_picture_whose_answer_never_comes_leads_to_one_message(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1", picture=True)
        kit.platforms.cut("1")
        kit.platforms.cut_off = True
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.attempts) == ("sent", 2)
        assert len(kit.platforms.discord.places["1"].posts) == 1


@pytest.mark.parametrize("kind", [TEXT, FORUM])
async def test_where_no_file_may_be_attached_the_edition_goes_without_and_that_is_asked_once(
    tmp_path: Path, kind: int
) -> None:
    async with digesting(tmp_path, places(Place("7", kind, denied=ATTACH))) as kit:
        one = await kit.add("7", picture=True)
        async with kit.running():
            kit.clock.set(DUE)
            assert (await kit.settled(one))[0].attempts == 2
            kit.clock.set(DUE + timedelta(days=1))
            newest, first = await kit.settled(one, 2)
        assert (newest.state, newest.attempts, newest.error) == ("sent", 1, "")
        assert (first.state, first.error) == ("sent", "")
        assert (await kit.digests.get(str(one.id))).status == "active"
        posts = kit.platforms.discord.places["7"].posts
        assert len(posts) == 2
        assert not any(part["type"] == 12 for post in posts for part in nested(post["components"]))


async def test_a_channel_that_may_not_be_posted_in_fails_with_a_picture_as_without(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1", picture=True)
        kit.platforms.discord.places["1"].denied = SEND
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.error.partition(":")[0]) == ("failed", "missing_permission")
        assert (await kit.digests.get(str(one.id))).reason == "missing_permission"


@pytest.mark.parametrize("broken", [NoPicture("no font has the letters"), ZeroDivisionError()])
async def test_what_cannot_be_drawn_holds_no_edition_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail(*_: Any) -> Any:
        raise broken

    monkeypatch.setattr(gallery, "picture_beside", fail)
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1", picture=True)
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.attempts) == ("sent", 1)
        assert kit.platforms.discord.files == {}


async def test_without_pillow_an_edition_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "can_draw", lambda: False)
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("1", picture=True)
        async with kit.running():
            kit.clock.set(DUE)
            assert (await kit.settled(one))[0].state == "sent"
        assert kit.platforms.discord.files == {}

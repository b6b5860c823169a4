"""Digests on Slack: what is posted, what each refusal leads to, and that nobody reads an edition twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.destinations import Platforms
from fakes.digesting import START, Kit, digesting
from fakes.logs import captured
from fakes.slack_destinations import Channel, Destinations, Told, error, rate_limited
from PIL import Image
from sqlalchemy import update

import bots.slack.publish
from bots.slack.mrkdwn import escape
from core.digests import delivery, desk
from core.errors import WrongUse
from core.storage.tables_digests import outbox

if TYPE_CHECKING:
    from pathlib import Path

    from core.digests.subscribing import Subscription

DUE = START + timedelta(hours=1)
READS = frozenset({"info", "history"})


def places(*more: Channel, scopes: frozenset[str] = READS) -> Platforms:
    return Platforms(slack=Destinations(Channel("C1"), Channel("C2"), *more, scopes=scopes))


async def add(kit: Kit, channel: str = "C1") -> Subscription:
    return await kit.add(channel, "slack")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(delivery, "IDLE", 0.05)
    monkeypatch.setattr(desk, "TELLING", 0.05)
    monkeypatch.setattr(desk, "TICK", 0.05)
    monkeypatch.setattr(desk, "REFUSED", 0.2)
    slack = bots.slack.publish.Publisher
    monkeypatch.setattr(slack, "pace", replace(slack.pace, landing=0.1))


async def test_a_channel_gets_blocks_their_text_and_the_key(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await add(kit)
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        (message,) = kit.platforms.slack.channels["C1"].messages
        assert entry.link == f"https://fake.slack.com/archives/C1/p{message['ts'].replace('.', '')}"
        assert message["metadata"]["event_type"] == "healthfacts_digest"
        assert 1 <= len(message["metadata"]["event_payload"]["key"]) <= 25
        assert "Do not stop" in message["text"]


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (Channel("C7", archived=True), "archived"),
        (Channel("C7", member=False), "/invite"),
        (Channel("C9"), "no such channel"),
    ],
)
async def test_a_channel_that_cannot_get_digests_is_told_at_set_up(tmp_path: Path, channel: Channel, told: str) -> None:
    async with digesting(tmp_path, places(channel)) as kit:
        with pytest.raises(WrongUse, match=told):
            await add(kit, "C7")


async def test_without_the_scope_to_look_a_channel_is_taken_as_it_is(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=frozenset())) as kit:
        assert (await add(kit)).target.server == "T1"


@pytest.mark.parametrize("refused", [rate_limited(0), error("service_unavailable")])
async def test_what_passes_is_tried_again_and_posted_once(
    tmp_path: Path, refused: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bots.slack.publish, "BUSY_SECONDS", 0.1)
    async with digesting(tmp_path, places()) as kit:
        one = await add(kit)
        kit.platforms.slack.scripted["chat.postMessage"].append(refused)
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.attempts) == ("sent", 2)
        assert len(kit.platforms.slack.channels["C1"].messages) == 1


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived"])
async def test_a_broken_channel_pauses_its_digest_and_whoever_set_it_up_is_told_once(tmp_path: Path, code: str) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await add(kit)
        kit.platforms.slack.scripted["chat.postMessage"].append(error(code))
        async with kit.running():
            kit.clock.set(DUE)
            assert (await kit.settled(one))[0].state == "failed"
            await kit.platforms.until(lambda: bool(kit.platforms.slack.direct["U7"]))
        assert (await kit.digests.get("1")).status == "paused"
        assert len(kit.platforms.slack.direct["U7"]) == 1


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked"])
async def test_a_refused_token_pauses_everything_and_the_other_platform_is_told(tmp_path: Path, code: str) -> None:
    async with digesting(tmp_path, places()) as kit:
        await add(kit)
        kit.platforms.slack.scripted["auth.test"].extend([error(code)])
        kit.platforms.slack.scripted["chat.postMessage"].append(error(code))
        async with kit.running():
            kit.clock.set(DUE)
            while (await kit.digests.get("1")).status == "active":
                await kit.platforms.until(lambda: True)
        assert (await kit.digests.get("1")).reason == "token"


async def test_an_answer_that_never_comes_is_looked_for_and_found(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add_now("C1", "slack")
        kit.platforms.cut("C1")
        kit.platforms.cut_off = True
        async with kit.running():
            await kit.digests.send_now(one)
            entry = (await kit.settled(one))[0]
        assert entry.state == "sent"
        assert entry.link
        assert "conversations.history" in kit.platforms.slack.asked
        assert len(kit.platforms.slack.channels["C1"].messages) == 1


async def test_what_was_not_stored_is_sent_after_it_was_looked_for(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await add(kit)
        kit.platforms.slack.scripted["chat.postMessage"].append(error("internal_error"))
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        assert (entry.state, entry.attempts) == ("sent", 2)
        assert len(kit.platforms.slack.channels["C1"].messages) == 1


async def test_where_the_channel_cannot_be_read_it_is_uncertain_and_never_sent_again(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=frozenset({"info"}))) as kit:
        one = await add(kit)
        kit.platforms.cut("C1")
        kit.platforms.cut_off = True
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
            await kit.platforms.until(lambda: bool(kit.platforms.slack.direct["U7"]))
        assert entry.state == "uncertain"
        assert len(kit.platforms.slack.channels["C1"].messages) == 1
        assert "may or may not" in kit.platforms.slack.direct["U7"][0]


async def test_where_it_is_wished_a_picture_follows_in_the_thread_with_its_facts_in_words(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=READS | {"files"})) as kit:
        one = await kit.add("C1", "slack", picture=True)
        async with kit.running():
            kit.clock.set(DUE)
            entry = (await kit.settled(one))[0]
        (message,) = kit.platforms.slack.channels["C1"].messages
        files = kit.platforms.files
        [file] = files.shared
        [shown] = files.shown
    assert (entry.state, entry.attempts) == ("sent", 1)
    assert Image.open(io.BytesIO(files.taken[file])).format == "PNG"
    assert (shown["channel_id"], shown["thread_ts"]) == ("C1", message["ts"])
    assert "Do not stop" in files.asked(file)["alt_txt"]
    assert shown["initial_comment"] == escape(files.asked(file)["alt_txt"])


async def test_a_picture_that_is_refused_is_tried_once_and_the_edition_stands(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        one = await kit.add("C1", "slack", picture=True)
        with captured() as lines:
            async with kit.running():
                kit.clock.set(DUE)
                entry = (await kit.settled(one))[0]
        assert [line["code"] for line in lines if line["event"] == "slack.picture_not_taken"] == ["missing_scope"]
        assert (entry.state, entry.attempts, entry.error) == ("sent", 1, "")
        assert len(kit.platforms.slack.channels["C1"].messages) == 1
        assert kit.platforms.slack.asked.count("files.getUploadURLExternal") == 1
        assert (await kit.digests.get("1")).status == "active"


async def test_without_the_wish_nothing_is_uploaded(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=READS | {"files"})) as kit:
        one = await add(kit)
        async with kit.running():
            kit.clock.set(DUE)
            await kit.settled(one)
        assert kit.platforms.files.taken == {}


async def test_an_edition_is_marked_while_its_picture_is_on_its_way(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=READS | {"files"})) as kit:
        one = await kit.add("C1", "slack", picture=True)
        kit.platforms.files.gate.clear()
        async with kit.running():
            kit.clock.set(DUE)
            assert (await kit.settled(one))[0].state == "sent"
            assert kit.platforms.files.complete == set()
            kit.platforms.files.gate.set()
        assert kit.platforms.files.shared == {"F1"}  # stopping waits for it


async def test_what_is_found_again_gets_no_second_picture(tmp_path: Path) -> None:
    async with digesting(tmp_path, places(scopes=READS | {"files"})) as kit:
        one = await kit.add_now("C1", "slack", picture=True)
        async with kit.running():
            number = await kit.digests.send_now(one)
            await kit.settled(one)
        async with kit.store.begin() as connection:
            interrupted = {"state": "claimed", "claimed_at": kit.clock() - timedelta(seconds=20), "sent_at": None}
            await connection.execute(update(outbox).where(outbox.c.edition == number).values(**interrupted))
        async with kit.running():
            assert (await kit.settled(one))[0].state == "sent"
        assert len(kit.platforms.slack.channels["C1"].messages) == len(kit.platforms.files.shared) == 1


async def test_a_channel_gets_one_message_a_second(tmp_path: Path) -> None:
    async with digesting(tmp_path, places()) as kit:
        digests = [await add(kit) for _ in range(3)]
        async with kit.running():
            kit.clock.set(DUE)
            for one in digests:
                assert (await kit.settled(one))[0].attempts == 1
        assert len(kit.platforms.slack.channels["C1"].messages) == 3

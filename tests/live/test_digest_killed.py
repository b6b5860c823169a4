"""A sender that is killed with SIGKILL at every step of the send path: nothing is lost, and nobody sees anything twice.

| step | what is there | what happens then |
| --- | --- | --- |
| planned | editions and outbox rows, committed | sent |
| claiming | the same | sent |
| committing (of a claim) | rolled back to the same | sent |
| claimed | claimed rows, nothing on the wire | Discord: sent under the same nonce; Slack: looked for, then sent |
| posting | the same | the same |
| on the wire | the message is there, its answer is not | Discord: the nonce brings the first one back; Slack: found |
| posted | the message is there, not marked | the same |
| marking, committing (of a mark) | the same | the same |
| marked | the row is sent | nothing |
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from fakes.destinations import Platforms
from fakes.digest_process import subscribe
from fakes.discord import FakeDiscord
from fakes.discord_destinations import Destinations as Discord
from fakes.discord_destinations import Place
from fakes.discord_payloads import TOKEN
from fakes.nursery import Nursery
from fakes.process import DISCORD, OURS, addresses, process
from fakes.reviewing import address_in, reviewing
from fakes.slack_destinations import Channel
from fakes.slack_destinations import Destinations as Slack
from sqlalchemy import func, select

from core.storage.tables_digests import outbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.storage.engine import Store

STEPS = ("planned", "claiming", "committing", "claimed", "posting", "posted", "marking", "committing:2", "marked")
IDS = ("1", "2", "3")
READS = frozenset({"info", "history"})
SECONDS = 40
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nursery(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nursery]:
    # The store is made before several are wanted at once: Alembic migrates one at a time in a process.
    async with reviewing(tmp_path_factory.mktemp("first")), Nursery() as opened:
        yield opened


class Scene:
    """A store with three digests that are due, and the platform they go to."""

    def __init__(self, store: Store, address: str, platforms: Platforms, platform: str, nursery: Nursery) -> None:
        self.store = store
        self.address = address
        self.platforms = platforms
        self.platform = platform
        self.nursery = nursery

    @property
    def posts(self) -> list[int]:
        """How many messages each channel has."""
        if self.platform == "discord":
            return [len(one.posts) for one in self.platforms.discord.places.values()]
        return [len(one.messages) for one in self.platforms.slack.channels.values()]

    async def states(self) -> dict[str, int]:
        async with self.store.read() as connection:
            rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return {state: count for state, count in rows}  # noqa: C416

    async def killed(self, at: str) -> None:
        """Run a sender that ends itself at a step."""
        step, _, times = at.partition(":")
        told = {"KILL_AT": f"{step}:{times or 1}", "LANDING": "0.3"}
        async with self.nursery.sending(self.platforms, self.address, self.platform, **told) as one:
            assert await one.end() == -signal.SIGKILL

    async def finished(self, states: dict[str, int]) -> None:
        """Run another one until the outbox is in these states, and end it as a system does."""
        async with self.nursery.sending(self.platforms, self.address, self.platform, LANDING="0.3") as one:
            async with asyncio.timeout(SECONDS):
                while await self.states() != states:  # noqa: ASYNC110 - another process writes it
                    await asyncio.sleep(0.05)
            await one.signal(signal.SIGTERM)


@asynccontextmanager
async def scene(
    folder: Path, platform: str, nursery: Nursery, scopes: frozenset[str] = READS, *, picture: bool = False
) -> AsyncIterator[Scene]:
    discord, slack = Discord(*map(Place, IDS)), Slack(*(Channel(f"C{one}") for one in IDS), scopes=scopes)
    folder.mkdir()  # noqa: ASYNC240
    async with Platforms(discord, slack) as platforms, reviewing(folder) as (store, _):
        places = IDS if platform == "discord" else [f"C{one}" for one in IDS]
        await subscribe(store, places, platform, picture=picture)
        yield Scene(store, f"sqlite:///{folder / 'data' / 'healthfacts.db'}", platforms, platform, nursery)


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_killed_at_any_step_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, platform: str, nursery: Nursery
) -> None:
    async def one(step: str) -> None:
        async with scene(tmp_path / step.replace(":", ""), platform, nursery) as here:
            await here.killed(step)
            await here.finished({"sent": 3})
            assert here.posts == [1, 1, 1], step

    for first in range(0, len(STEPS), 3):
        await asyncio.gather(*map(one, STEPS[first : first + 3]))


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_killed_with_pictures_on_their_way_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, platform: str, nursery: Nursery
) -> None:
    async def one(step: str) -> None:
        async with scene(tmp_path / step, platform, nursery, READS | {"files"}, picture=True) as here:
            await here.killed(step)
            await here.finished({"sent": 3})
            assert here.posts == [1, 1, 1], step
            if platform == "discord":
                galleries = [
                    str(one.posts[0]["components"]).count("attachment://")
                    for one in here.platforms.discord.places.values()
                ]
                assert galleries == [1, 1, 1], step
            shown = [one["channel_id"] for one in here.platforms.files.shown]
            assert len(shown) == len(set(shown)), step

    await asyncio.gather(*map(one, ("posting", "posted", "marking")))


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_killed_while_the_answer_to_a_stored_message_is_cut_off_it_is_there_once(
    tmp_path: Path, platform: str, nursery: Nursery
) -> None:
    async with scene(tmp_path / "cut", platform, nursery) as here:
        here.platforms.cut(IDS[0] if platform == "discord" else f"C{IDS[0]}")
        async with nursery.sending(here.platforms, here.address, platform) as program:
            async with asyncio.timeout(SECONDS):
                await here.platforms.held.wait()
            assert await program.signal(signal.SIGKILL) == -signal.SIGKILL
        await here.finished({"sent": 3})
        assert here.posts == [1, 1, 1]


async def test_where_slack_cannot_be_read_nothing_is_sent_blindly_and_the_operator_is_told(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with scene(tmp_path / "blind", "slack", nursery, frozenset({"info"})) as here:
        await here.killed("posted")
        async with nursery.sending(here.platforms, here.address, "slack", LANDING="0.3"):
            await here.platforms.until(lambda: bool(here.platforms.slack.direct["U7"]))
            await here.platforms.until(lambda: sum(here.posts) >= 2)
        told = "".join(here.platforms.slack.direct["U7"])
        assert told.count("may or may not") in {1, 2}  # what was posted, and what waited for its turn
        assert max(here.posts) == 1
        for at, count in enumerate(here.posts):
            assert count == 1 or f"C{IDS[at]})" in told


async def test_killed_again_and_again_it_arrives_once(tmp_path: Path, nursery: Nursery) -> None:
    async with scene(tmp_path / "often", "discord", nursery) as here:
        for step in ("posted", "posting", "marking", "claimed", "committing"):
            await here.killed(step)
        await here.finished({"sent": 3})
        assert here.posts == [1, 1, 1]


async def test_a_signal_lets_what_is_on_the_wire_finish(tmp_path: Path, nursery: Nursery) -> None:
    async with scene(tmp_path / "stop", "discord", nursery) as here:
        here.platforms.slow(IDS[0], 0.5)
        async with nursery.sending(here.platforms, here.address, "discord") as program:
            await here.platforms.until(lambda: sum(here.posts) > 0)
            assert await program.signal(signal.SIGTERM) == 0
        states = await here.states()
        assert states.get("sent") == sum(here.posts)
        assert states.keys() <= {"sent", "queued"}


async def test_the_running_bot_posts_what_is_due_and_a_signal_ends_it(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _), FakeDiscord() as discord:
        discord.destinations.places["1"] = Place("1")
        await subscribe(store, ["1"])
        told = {"HEALTHFACTS_DATABASE": address_in(tmp_path), "DISCORD_TOKEN": TOKEN}
        async with process(DISCORD + OURS, **addresses(discord), **told) as program, asyncio.timeout(SECONDS):
            while not discord.destinations.places["1"].posts:  # noqa: ASYNC110 - a gateway has no condition for it
                await asyncio.sleep(0.05)
            program.send_signal(signal.SIGTERM)
            assert await program.wait() == 0
        async with store.read() as connection:
            assert (await connection.execute(select(outbox.c.state))).scalars().all() == ["sent"]
        assert discord.destinations.faults == []

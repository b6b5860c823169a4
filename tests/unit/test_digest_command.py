"""`healthfacts digest` in the terminal, and what `healthfacts check` says of digests."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.digest_process import subscribe
from fakes.everything import shipped

from bots.cli import main
from bots.console.digest_commands import troubled
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Callable


def stored(*channels: str, due: timedelta = timedelta(days=1)) -> None:
    async def run() -> None:
        async with Store.open(os.environ["HEALTHFACTS_DATABASE"]) as store:
            await subscribe(store, channels, due=datetime.now(UTC).replace(second=0, microsecond=0) + due)

    asyncio.run(run())


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["digest", *arguments])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def test_without_any_it_says_how_to_set_one_up(ran: Callable[..., tuple[int, str]]) -> None:
    code, told = ran("list")
    assert (code, told.splitlines()) == (0, [told.strip()])
    assert "healthfacts digest add --help" in told


def test_they_are_listed_previewed_changed_paused_and_removed(ran: Callable[..., tuple[int, str]]) -> None:
    stored("1", "2")
    code, told = ran("list")
    assert code == 0
    assert [line[:2] for line in told.splitlines()] == ["1:", "2:"]
    assert ran("preview", "1")[1].startswith("Benzodiazepines: the evidence")
    assert "daily 7:00 (Europe/Berlin)" in ran("edit", "1", "--when", "daily 7:00", "--zone", "Europe/Berlin")[1]
    assert "Paused" in ran("pause", "1")[1]
    assert "Next:" in ran("resume", "1")[1]
    assert "Nothing was due yet" in ran("log", "1")[1]
    assert ran("remove", "1")[0] == 0
    assert ran("log", "1")[0] == 2


def test_a_picture_is_asked_for_and_given_up_in_the_terminal(ran: Callable[..., tuple[int, str]]) -> None:
    stored("1")
    said = shipped().phrases("en")("digest.picture.yes")
    assert said not in ran("edit", "1", "--when", "daily 7:00")[1]
    assert said in ran("edit", "1", "--picture", "yes")[1]
    assert said in ran("edit", "1", "--when", "daily 8:00")[1]
    assert said not in ran("edit", "1", "--picture", "no")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "discord", "1", "--when", "daily 9:00", "--zone", "UTC"), "not connected"),
        (("add", "discord", "1", "--when", "soon", "--zone", "UTC"), "no schedule"),
        (("add", "discord", "1", "--when", "daily 9:00", "--zone", "Mars"), "time zone"),
        (("send-now", "1"), "not connected"),
        (("edit", "1"), "changes nothing"),
        (("edit", "1", "--picture", "maybe"), "invalid choice"),
        (("show", "1"), "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    ran: Callable[..., tuple[int, str]], arguments: tuple[str, ...], told: str
) -> None:
    stored("1")
    code, said = ran(*arguments)
    assert code == 2
    assert told in said
    assert len(said.splitlines()) == 1


def test_the_check_tells_of_a_digest_that_is_late() -> None:
    assert troubled(shipped()) == ([], [])
    stored("1", due=timedelta(hours=-1))
    late, noted = troubled(shipped())
    assert late == ["1 digests are late by more than 15 minutes: start the bot, or see its log"]
    assert noted == []

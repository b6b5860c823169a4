"""`healthfacts reports`, `about`, `privacy`, and where a withdrawn claim was posted, in a terminal."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from fakes.everything import shipped

from bots.cli import main
from bots.console.prompt import talk
from core.following import catch_up
from core.model import AnswerId
from core.posts import Posts
from core.reports import KEPT, Reports
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

MEMORY = "benzo/alprazolam/memory"


@pytest.fixture(autouse=True)
def _one_app(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give all commands one app, and take away again what it followed."""
    monkeypatch.setattr("bots.cli._load", shipped)
    yield
    shipped().follow(shipped().built_in)


def in_store(do: Callable[[Store], Awaitable[object]]) -> None:
    async def run() -> None:
        async with Store.open(os.environ["HEALTHFACTS_DATABASE"]) as store:
            await do(store)

    asyncio.run(run())


async def reported(store: Store) -> None:
    reports = Reports(shipped(), store, lambda: datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    assert await reports.take(MEMORY, "the year is wrong")
    assert await reports.take("unknown", "")


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    read = capsys.readouterr()
    return read.err if code else read.out


def test_reports_are_listed_shown_and_closed(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "reports") == "No report.\n"
    in_store(reported)
    assert told(capsys, "reports").splitlines()[0].startswith(f"1  2026-11-26 09:30  {MEMORY}  ")
    shown = told(capsys, "reports", "show", "1")
    assert "“the year is wrong”" in shown
    assert "as told then" in shown
    assert "needs --reason" in told(capsys, "reports", "close", "1", code=2)
    assert "by ann: It is right" in told(capsys, "reports", "close", "1", "--reason", "It is right", "--as", "ann")
    assert len(told(capsys, "reports").splitlines()) == 1
    assert told(capsys, "reports", "--closed").startswith("1  ")


def test_a_report_that_there_is_not_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("7", "x", "9" * 40):
        assert told(capsys, "reports", "show", number, code=2).count("\n") == 1
    assert "needs the number" in told(capsys, "reports", "show", code=2)


def test_check_says_how_many_are_open(capsys: pytest.CaptureFixture[str]) -> None:
    in_store(reported)
    main(["check"])
    assert "2 open reports" in capsys.readouterr().out


def test_closed_reports_are_forgotten_after_ninety_days_and_open_ones_never() -> None:
    async def run(store: Store) -> None:
        now = datetime(2026, 11, 26, tzinfo=UTC)
        await reported(store)
        await Reports(shipped(), store, lambda: now).close("1", "ann", "Done.")
        late = Reports(shipped(), store, lambda: now + KEPT)
        await late.forget()
        assert len(await late.all("closed")) == 1
        later = Reports(shipped(), store, lambda: now + KEPT * 2)
        await later.forget()
        assert await later.all("closed") == []
        assert len(await later.all()) == 1

    in_store(run)


def test_withdrawing_lists_where_it_was_posted_and_queues_the_edit(capsys: pytest.CaptureFixture[str]) -> None:
    app = shipped()
    answer = app.open(AnswerId.parse(MEMORY), "en")
    safety = {one for group in app.topics["benzo"].classes for one in group.safety}
    claim = next(one for one in answer.claims if one not in safety)

    async def posted(store: Store) -> None:
        posts = Posts(app, store, {}, lambda: datetime.now(UTC))
        await posts.record("discord", "4004", "90001", answer)
        await posts.record("slack", "C1", "", answer, "response_url")

    in_store(posted)
    out = told(capsys, "claim", "withdraw", claim, "--reason", "The figure was misread.", "--as", "ann")
    assert "It was told in 2 posts:" in out
    assert "discord, channel 4004, message 90001" in out
    assert "will be edited by the running bot" in out
    assert "Slack does not say which message it became" in out
    assert "message 90001" in told(capsys, "claim", "show", claim)
    catch_up(app, os.environ)

    async def mended(store: Store) -> None:
        (one, _) = await Posts(app, store, {}, lambda: datetime.now(UTC)).where(claim)
        assert one.state == "queued"

    in_store(mended)


def test_about_and_privacy_are_told_and_in_the_prompt_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "MIT licence" in told(capsys, "about")
    privacy = told(capsys, "privacy")
    assert "server_setting: " in privacy
    lines = iter(["/healthfacts privacy", "about"])

    def ask(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    talk(shipped(), ask)
    typed = capsys.readouterr().out
    assert "server_setting: " in typed
    assert "MIT licence" in typed

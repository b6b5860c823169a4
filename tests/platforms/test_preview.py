"""The preview over real HTTP: what it answers, whom it lets in, and what it never tells."""

from __future__ import annotations

import asyncio
import re
import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fakes.discord_limits import length, nested, text_of
from fakes.everything import benzo, shipped
from fakes.preview import Page, previewing

from bots.discord.render import render as to_discord
from bots.preview import shots
from bots.preview.client import serve
from bots.preview.server import STATIC, TYPES
from bots.preview.settings import Settings
from bots.slack.render import render as to_slack
from core.model import AnswerId, Query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.app import App

XANAX = "show:benzo/alprazolam/overview"


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with previewing() as opened:
        yield opened


# ---- What it answers ----


@pytest.mark.parametrize(
    ("kind", "text"), [("command", "xanax"), ("mention", "is it permanent?"), ("message", "benzos")]
)
async def test_it_shows_the_very_payloads_that_would_be_sent(page: Page, kind: Any, text: str) -> None:
    replies = await page.ask(text, kind)
    answer = shipped().answer(Query("benzo", text, kind=kind))
    private = kind != "mention"
    shown, say = replace(answer, private=private), shipped().phrases("en")
    [discord], [slack] = replies["discord"], replies["slack"]
    assert discord["payload"] == {"components": to_discord(shown, say)}
    assert slack["payload"] == to_slack(shown, say)
    assert (discord["private"], slack["private"]) == (private, private)
    assert (discord["under"], slack["under"]) == (kind == "mention", kind == "mention")


@pytest.mark.parametrize("aspect", [one.id for one in benzo().aspects])
async def test_an_option_in_discord_is_the_same_question_as_its_word_in_slack(page: Page, aspect: str) -> None:
    replies = await page.ask("xanax", about=aspect)
    shared = [
        [part["custom_id"] for part in nested(replies["discord"][0]["payload"]["components"]) if part["type"] == 2],
        [
            button["action_id"]
            for block in replies["slack"][0]["payload"]["blocks"]
            if block["type"] == "actions"
            for button in block["elements"]
        ],
    ]
    assert all(f"share:benzo/alprazolam/{aspect}" in buttons for buttons in shared)


@pytest.mark.parametrize(("text", "private"), [("xanax", False), ("wibblezepam", True), ("i took all my pills", True)])
async def test_only_facts_go_to_everybody_at_once(page: Page, text: str, *, private: bool) -> None:
    replies = await page.ask(text, share=True)
    assert replies["discord"][0]["private"] is private
    assert replies["slack"][0]["private"] is True  # Slack's command has no such option


async def test_a_press_on_a_private_reply_takes_its_place_and_on_a_public_one_opens_beside_it(page: Page) -> None:
    for platform in ("discord", "slack"):
        for private in (True, False):
            status, [reply] = await page.press(platform, XANAX, private=private)
            assert status == 200
            assert (reply["private"], reply["instead"]) == (True, private)
            assert reply["title"] == shipped().open(AnswerId.parse("benzo/alprazolam/overview"), "en").title


async def test_sharing_posts_once_and_takes_the_button_from_discords_private_copy(page: Page) -> None:
    _, [mine, public] = await page.press("discord", XANAX.replace("show", "share"), private=True)
    assert (mine["private"], mine["instead"]) == (True, True)
    assert (public["private"], public["instead"]) == (False, False)
    assert mine["payload"] == public["payload"]
    assert not any(part.get("custom_id", "").startswith("share:") for part in nested(public["payload"]["components"]))
    _, slack = await page.press("slack", XANAX.replace("show", "share"), private=True)
    assert [(one["private"], one["instead"]) for one in slack] == [(False, False)]


async def test_what_is_known_no_longer_is_not_shared(page: Page) -> None:
    for platform in ("discord", "slack"):
        _, [reply] = await page.press(platform, "share:benzo/nosuchdrug/overview", private=True)
        assert reply["private"]


@pytest.mark.parametrize("action", ["", "show:", "show:benzo", "steal:benzo/alprazolam/overview", "show:a/b/c/d/e"])
async def test_a_forged_button_is_refused_in_one_line(page: Page, action: str) -> None:
    status, said = await page.press("discord", action, private=True)
    assert status == 400
    assert "\n" not in said["error"]


async def test_autocomplete_is_the_one_of_discord(page: Page) -> None:
    for typed in ("", "kl", "zanax", "clonidine"):
        status, options = await page.post("suggest", topic="benzo", typed=typed)
        assert status == 200
        assert [(one["label"], one["value"]) for one in options] == list(shipped().suggest("benzo", typed))


async def test_sizes_are_those_that_the_platforms_count(page: Page) -> None:
    replies = await page.ask("xanax full")
    [discord], [slack] = replies["discord"], replies["slack"]
    parts = list(nested(discord["payload"]["components"]))
    sizes = {one["what"]: one for one in discord["sizes"]}
    joins = sum(part["type"] == 10 for part in parts) - 1
    assert sizes["characters"] == {"what": "characters", "count": length(text_of(parts[:1])) - joins, "most": 4000}
    assert sizes["components"] == {"what": "components", "count": len(parts), "most": 40}
    sizes = {one["what"]: one for one in slack["sizes"]}
    assert sizes["blocks"] == {"what": "blocks", "count": len(slack["payload"]["blocks"]), "most": 50}
    assert sizes["characters of plain text"]["count"] == len(slack["payload"]["text"])
    assert all(0 < one["count"] <= one["most"] for one in (*discord["sizes"], *slack["sizes"]))


async def test_the_page_knows_every_command_with_its_options(page: Page) -> None:
    async with page.session.get(f"{page.address}api/topics") as response:
        told = await response.json()
    [topic] = told["topics"]
    assert topic["command"] == "benzo"
    assert [one["id"] for one in topic["about"]] == [one.id for one in benzo().aspects]
    assert topic["share"].keys() == {"yes", "no"}
    assert told["action"] == {
        "discord": shipped().phrases("en")("message.action"),
        "slack": shipped().phrases("en")("message.action.short"),
    }


# ---- The page itself ----


async def test_the_page_comes_whole_from_here_and_is_small(page: Page) -> None:
    async with page.session.get(page.address) as response:
        html = await response.text()
        assert response.content_type == "text/html"
    size = len(html.encode())
    for path in STATIC.iterdir():
        if path.name != "index.html":
            async with page.session.get(f"{page.address}static/{path.name}") as response:
                assert response.status == 200, path.name
                assert response.content_type == TYPES[path.suffix]
                size += len(await response.read())
    assert size < 100_000
    assert re.findall(r'(?:src|href)="(?!/static/|#|data:,")', html) == []
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\ssrc=)|\s(?:on\w+|style)=", html) == []


def test_no_script_of_the_page_makes_html_or_code_of_text() -> None:
    scripts = sorted(STATIC.glob("*.js"))
    assert len(scripts) > 4
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|DOMParser|javascript:"
    assert [path.name for path in scripts if re.search(risky, path.read_text())] == []


async def test_every_response_forbids_what_the_page_does_not_need(page: Page) -> None:
    for path in ("", "static/page.js", "api/topics", "nowhere"):
        async with page.session.get(page.address + path) as response:
            policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
            assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
            assert policy["img-src"] == "'self' data:"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Cache-Control"] == "no-store"
            assert "Python" not in response.headers["Server"]


def test_the_pictures_of_the_readme_are_those_that_it_takes_and_are_small() -> None:
    kept = sorted((STATIC.parent / "readme").iterdir())
    assert [path.name for path in kept] == sorted(f"{shot.name}.png" for shot in shots.SHOTS[:4])
    assert all(path.stat().st_size <= shots.MOST_BYTES for path in kept)


# ---- Its life ----


async def test_it_prints_its_address_opens_no_browser_behind_a_pipe_and_stops_when_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    stop = asyncio.Event()
    app: App = shipped()
    task = asyncio.create_task(serve(app, Settings(), stop))
    stop.set()
    async with asyncio.timeout(5):
        await task
    assert re.search(r"preview: http://127\.0\.0\.1:\d+/ ", capsys.readouterr().err)
    assert opened == []


def test_without_a_browser_no_pictures_are_taken_and_one_line_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert shots.main([]) == 2
    assert shots.main([str(tmp_path / "pictures")]) == 1
    wrong, missing = capsys.readouterr().err.splitlines()
    assert wrong.startswith("healthfacts: name one folder")
    assert "apt-get install chromium" in missing
    assert list(tmp_path.iterdir()) == []

"""What operators do in the preview, over real HTTP and a real store: panels, forms, articles, digests, pictures."""

from __future__ import annotations

import base64
import io
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from fakes.discord_limits import modal_faults, nested
from fakes.preview import Page, previewing, session_at
from fakes.slack_rules import problems
from fakes.slack_views import view_problems

from bots.preview.client import serving
from bots.preview.reading import CLAIMS, SHOWN
from bots.preview.settings import Settings
from core.app import load
from core.door import Door
from core.errors import StoreFault
from core.office import open_office

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ARTICLE = """Lormetazepam and spines

Mice that got lormetazepam lost dendritic spines, according to a study in Invented Journal (2024).
People were not tested.

Comments
bob wrote: everybody should quit today! 😀
"""


@asynccontextmanager
async def operated(tmp_path: Path) -> AsyncIterator[Page]:
    """A preview whose store can be written, and a session from its page."""
    app, door = load(), Door()
    async with open_office(app, f"sqlite:///{tmp_path / 'store.db'}") as office:
        await office.follower.refresh()
        door.open(office)
        async with serving(app, Settings(), door) as address, session_at(address) as session:
            yield Page(address, session)


async def read(
    page: Page, text: str | bytes = ARTICLE, kind: str = "text/plain; charset=utf-8", from_: str = ""
) -> Any:
    data = io.BytesIO(text.encode() if isinstance(text, str) else text)
    to = f"{page.address}api/article/read{from_}"
    async with page.session.post(to, data=data, headers={"Content-Type": kind}) as told:
        return await told.json()


# ---- Panels and forms ----


async def test_the_commands_are_those_of_the_platforms() -> None:
    async with previewing() as page, page.session.get(f"{page.address}api/topics") as response:
        told = await response.json()
    paths = [one["path"] for one in told["operating"]]
    assert {"about", "privacy", "review add", "digest add", "country set", "reports list"} <= set(paths)
    [add] = [one for one in told["operating"] if one["path"] == "review add"]
    assert [option["name"] for option in add["options"]] == ["link"]
    assert add["usage"] == "/healthfacts review add LINK"


async def test_every_command_without_options_answers_as_both_platforms_take_it(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        async with page.session.get(f"{page.address}api/topics") as response:
            commands = (await response.json())["operating"]
        for one in commands:
            if any(option["required"] for option in one["options"]):
                continue
            for platform in ("discord", "slack"):
                status, shown = await page.post("operate", platform=platform, line=one["path"])
                assert status == 200, one
                _taken(platform, shown)


def _taken(platform: str, shown: Any) -> None:
    """Check what is shown by the platform's own rules."""
    if "modal" in shown:
        assert list((modal_faults if platform == "discord" else view_problems)(shown["modal"])) == []
    elif platform == "slack":
        reply = shown["reply"]["payload"]
        assert problems({**reply, "response_type": "ephemeral"}) == []
    else:
        assert len(list(nested(shown["reply"]["payload"]["components"]))) <= 40


async def test_what_is_no_command_lists_those_that_there_are(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        _, shown = await page.post("operate", platform="slack", line="nonsense")
        assert "/healthfacts review add LINK" in shown["reply"]["payload"]["text"]
        _, wrong = await page.post("operate", platform="slack", line="review add")
        assert "\n" not in wrong["error"]
        status, _ = await page.post("operate", platform="discord", action="do:review/nothing")
        assert status == 400


async def test_the_page_itself_gets_panels_and_forms_as_they_are(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        _, shown = await page.post("operate", platform="page", action="review/show/shi-found")
        assert shown["panel"]["buttons"][0]["action"].startswith("review/withdraw/shi-found")
        _, shown = await page.post("operate", platform="page", action="review/withdraw/shi-found")
        assert shown["form"]["fields"][0]["id"] == "reason"


async def test_without_a_store_that_is_said() -> None:
    async with previewing() as page:
        _, told = await page.post("operate", platform="slack", line="about")
        assert "no store" in told["error"]
    door = Door()
    door.lock(StoreFault("the store is broken; mend it"))
    async with serving(load(), Settings(), door) as address, session_at(address) as session:
        _, told = await Page(address, session).post("article/link", link="https://example.org")
        assert told["error"] == "the store is broken; mend it"


# ---- Articles ----


async def test_the_pieces_of_an_article_are_its_text_each_of_one_zone_and_claim() -> None:
    async with previewing() as page:
        view = await read(page)
    assert "".join(text for _, _, text in view["pieces"]).strip() == ARTICLE.strip()
    assert view["shown"] == view["characters"]
    assert {zone for zone, _, _ in view["pieces"]} >= {"article", "comments"}
    assert all(zone == "article" for zone, claim, _ in view["pieces"] if claim >= 0)
    for _, claim, text in view["pieces"]:
        if claim >= 0:
            assert text == view["claims"][claim]["text"]
    assert "😀" in "".join(text for zone, _, text in view["pieces"] if zone == "comments")


async def test_of_a_long_article_only_the_beginning_is_sent() -> None:
    async with previewing() as page:
        view = await read(page, ARTICLE.partition("Comments")[0] * 600)
    assert view["characters"] > SHOWN >= view["shown"]
    assert sum(len(text) for _, _, text in view["pieces"]) == view["shown"]
    assert len(view["claims"]) <= CLAIMS < view["claims_found"]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", "text/plain", ""),
        (b"%PDF-1.7 x", "application/octet-stream", "PDF"),
        (b"x" * 5_000_001, "text/plain", "5 MB"),
        (b"{}", "application/json", "text or HTML"),
    ],
)
async def test_what_is_no_article_is_refused_in_one_line(data: bytes, kind: str, said: str) -> None:
    async with previewing() as page:
        told = await read(page, data, kind)
    assert said in told["error"]
    assert "\n" not in told["error"]


async def test_even_more_than_that_is_refused() -> None:
    async with previewing() as page:
        assert "error" in await read(page, b"x" * 6_000_000, "text/plain")


async def test_what_is_approved_is_told_at_once_and_added_once(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        view = await read(page)
        _, added = await page.post("article/add", sha256=view["sha256"])
        assert [one["status"] for one in added["drafts"]] == ["draft"] * len(view["claims"])
        [draft] = [one["id"] for one in added["drafts"] if one["start"] == view["claims"][0]["start"]]
        _, told = await page.post("operate", platform="page", action=f"review/approve/{draft}/1")
        assert "draft" in told["panel"]["title"]
        assert "look it up" in str(told["panel"]["parts"])
        await read(page, from_="?address=https%3A%2F%2Fexample.org%2Fspines")
        _, again = await page.post("article/add", sha256=view["sha256"])
        assert (again["already"], again["document"]) == ("text", added["document"])
        _, told = await page.post("operate", platform="page", action=f"review/approve/{draft}/1")
        assert "published" in told["panel"]["title"]
        replies = await page.ask("lormetazepam memory")
        assert view["claims"][0]["text"] in replies["slack"][0]["payload"]["text"]
        status, _ = await page.post("article/add", sha256="0" * 64)
        assert status == 400


async def test_a_link_into_this_machine_is_not_fetched(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        _, told = await page.post("article/link", link=page.address)
    assert "error" in told
    assert "\n" not in told["error"]


# ---- Digests ----


async def test_a_digest_is_told_in_both_zones_and_on_both_platforms() -> None:
    async with previewing() as page:
        _, told = await page.post("digest", topic="benzo", when="Mondays 09:00", zone="America/New_York")
    assert len(told["times"]) == 3
    assert all(one["local"].endswith("09:00") and one["utc"][-5:] in {"13:00", "14:00"} for one in told["times"])
    assert problems({**told["slack"]["payload"], "response_type": "in_channel"}) == []
    assert not told["discord"]["private"]
    offered = [one.get("custom_id", "") for one in nested(told["discord"]["payload"]["components"])]
    assert "picture:benzo/benzodiazepine/memory" in offered  # shown to who presses, and nobody else
    assert "Do not stop or cut down suddenly." in told["text"]


@pytest.mark.parametrize(
    ("when", "zone", "said"), [("sometimes", "UTC", "no schedule"), ("daily 9:00", "Mars/Base", "no such time zone")]
)
async def test_a_wrong_schedule_or_zone_is_said_in_one_line(when: str, zone: str, said: str) -> None:
    async with previewing() as page:
        _, told = await page.post("digest", topic="benzo", when=when, zone=zone)
    assert said in told["error"]


async def test_with_nothing_new_it_may_skip_and_there_is_none_to_list(tmp_path: Path) -> None:
    async with operated(tmp_path) as page:
        wish = {"topic": "benzo", "when": "daily 9:00", "zone": "UTC"}
        _, told = await page.post("digest", **wish, nothing_new="skip", added=True)
        assert (told["discord"], told["slack"], told["news"]) == (None, None, 0)
        _, said = await page.post("digest", **wish, nothing_new="say")
        assert said["text"] != told["text"]
        assert await page.post("digest/list") == (200, [])
        _, missing = await page.post("digest/stored", number=7)
        assert "7" in missing["error"]


# ---- Pictures ----


async def test_a_picture_is_sent_as_the_platform_would_be_sent_it() -> None:
    async with previewing() as page:
        for platform in ("discord", "slack"):
            status, [reply] = await page.press(platform, "picture:benzo/alprazolam/duration", private=True)
            assert status == 200
            assert reply["private"]
            assert not reply["instead"]
            [(name, address)] = reply["files"].items()
            assert base64.b64decode(address.partition(",")[2]).startswith(b"\x89PNG")
            assert name in str(reply["payload"])
        _, told = await page.press("slack", "picture:benzo/alprazolam/stopping", private=True)
        assert "no picture" in told["error"]
        status, _ = await page.press("slack", "picture:x", private=True)
        assert status == 400

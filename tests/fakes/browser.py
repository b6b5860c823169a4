"""Debian's Chromium over the preview, and axe-core, which judges how accessible a page is."""

from __future__ import annotations

import importlib.util
import os
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fakes.everything import shipped

from bots.preview.client import serving
from bots.preview.settings import Settings
from bots.preview.shots import only_here

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

MOST = 15_000
"""Milliseconds that anything may take before a test gives up."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Return the browser's program, or skip the test."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("Chromium is not installed")
    return found


def axe() -> str:
    """Return axe-core as it comes with the development dependency axe-playwright-python, or skip the test."""
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@dataclass
class Visit:
    """A page that is open, and what happened in it that a reader would not see."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def write(self, platform: str, text: str) -> None:
        """Type a text where one writes on a platform, and send it. A command of Discord's moves to its own field."""
        await self.page.click(f"#{platform}-input")
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def replies(self, platform: str, count: int) -> list[Any]:
        """Wait until the bot has sent so many messages on a platform, and return them."""
        await self.page.wait_for_function(
            "([id, count]) => document.querySelectorAll(`#${id} .bot`).length === count", arg=[f"{platform}-log", count]
        )
        return await self.page.query_selector_all(f"#{platform}-log .bot")

    async def open(self, view: str) -> None:
        """Go to a view: Chat, Article or Digest."""
        await self.page.click(f"nav >> text={view}")
        await self.page.wait_for_selector(f"#view-{view.lower()}:not([hidden])")

    async def faults(self) -> list[str]:
        """Return what axe-core finds wrong with the page as it is now."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(axe())
        found = await self.page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        return [
            f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]
        ]


@asynccontextmanager
async def visiting(
    browser: Browser,
    width: int = 1280,
    height: int = 860,
    *,
    address: str = "",
    guarded: bool = True,
    **context: Any,
) -> AsyncIterator[Visit]:
    """Open the preview at an address in a window of its own; no request gets off this machine.

    Without an address it is one of its own, over the shipped `config/` and no store. `guarded` sends every request
    through the test, which takes 15 ms each: benchmarks do without.
    """
    async with AsyncExitStack() as stack:
        place = address or await stack.enter_async_context(serving(shipped(), Settings()))
        window = await browser.new_context(viewport={"width": width, "height": height}, **context)
        stack.push_async_callback(window.close)
        window.set_default_timeout(MOST)
        if guarded:
            await window.route("**/*", only_here)
        visit = Visit(await window.new_page(), place)
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        await visit.page.goto(place)
        await visit.page.wait_for_selector("[data-ready]")
        yield visit

"""One browser and one preview, with a store behind it, for all tests in a browser; a window for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio
from fakes.browser import Visit, chromium, visiting
from playwright.async_api import Browser, async_playwright

from bots.preview.client import serving
from bots.preview.settings import Settings
from core.app import load
from core.door import Door
from core.office import open_office

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=program)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    app, door = load(), Door()
    store = tmp_path_factory.mktemp("preview") / "store.db"
    async with open_office(app, f"sqlite:///{store}") as office:
        await office.follower.refresh()
        door.open(office)
        async with serving(app, Settings(), door) as place:
            yield place


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, address: str) -> AsyncIterator[Visit]:
    async with visiting(browser, address=address) as opened:
        yield opened
        assert opened.complaints == []
        assert [one for one in opened.requests if not one.startswith((opened.address, "data:"))] == []

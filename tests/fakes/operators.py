"""What operators need on either platform: an open office over a store of its own, and an article on loopback."""

from __future__ import annotations

import html
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fakes.crossref import FakeCrossref, work
from fakes.discord_payloads import GUILD
from fakes.everything import shipped
from fakes.web import Clock, FakeWeb, Page

from core import office as offices
from core.door import Door
from core.office import Office, open_office

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from core.app import App
    from core.articles.online.feed_sources import FeedSource

_EMPTY: list[bytes] = []
"""A store as it is when it has just been made: migrating one for each test would take most of the tests' time."""

DOI = "10.5555/paper.1"
TITLE = "What calms may dull"
IN_PEOPLE = "People who took alprazolam for six weeks remembered fewer words than people who took a placebo."
IN_MICE = "Mice given diazepam every day explored less than mice given water."
CAREFUL = "Alprazolam may make it harder to learn new things while it is taken."


def page(*sentences: str, title: str = TITLE, doi: str = "") -> Page:
    """Return a news page, written by us, on a study that nobody made."""
    title = html.escape(title)
    meta = f'<meta name="citation_doi" content="{doi}">' if doi else ""
    paragraphs = "".join(f"<p>{one}</p>" for one in sentences or (IN_PEOPLE, IN_MICE, CAREFUL))
    text = (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="og:site_name" content="Example News">{meta}</head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
    return Page(text.encode(), "text/html; charset=utf-8")


@dataclass
class Site:
    """What a test of operators has: the app, the way to the office, the office, and a web to fetch from."""

    app: App
    door: Door
    office: Office
    web: FakeWeb
    crossref: FakeCrossref


@contextmanager
def feeding(*sources: FeedSource) -> Iterator[None]:
    """Give offices that are opened meanwhile these feeds, which no file may name: they are on this machine."""
    shipped = offices.load_feeds
    offices.load_feeds = lambda _: sources
    try:
        yield
    finally:
        offices.load_feeds = shipped


@contextmanager
def _set(app: App, **settings: Any) -> Iterator[None]:
    """Give the app other settings, and take them and what it followed away again: it is one for all tests."""
    before = app.settings
    app.settings = replace(before, **settings)
    try:
        yield
    finally:
        app.settings = before
        app.follow(app.built_in)


@asynccontextmanager
async def a_site(folder: Path, *, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Site]:
    """Open an office in a folder, with `settings` in place of the shipped ones."""
    app = shipped()
    file = folder / "office.db"
    if _EMPTY and not file.exists():
        file.write_bytes(_EMPTY[0])
    elif not file.exists():
        async with open_office(app, f"sqlite:///{file}"):
            pass
        _EMPTY.append(file.read_bytes())
    async with AsyncExitStack() as stack:
        stack.enter_context(_set(app, **{"discord_server": GUILD, **settings}))
        web = await stack.enter_async_context(FakeWeb())
        crossref = await stack.enter_async_context(FakeCrossref(work(DOI)))
        given, door = {"clock": clock} if clock else {}, Door()
        office = await stack.enter_async_context(
            open_office(app, f"sqlite:///{file}", loopback=True, crossref=crossref.url, outlets=door.outlets, **given)
        )
        await office.follower.refresh()
        door.open(office)
        yield Site(app, door, office, web, crossref)

"""What operators do, over one open store: add articles, review claims, look after feeds and papers that may fall.

The command line opens an office for one command; a running bot keeps one open beside its answers (`bots/run.py`).
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from random import SystemRandom
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.articles.model import Page, Tags
from core.articles.online.feed_sources import load_feeds
from core.articles.online.feeds import Feeds
from core.articles.online.fetching import Fetcher
from core.articles.online.standings import Crossref, Standings
from core.articles.parse import parser_of
from core.articles.review.service import Review
from core.digests.desk import Digests
from core.errors import HealthfactsError, WrongUse
from core.following import Follower
from core.logs import cause, log
from core.operating.notices import Notices
from core.posts import Posts
from core.reports import Reports
from core.storage.decisions import bump
from core.storage.engine import Store
from core.storage.servers import set_country

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from random import Random

    from core.app import App
    from core.articles.model import Article
    from core.articles.online.feed_items import FeedItem
    from core.articles.review.values import Added
    from core.catalog import Topic
    from core.digests.publishing import Publisher
    from core.outlets import Outlets
    from core.storage.standings import Looked

TENDED = 300.0
"""Seconds between two rounds of looking whether a feed or a paper is due."""
LAST_WORDS = 5.0
"""Seconds that closing waits for what operators are being told."""
FEEDS = "feeds"
"""Who adds what a feed brings."""


class Office:
    """The services over one store. `clock` returns the time in UTC."""

    def __init__(  # noqa: PLR0913 - every dependency is an argument
        self,
        app: App,
        store: Store,
        address: str,
        fetcher: Fetcher,
        *,
        clock: Callable[[], datetime],
        random: Random,
        crossref: str,
        outlets: Outlets = MappingProxyType({}),
        publishers: Mapping[str, Publisher] = MappingProxyType({}),
    ) -> None:
        self.app = app
        self.store = store
        self.review = Review(store, app.built_in.values(), app.phrases(app.settings.locale), clock)
        self.follower = Follower(app, store, address)
        self.reports = Reports(app, store, clock)
        self.notices = Notices(app.settings, outlets)
        self.posts = Posts(app, store, outlets, clock)
        self.digests = Digests(app, store, publishers, clock)
        self._fetcher = fetcher
        self._clock = clock
        mail = app.settings.contact if "@" in app.settings.contact else ""
        self.standings = Standings(store, Crossref(fetcher, mailto=mail, api=crossref), clock) if crossref else None
        self.feeds = {topic.id: self._feeds_of(topic, mail, random) for topic in app.built_in.values()}

    async def add_link(self, address: str, who: str, topic: str | None = None) -> Added:
        """Fetch the page at a web address, and add it. Raises FetchFault, NotAnArticle, WrongUse or StoreFault."""
        article, found_at = await self.read_link(address)
        return await self.add(article, who, topic, address=found_at)

    async def read_link(self, address: str) -> tuple[Article, str]:
        """Fetch the page at a web address and read it; return it with where it was found. Raises as `add_link` does."""
        page = await self._fetcher.fetch(address)
        charset = f"; charset={page.charset}" if page.charset else ""
        article = await asyncio.to_thread(
            parser_of(self.app).parse, page.data, content_type=page.content_type + charset, url=page.url
        )
        return article, page.url

    async def add(self, article: Article, who: str, topic: str | None = None, *, address: str | None = None) -> Added:
        """Store an article and its claims as drafts. Raises WrongUse for one on no topic, StoreFault."""
        today = self._clock().date()
        return await self.review.add(article, topic, address=address, retrieved_on=today, who=who)

    async def look_up(self, dois: tuple[str, ...]) -> tuple[Looked, ...]:
        """Find out whether the papers with these DOIs still stand, and return those that are papers at all.

        None is looked up where the settings name no Crossref. Raises StoreFault.
        """
        found = [await self.standings.check(doi) for doi in dois] if self.standings else []
        return tuple(one for one in found if one)

    async def tend(self) -> None:
        """Poll feeds and look papers up as they fall due, until cancelled. What fails is logged and tried again."""
        while True:
            await asyncio.sleep(TENDED)
            for feeds in self.feeds.values():
                await _logged("feeds.failed", feeds.poll_due)
            await _logged("standings.failed", self.check_papers)
            await _logged("forgetting.failed", self.posts.forget)
            await _logged("forgetting.failed", self.reports.forget)

    async def set_country(self, platform: str, server: str, country: str) -> None:
        """Set whose help lines a server's readers see first, "" for nobody's in particular. Raises StoreFault."""
        async with self.store.begin() as connection:
            await set_country(connection, platform, server, country)
            await bump(connection)
        await self.follower.refresh()

    async def check_papers(self) -> None:
        """Look up every cited paper that is due. Raises StoreFault."""
        if self.standings is None:
            return
        cited = {
            str(source.csl["DOI"])
            for topic in self.app.built_in.values()
            for source in topic.sources.values()
            if "DOI" in source.csl
        }
        await self.standings.check_due(cited)

    def _feeds_of(self, topic: Topic, mail: str, random: Random) -> Feeds:
        lexicon = parser_of(self.app).lexicon

        def relevant(text: str) -> bool:
            return bool(set(lexicon.drugs_in(text)) & topic.drugs.keys()) or bool(
                set(lexicon.classes_in(text)) & {one.id for one in topic.classes}
            )

        async def add(item: FeedItem) -> int | None:
            article = await asyncio.to_thread(parser_of(self.app).parse_page, to_page(item))
            try:
                return (await self.add(article, FEEDS, topic.id, address=item.address)).document
            except WrongUse as nothing:  # it names a drug, but says nothing of it that could be reviewed
                log.info("feeds.nothing_to_review", topic=topic.id, **cause(nothing))
                return None

        sources = load_feeds(self.app.config / "topics" / topic.id / "feeds.toml")
        return Feeds(
            topic.id,
            sources,
            self.store,
            self._fetcher,
            add=add,
            relevant=relevant,
            clock=self._clock,
            random=random,
            email=mail,
        )


def to_page(item: FeedItem) -> Page:
    """Return what a feed says of an article as a page: its title, then its abstract."""
    csl = {"PMID": item.pmid} if item.pmid else {}
    tags = Tags(
        title=item.title,
        published=item.published,
        url=item.address,
        dois=(item.doi,) if item.doi else (),
        authors=item.authors,
        csl=csl,
    )
    return Page(item.text, tags)


@asynccontextmanager
async def open_office(  # noqa: PLR0913 - every dependency is an argument
    app: App,
    address: str,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Random | None = None,
    loopback: bool = False,
    crossref: str | None = None,
    outlets: Outlets = MappingProxyType({}),
    publishers: Mapping[str, Publisher] = MappingProxyType({}),
) -> AsyncIterator[Office]:
    """Open the store at `address`, and the services over it.

    `crossref` is where papers are looked up, in place of the settings' address, "" for nowhere. `loopback` lets them
    fetch from this machine, for tests; `outlets` are the platforms that are connected, `publishers` those that digests
    go to.

    Raises StoreFault, and ConfigError for rules or feeds that cannot be read.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(address))
        fetcher = await stack.enter_async_context(Fetcher(app.settings.contact, loopback=loopback))
        office = Office(
            app,
            store,
            address,
            fetcher,
            clock=clock,
            random=random or SystemRandom(),
            crossref=app.settings.crossref if crossref is None else crossref,
            outlets=outlets,
            publishers=publishers,
        )
        yield office
        await office.notices.finish(LAST_WORDS)


async def _logged(event: str, do: Callable[[], Awaitable[object]]) -> None:
    try:
        await do()
    except HealthfactsError as error:
        log.error(event, **cause(error))

"""What operators do, over one open store: add articles, review claims, look after feeds and papers that may fall.

The command line opens an office for one command; a running bot keeps one open beside its answers (`bots/run.py`).
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING

from core.articles.feed_sources import load_feeds
from core.articles.feeds import Feeds
from core.articles.fetching import Fetcher
from core.articles.model import Page, Tags
from core.articles.parse import parser_of
from core.articles.review import Review
from core.articles.standing import API, Crossref, Standings
from core.errors import HealthfactsError, WrongUse
from core.following import Follower
from core.logs import cause, log
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from random import Random

    from core.app import App
    from core.articles.feed_items import FeedItem
    from core.articles.model import Article
    from core.articles.reviewed import Added
    from core.catalog import Topic

TENDED = 300.0
"""Seconds between two rounds of looking whether a feed or a paper is due."""
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
        crossref: str = API,
    ) -> None:
        self.app = app
        self.store = store
        self.review = Review(store, app.built_in.values(), app.phrases(app.settings.locale), clock)
        self.follower = Follower(app, store, address)
        self._fetcher = fetcher
        self._clock = clock
        mail = app.settings.contact if "@" in app.settings.contact else ""
        self.standings = Standings(store, Crossref(fetcher, mailto=mail, api=crossref), clock)
        self.feeds = {topic.id: self._feeds_of(topic, mail, random) for topic in app.built_in.values()}

    async def add_link(self, address: str, who: str, topic: str | None = None) -> Added:
        """Fetch the page at a web address, and add it. Raises FetchFault, NotAnArticle, WrongUse or StoreFault."""
        page = await self._fetcher.fetch(address)
        charset = f"; charset={page.charset}" if page.charset else ""
        article = await asyncio.to_thread(
            parser_of(self.app).parse, page.data, content_type=page.content_type + charset, url=page.url
        )
        return await self.add(article, who, topic, address=page.url)

    async def add(self, article: Article, who: str, topic: str | None = None, *, address: str | None = None) -> Added:
        """Store an article and its claims as drafts. Raises WrongUse for one on no topic, StoreFault."""
        today = self._clock().date()
        return await self.review.add(article, topic, address=address, retrieved_on=today, who=who)

    async def look_up(self, dois: tuple[str, ...]) -> None:
        """Find out whether the papers with these DOIs still stand. Raises StoreFault."""
        for doi in dois:
            await self.standings.check(doi)

    async def tend(self) -> None:
        """Poll feeds and look papers up as they fall due, until cancelled. What fails is logged and tried again."""
        while True:
            await asyncio.sleep(TENDED)
            for feeds in self.feeds.values():
                await _logged("feeds.failed", feeds.poll_due)
            await _logged("standings.failed", self.check_papers)

    async def check_papers(self) -> None:
        """Look up every cited paper that is due. Raises StoreFault."""
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
    crossref: str = API,
) -> AsyncIterator[Office]:
    """Open the store at `address`, and the services over it. `loopback` lets them fetch from this machine, for tests.

    Raises StoreFault, and ConfigError for rules or feeds that cannot be read.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(address))
        fetcher = await stack.enter_async_context(Fetcher(app.settings.contact, loopback=loopback))
        yield Office(app, store, address, fetcher, clock=clock, random=random or SystemRandom(), crossref=crossref)


async def _logged(event: str, do: Callable[[], Awaitable[object]]) -> None:
    try:
        await do()
    except HealthfactsError as error:
        log.error(event, **cause(error))

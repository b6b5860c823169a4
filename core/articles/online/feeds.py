"""Looking into a topic's feeds for what is new, and handing each item on the topic to the review, once.

A poll has two halves. What a feed holds is taken into the store, together with the note that it was polled; then the
items that wait there are added, one after the other. Killed at any moment, it goes on where it was: an item is added
again only where nobody noted that it was, and `add` knows an article again that is already there.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aiolimiter import AsyncLimiter
from yarl import URL

from core.articles.online import pubmed
from core.articles.online.feed_items import FeedItem, UnreadableFeed, keys_of, read_feed, shared_addresses
from core.articles.online.fetching import JSON, PAGES
from core.errors import FetchFault, HealthfactsError
from core.logs import cause, log
from core.storage import feeds as rows
from core.storage.feeds import FeedRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from random import Random

    from core.articles.online.feed_sources import FeedSource
    from core.articles.online.fetching import Fetched, Fetcher
    from core.storage.engine import Store
    from core.storage.feeds import ItemState, Waiting

FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
"""What a failure puts off: doubled with each further one in a row, up to a day, and up to a quarter more by chance, so
that feeds which failed together are not asked together again."""
MOST_TRIES = 5
"""How often an item is tried to be added."""
LEASE = timedelta(minutes=10)
"""How long whoever claimed an item may take to add it, before it is anybody's again."""
WINDOW = 30
"""Days that a search of PubMed looks back, and longer where the last poll was longer ago."""
MOST_FOUND = 1_000
"""PMIDs that are taken from one search."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll came to. Of feeds: `polled`, and of these `unchanged` and `failed`; of items all the others.

    `seen` are `known`, `off_topic` or `new`; what was waiting is `added`, `put_off` (to be tried again) or `given_up`.
    """

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    seen: int = 0
    known: int = 0
    off_topic: int = 0
    new: int = 0
    added: int = 0
    put_off: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed of the topic, how it was last (None before its first poll), and what became of its items."""

    source: FeedSource
    row: FeedRow | None
    items: Mapping[ItemState, int]


class Feeds:
    """The feeds of a topic. One poll at a time; several processes may poll the same store.

    `add` makes a draft of an item and returns the document's number, None where there is nothing to add; it must know
    again what it already added. `relevant` tells whether a text names a drug or class of the topic. `clock` returns
    the time in UTC. `email` is the operator's, for NCBI. `pace` makes the limiter that each host gets.
    """

    def __init__(  # noqa: PLR0913 - every dependency is an argument
        self,
        topic: str,
        sources: Sequence[FeedSource],
        store: Store,
        fetcher: Fetcher,
        *,
        add: Callable[[FeedItem], Awaitable[int | None]],
        relevant: Callable[[str], bool],
        clock: Callable[[], datetime],
        random: Random,
        email: str = "",
        eutils: str = pubmed.EUTILS,
        pace: Callable[[], AsyncLimiter] = lambda: AsyncLimiter(1, 1.0),
    ) -> None:
        self._topic = topic
        self._sources = sources
        self._store = store
        self._fetcher = fetcher
        self._add = add
        self._relevant = relevant
        self._clock = clock
        self._random = random
        self._email = email
        self._eutils = eutils
        self._hosts = defaultdict[str | None, AsyncLimiter](pace)

    async def poll_due(self) -> PollReport:
        """Poll the enabled feeds that are due, one after the other, and add what waits. Raises StoreFault."""
        async with self._store.read() as connection:
            known = await rows.feed_rows(connection, self._topic)
        count: Counter[str] = Counter()
        for source in self._sources:
            row = known.get(source.id)
            if row is None or row.source != source.source:
                row = FeedRow(self._topic, source.id, source.source, due_at=self._clock())
            if source.enabled and row.due_at <= self._clock():
                await self._poll(source, row, count)
        await self._add_waiting(count)
        report = PollReport(**count)
        log.info("feeds.polled", topic=self._topic, **asdict(report))
        return report

    async def states(self) -> tuple[FeedState, ...]:
        """Return every feed of the topic with how it is. Raises StoreFault."""
        async with self._store.read() as connection:
            known = await rows.feed_rows(connection, self._topic)
            items = await rows.counts(connection, self._topic)
        return tuple(FeedState(one, known.get(one.id), items.get(one.id, {})) for one in self._sources)

    async def _poll(self, source: FeedSource, row: FeedRow, count: Counter[str]) -> None:
        count["polled"] += 1
        ask = self._search if source.kind == "pubmed" else self._read
        try:
            items, after = await ask(source, row)
        except (FetchFault, UnreadableFeed) as fault:
            count["failed"] += 1
            await self._failed(row, fault)
            return
        count["unchanged"] += items is None
        wanted = await self._sifted(source, items or (), count)
        now = self._clock()
        after = replace(after, due_at=now + timedelta(hours=source.every_hours), polled_at=now, failures=0, cause=None)
        async with self._store.begin() as connection:
            await rows.keep_feed(connection, after)
            for item, keys in wanted:
                new = await rows.take_in(connection, self._topic, source.id, item, keys=keys, now=now)
                count["new" if new else "known"] += 1

    async def _sifted(
        self, source: FeedSource, items: tuple[FeedItem, ...], count: Counter[str]
    ) -> list[tuple[FeedItem, tuple[str, ...]]]:
        """Return the items to take in, with their keys: new ones on the topic, and known ones under a further key."""
        shared = shared_addresses(items)
        keyed = [(item, keys_of(item, source.id, shared)) for item in items]
        async with self._store.read() as connection:
            known = await rows.known_keys(connection, self._topic, {key for _, keys in keyed for key in keys})
        count["seen"] += len(items)
        wanted = []
        for item, keys in keyed:
            if known.keys() >= set(keys):
                count["known"] += 1
            elif known.keys() & set(keys) or self._relevant(item.text):
                wanted.append((item, keys))
            else:
                count["off_topic"] += 1
        return wanted

    async def _failed(self, row: FeedRow, fault: FetchFault | UnreadableFeed) -> None:
        failures = row.failures + 1
        asked = fault.retry_after if isinstance(fault, FetchFault) else None
        due_at = self._clock() + self._wait(failures, asked)
        log.warning("feed.failed", topic=self._topic, feed=row.id, failures=failures, why=str(fault))
        async with self._store.begin() as connection:
            await rows.keep_feed(connection, replace(row, due_at=due_at, failures=failures, cause=str(fault)))

    async def _read(self, source: FeedSource, row: FeedRow) -> tuple[tuple[FeedItem, ...] | None, FeedRow]:
        """Return the items of an RSS or Atom feed, None if nothing changed, and what to ask with next time."""
        fetched = await self._get(source.address, etag=row.etag, last_modified=row.last_modified)
        if fetched.unchanged:
            return None, row
        items = await asyncio.to_thread(read_feed, fetched.data, fetched.content_type)
        return items, replace(row, etag=fetched.etag, last_modified=fetched.last_modified)

    async def _search(self, source: FeedSource, row: FeedRow) -> tuple[tuple[FeedItem, ...] | None, FeedRow]:
        """Return the records of a search of PubMed that are not known yet."""
        days = max(WINDOW, (self._clock() - row.polled_at).days + 1) if row.polled_at else WINDOW
        pmids: dict[str, None] = {}
        total, start = 1, 0
        while start < min(total, MOST_FOUND):
            address = pubmed.search_address(self._eutils, source.search, days=days, start=start, email=self._email)
            total, page = pubmed.read_search((await self._get(address)).data)
            pmids |= dict.fromkeys(page)
            start += pubmed.PAGE
        async with self._store.read() as connection:
            known = await rows.known_keys(connection, self._topic, [f"pmid:{one}" for one in pmids])
        fresh = [one for one in pmids if f"pmid:{one}" not in known]
        items: list[FeedItem] = []
        for at in range(0, len(fresh), pubmed.BATCH):
            address = pubmed.records_address(self._eutils, fresh[at : at + pubmed.BATCH], email=self._email)
            items += await asyncio.to_thread(pubmed.read_records, (await self._get(address)).data)
        return tuple(items), row

    async def _get(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        async with self._hosts[URL(address).host]:
            return await self._fetcher.fetch(address, kinds=(*PAGES, *JSON), etag=etag, last_modified=last_modified)

    async def _add_waiting(self, count: Counter[str]) -> None:
        while waiting := await self._claimed():
            count[await self._add_one(waiting)] += 1

    async def _claimed(self) -> Waiting | None:
        now = self._clock()
        async with self._store.begin() as connection:
            return await rows.claim(connection, self._topic, now, now + LEASE)

    async def _add_one(self, waiting: Waiting) -> str:
        """Add an item, and return under what the report counts it."""
        if waiting.tries > MOST_TRIES:
            return await self._give_up(waiting, f"it was begun {MOST_TRIES} times and never finished")
        try:
            document = await self._add(waiting.item)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one item, the others are added
            log.warning("feed.not_added", topic=self._topic, feed=waiting.feed, tries=waiting.tries, **cause(error))
            why = str(error) if isinstance(error, HealthfactsError) else type(error).__name__
            if waiting.tries == MOST_TRIES:
                return await self._give_up(waiting, why)
            async with self._store.begin() as connection:
                await rows.put_off(connection, waiting.number, self._clock() + self._wait(waiting.tries), why)
            return "put_off"
        async with self._store.begin() as connection:
            await rows.settle(connection, waiting.number, "added", document=document)
        return "added"

    async def _give_up(self, waiting: Waiting, why: str) -> str:
        async with self._store.begin() as connection:
            await rows.settle(connection, waiting.number, "given_up", cause=why)
        return "given_up"

    def _wait(self, failures: int, asked: float | None = None) -> timedelta:
        """Return how long to wait after failures in a row; `asked` are the seconds that the host asked for."""
        doubled: int = 2 ** min(failures - 1, 10)
        chance = self._random.uniform(1, 1.25)
        return max(min(FIRST_WAIT * doubled, LONGEST_WAIT) * chance, timedelta(seconds=asked or 0))

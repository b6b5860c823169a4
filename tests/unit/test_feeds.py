"""Polling feeds: seldom, politely, and each item becomes a draft once, whatever happens in between."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from aiolimiter import AsyncLimiter
from fakes.feeds import RSS, FakePubMed, record, rss, rss_item
from fakes.web import Clock, FakeWeb, Page

from core.articles.online.feed_sources import FeedSource
from core.articles.online.feeds import FIRST_WAIT, LEASE, MOST_TRIES, Feeds, PollReport
from core.articles.online.fetching import Fetcher
from core.errors import FetchFault
from core.storage import feeds as rows
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.articles.online.feed_items import FeedItem

TOPIC = "benzodiazepines"


class Killed(BaseException):
    """The process ends here."""


class Desk:
    """Where items are added, as the review does it: an article that is there already is known again."""

    def __init__(self) -> None:
        self.added: dict[str, int] = {}
        self.asked: list[FeedItem] = []
        self.fails: list[BaseException] = []
        self.killed_after = False

    async def add(self, item: FeedItem) -> int:
        self.asked.append(item)
        if self.fails:
            raise self.fails.pop(0)
        number = self.added.setdefault(item.doi or item.address or item.title, len(self.added) + 1)
        if self.killed_after:
            self.killed_after = False
            raise Killed
        return number


def on_topic(text: str) -> bool:
    return "alprazolam" in text.lower() or "clonazepam" in text.lower()


class Polling:
    """Feeds on one store, one clock and one desk; `site` answers."""

    def __init__(self, store: Store, fetcher: Fetcher, site: FakeWeb) -> None:
        self.clock, self.desk, self.site = Clock(), Desk(), site
        self.limiters: list[AsyncLimiter] = []
        self._store, self._fetcher = store, fetcher

    def _limiter(self) -> AsyncLimiter:
        self.limiters.append(AsyncLimiter(1_000, 1_000_000))
        return self.limiters[-1]

    def feeds(self, *sources: FeedSource) -> Feeds:
        return Feeds(
            TOPIC,
            sources or (FeedSource("a", "feed", f"{self.site.url}/a", enabled=True),),
            self._store,
            self._fetcher,
            add=self.desk.add,
            relevant=on_topic,
            clock=self.clock,
            random=Random(0),  # noqa: S311 - chance, not a secret
            eutils=self.site.url,
            email="me@example.org",
            pace=self._limiter,
        )

    async def item_rows(self) -> list[Any]:
        async with self._store.read() as connection:
            return list(await connection.execute(rows.feed_item.select()))


@asynccontextmanager
async def polling(tmp_path: Path, site: FakeWeb | None = None) -> AsyncIterator[Polling]:
    address = f"sqlite:///{tmp_path}/store.db"
    async with site or FakeWeb() as web, Store.open(address) as store, Fetcher(loopback=True) as fetcher:
        yield Polling(store, fetcher, web)


async def test_items_on_the_topic_become_drafts_once(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer(
            "/a",
            rss(rss_item(guid="1"), rss_item("A vaccine", guid="2"), rss_item("X", description="clonazepam", guid="3")),
        )
        report = await here.feeds().poll_due()
        assert report == PollReport(polled=1, seen=3, off_topic=1, new=2, added=2)
        here.clock.on(hours=23)
        assert await here.feeds().poll_due() == PollReport()
        here.clock.on(hours=1)
        assert await here.feeds().poll_due() == PollReport(polled=1, seen=3, off_topic=1, known=2)
        assert [item.title for item in here.desk.asked] == ["Alprazolam and sleep", "X"]
        assert [(row.state, row.document, row.item) for row in await here.item_rows()] == [
            ("added", 1, None),
            ("added", 2, None),
        ]


async def test_what_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(rss_item(guid="1"), headers={"ETag": '"v1"', "Last-Modified": "then"}))
        await here.feeds().poll_due()
        here.clock.on(days=1)
        assert await here.feeds().poll_due() == PollReport(polled=1, unchanged=1)
        assert here.site.asked[1].headers["If-None-Match"] == '"v1"'
        moved = FeedSource("a", "feed", here.site.answer("/b", rss(rss_item(guid="1"))), enabled=True)
        assert await here.feeds(moved).poll_due() == PollReport(polled=1, seen=1, known=1)
        assert "If-None-Match" not in here.site.asked[2].headers


async def test_only_feeds_that_are_switched_on_are_polled(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        feeds = here.feeds(FeedSource("a", "feed", f"{here.site.url}/a"))
        assert await feeds.poll_due() == PollReport()
        assert here.site.asked == []
        (state,) = await feeds.states()
        assert (state.row, dict(state.items)) == (None, {})


async def test_an_item_that_is_edited_later_is_the_same_item(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer(
            "/a",
            rss(rss_item(guid="1", link="https://invented.example/1")),
            rss(
                rss_item(
                    "Alprazolam and sleep: corrected",
                    guid="1",
                    link="https://invented.example/1?utm_source=x",
                    prism_doi="10.5555/1",
                )
            ),
            rss(rss_item("Alprazolam and sleep, once more", guid="9", prism_doi="10.5555/1")),
        )
        for _ in range(3):
            await here.feeds().poll_due()
            here.clock.on(days=1)
        assert len(here.site.asked) == 3
        assert len(here.desk.asked) == 1


async def test_the_same_paper_in_two_feeds_becomes_one_draft(tmp_path: Path) -> None:
    site = FakePubMed({"41": record("41", doi="10.5555/ONE")})
    async with polling(tmp_path, site) as here:
        a = here.site.answer(
            "/a",
            rss(rss_item(guid="1", prism_doi="10.5555/one"), rss_item(guid="2", link="https://doi.org/10.5555/ONE")),
        )
        b = here.site.answer("/b", rss(rss_item("Clonazepam", link="https://invented.example/doi/abs/10.5555/one?x=1")))
        sources = [FeedSource("a", "feed", a, enabled=True), FeedSource("b", "feed", b, enabled=True)]
        report = await here.feeds(*sources, FeedSource("p", "pubmed", search="x", enabled=True)).poll_due()
        assert report == PollReport(polled=3, seen=4, new=1, known=3, added=1)
        assert len(here.desk.asked) == 1


async def test_an_item_that_names_the_topic_only_later_is_taken_then(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(rss_item("Sleep", guid="1")), rss(rss_item("Sleep and alprazolam", guid="1")))
        assert (await here.feeds().poll_due()).off_topic == 1
        here.clock.on(days=1)
        assert (await here.feeds().poll_due()).added == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Page(status=500), "answered 500"),
        (Page(b"<rss><channel>", RSS), "not well-formed XML"),
        (Page(b"<html><body/></html>"), "neither RSS nor Atom"),
        (Page(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', RSS), "entities"),
        (Page(b"%PDF", "application/pdf"), "sent no text"),
    ],
)
async def test_a_feed_that_fails_is_put_off_ever_longer(tmp_path: Path, answer: Page, why: str) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", *[answer] * 12, rss(rss_item(guid="1")))
        waits = []
        for failures in range(1, 12):
            assert await here.feeds().poll_due() == PollReport(polled=1, failed=1)
            (state,) = await here.feeds().states()
            assert state.row
            assert (state.row.failures, why in str(state.row.cause)) == (failures, True)
            waits.append(state.row.due_at - here.clock())
            here.clock.now = state.row.due_at
        for at, wait in enumerate(waits):
            least = min(FIRST_WAIT * 2**at, waits[0].__class__(days=1))
            assert least <= wait <= least * 1.25
        here.clock.on(days=2)
        await here.feeds().poll_due()
        here.clock.on(days=2)
        assert (await here.feeds().poll_due()).added == 1
        (state,) = await here.feeds().states()
        assert state.row
        assert (state.row.failures, state.row.cause, dict(state.items)) == (0, None, {"added": 1})


async def test_feeds_that_failed_together_are_not_asked_together_again(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        sources = [FeedSource(name, "feed", f"{here.site.url}/{name}", enabled=True) for name in "abc"]
        await here.feeds(*sources).poll_due()
        due = {state.row.due_at for state in await here.feeds(*sources).states() if state.row}
        assert len(due) == 3


async def test_a_host_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", Page(status=429, headers={"Retry-After": "86400"}), rss(rss_item(guid="1")))
        await here.feeds().poll_due()
        here.clock.on(hours=23)
        assert await here.feeds().poll_due() == PollReport()
        here.clock.on(hours=1)
        assert (await here.feeds().poll_due()).added == 1


async def test_the_feeds_of_one_host_share_its_pace(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        sources = [FeedSource(name, "feed", here.site.answer(f"/{name}", rss()), enabled=True) for name in "abc"]
        await here.feeds(*sources).poll_due()
        assert here.site.paths() == ["/a", "/b", "/c"]
        (limiter,) = here.limiters
        assert limiter.has_capacity(997)
        assert not limiter.has_capacity(998)


async def test_an_item_that_cannot_be_added_is_tried_again_and_then_given_up(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(rss_item(guid="1"), rss_item(guid="2")))
        here.desk.fails = [FetchFault("invented.example answered 503: try again later.")]
        assert await here.feeds().poll_due() == PollReport(polled=1, seen=2, new=2, put_off=1, added=1)
        assert (await here.item_rows())[0].cause == "invented.example answered 503: try again later."
        here.desk.fails = [KeyError("a word of the page")] * MOST_TRIES
        for _ in range(MOST_TRIES - 2):
            here.clock.on(hours=12)
            assert (await here.feeds().poll_due()).put_off == 1
        here.clock.on(hours=12)
        assert (await here.feeds().poll_due()).given_up == 1
        (row, _) = await here.item_rows()
        assert (row.state, row.tries, row.cause, row.item) == ("given_up", MOST_TRIES, "KeyError", None)
        here.clock.on(days=9)
        assert await here.feeds().poll_due() == PollReport(polled=1, seen=2, known=2)


async def test_killed_between_adding_and_noting_it_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(rss_item(guid="1"), rss_item("Clonazepam", guid="2")))
        here.desk.killed_after = True
        with pytest.raises(Killed):
            await here.feeds().poll_due()
        assert (await here.feeds().poll_due()).added == 1  # the first is still claimed by whoever was killed
        here.clock.now += LEASE
        assert (await here.feeds().poll_due()).added == 1
        assert len(here.desk.added) == 2
        assert {row.state for row in await here.item_rows()} == {"added"}


async def test_an_item_that_kills_every_time_is_given_up(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(rss_item(guid="1")))
        for _ in range(MOST_TRIES):
            here.desk.killed_after = True
            with pytest.raises(Killed):
                await here.feeds().poll_due()
            here.clock.now += LEASE
        assert (await here.feeds().poll_due()).given_up == 1


async def test_two_pollers_of_one_store_add_each_item_once(tmp_path: Path) -> None:
    async with polling(tmp_path) as here:
        here.site.answer("/a", rss(*(rss_item(guid=str(number)) for number in range(10))))
        other = here.feeds()
        add = here.desk.add

        async def add_while_another_polls(item: FeedItem) -> int:
            here.desk.add = add  # type: ignore[method-assign]
            assert (await other.poll_due()).added == 9
            return await add(item)

        here.desk.add = add_while_another_polls  # type: ignore[method-assign]
        assert (await here.feeds().poll_due()).added == 1
        assert len(here.desk.asked) == 10


async def test_a_search_of_pubmed_brings_only_records_that_are_new(tmp_path: Path) -> None:
    """Off-topic records are read again, since a topic's names may grow."""
    site = FakePubMed({str(pmid): record(str(pmid), "Sleep" if pmid > 5 else "Clonazepam") for pmid in range(1, 246)})
    async with polling(tmp_path, site) as here:
        search = FeedSource("p", "pubmed", search="clonazepam[ti] AND x", enabled=True)
        report = await here.feeds(search).poll_due()
        assert report == PollReport(polled=1, seen=245, off_topic=240, new=5, added=5)
        paths = site.paths()
        assert [path.partition("?")[0] for path in paths] == ["/esearch.fcgi"] * 2 + ["/efetch.fcgi"] * 7
        assert "term=clonazepam[ti]+AND+x" in paths[0].replace("%5B", "[").replace("%5D", "]")
        assert all("tool=healthfacts" in path and "email=me" in path for path in paths)
        assert "reldate=30&" in paths[0]
        site.records = {"999": record("999"), **{pmid: site.records[pmid] for pmid in "12345"}}
        site.asked.clear()
        here.clock.on(days=60)
        assert (await here.feeds(search).poll_due()).added == 1
        assert "reldate=61&" in site.paths()[0]
        assert [path for path in site.paths() if "efetch" in path] == [site.paths()[-1]]
        assert "id=999&" in site.paths()[-1]


async def test_a_search_that_finds_nothing_ends(tmp_path: Path) -> None:
    async with polling(tmp_path, FakePubMed({})) as here:
        search = FeedSource("p", "pubmed", search="x", enabled=True)
        assert await here.feeds(search).poll_due() == PollReport(polled=1)
        assert await here.feeds(replace(search, enabled=False)).poll_due() == PollReport()

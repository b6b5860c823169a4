"""Whether a paper still stands: from both sides, never better than what was said, and unknown when in doubt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from aiolimiter import AsyncLimiter
from fakes.crossref import DOI, FakeCrossref, notice, update, work
from fakes.web import Clock, Page, json_page, redirect
from hypothesis import given
from hypothesis import strategies as st

from core.articles.online.crossref import Malformed, read_notices, read_work, to_csl, to_doi
from core.articles.online.fetching import Fetcher
from core.articles.online.standings import Crossref, Standings, due
from core.standing import Standing
from core.storage.decisions import revision_number
from core.storage.engine import Store
from core.storage.standings import all_standings

if TYPE_CHECKING:
    from pathlib import Path

    from core.articles.online.standings import Found

TODAY = date(2026, 11, 26)
OLD = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
COMMA = "10.5555/invented.251.19.2504,2509"
WORK, UPDATES = f"/works/{DOI.replace('/', '%2F')}", "/works"


def asking(site: FakeCrossref, fetcher: Fetcher, mailto: str = "") -> Crossref:
    return Crossref(fetcher, mailto=mailto, api=site.url, pace=AsyncLimiter(1_000, 1.0))


async def revision(store: Store) -> int:
    async with store.read() as connection:
        return await revision_number(connection)


async def look(site: FakeCrossref, doi: str = DOI, mailto: str = "") -> Found:
    async with site, Fetcher(loopback=True) as fetcher:
        return await asking(site, fetcher, mailto).standing_of(doi, TODAY)


async def test_a_paper_without_a_notice_stands_and_brings_its_reference() -> None:
    site = FakeCrossref(work())
    found = await look(site, "https://doi.org/10.5555/PAPER.1", "me+bot@example.org")
    assert found.standing == Standing("ok", TODAY, None)
    assert found.fault is None
    assert found.csl == {
        "type": "article-journal",
        "title": "Sleep after an invented benzodiazepine & others",
        "author": [{"family": "Doe", "given": "Jo"}, {"literal": "The Invented Group"}],
        "container-title": "Journal of Invented Results",
        "issued": {"date-parts": [[2024, 2, 29]]},
        "volume": "3",
        "issue": "4",
        "page": "5-6",
        "publisher": "Inventions",
        "DOI": DOI,
    }
    assert site.paths() == [
        f"{WORK}?mailto=me%2Bbot@example.org",
        "/works?filter=updates:10.5555/paper.1&rows=100&mailto=me%2Bbot@example.org",
    ]


@pytest.mark.parametrize("source", ["publisher", "retraction-watch"])
async def test_a_retraction_that_only_the_paper_names_is_found(source: str) -> None:
    site = FakeCrossref(work(updated_by=[update("retraction", "10.5555/NOTICE", source)]))
    assert (await look(site)).standing == Standing("retracted", TODAY, "10.5555/notice")


@pytest.mark.parametrize("source", ["publisher", "retraction-watch"])
async def test_a_retraction_that_only_the_notice_names_is_found(source: str) -> None:
    site = FakeCrossref(work(), notice("retraction", DOI.upper(), source=source))
    assert (await look(site)).standing == Standing("retracted", TODAY, "10.5555/notice.1")


async def test_a_paper_that_is_its_own_notice_is_retracted() -> None:
    site = FakeCrossref(work(update_to=[update("retraction", DOI)]))
    assert (await look(site)).standing == Standing("retracted", TODAY, DOI)


async def test_a_notice_about_another_paper_is_not_about_this_one() -> None:
    site = FakeCrossref(work(update_to=[update("retraction", "10.5555/other")]))
    assert (await look(site)).standing.status == "ok"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *((one, "retracted") for one in ("retraction", "Retraction", "partial_retraction", "removal", "withdrawal")),
        *(
            ("expression_of_concern", "concern"),
            ("expression-of-concern", "concern"),
            ("Expression of Concern", "concern"),
        ),
        *((one, "corrected") for one in ("correction", "corrigendum", "erratum", "addendum", "clarification")),
        *(("new_version", "ok"), ("new_edition", "ok"), ("reinstatement", "unknown"), ("", "unknown")),
    ],
)
async def test_each_kind_of_notice_has_its_standing(kind: str, status: str) -> None:
    assert (await look(FakeCrossref(work(), notice(kind)))).standing.status == status


async def test_the_worst_notice_counts() -> None:
    said = ["erratum", "expression_of_concern", "new_kind", "retraction"]
    for count, status in ((1, "corrected"), (2, "concern"), (3, "concern"), (4, "retracted")):
        record = work(updated_by=[update(kind, f"10.5555/{kind}") for kind in said[:count]])
        assert (await look(FakeCrossref(record))).standing.status == status


@pytest.mark.parametrize("title", ["RETRACTED: A paper", "Retracted Article: A paper", "WITHDRAWN : A paper"])
async def test_a_title_that_says_so_is_enough(title: str) -> None:
    assert (await look(FakeCrossref(work(title=[title])))).standing == Standing("retracted", TODAY, None)


async def test_a_title_on_retractions_is_no_retraction() -> None:
    assert (await look(FakeCrossref(work(title=["Retracted papers in an invented field"])))).standing.status == "ok"


@pytest.mark.parametrize("doi", [COMMA, "10.5555/a,b,c,d", OLD, "10.5555/a&b=c#d+e?f%20g;h/"])
async def test_a_doi_with_odd_signs_is_found_from_both_sides(doi: str) -> None:
    assert (await look(FakeCrossref(work(doi)), doi)).standing.status == "ok"
    assert (await look(FakeCrossref(work(doi), notice("retraction", doi)), doi)).standing.status == "retracted"
    by_paper = FakeCrossref(work(doi, updated_by=[update("retraction", "10.5555/x")]))
    assert (await look(by_paper, doi)).standing.status == "retracted"


async def test_a_comma_that_ends_the_doi_for_crossref_makes_it_unknown() -> None:
    """A list that is empty because half a DOI was asked for says nothing."""
    site = FakeCrossref(work(COMMA))
    empty = json_page({"message-type": "work-list", "message": {"total-results": 0, "items": []}})
    site.answer("/works", empty)
    assert (await look(site, COMMA)).standing == Standing("unknown", TODAY)
    colon = "10.5555/a,b:c"
    assert (await look(FakeCrossref(work(colon)), colon)).standing == Standing("unknown", TODAY)


HTML = Page(b"<html><body>Welcome to this network. Log in.</body></html>")
NOT_ANSWERS = [
    *(HTML, Page(HTML.body, "application/json"), Page(b"", "application/json"), Page(b"{", "application/json")),
    *(Page(b"[" * 100_000, "application/json"), Page(b'{"message": "\xff"}', "application/json"), json_page([])),
    *(json_page(None), json_page({"message-type": "work", "message": None}), json_page({"message-type": "work-list"})),
    *(json_page({"message-type": "work", "message": work("10.5555/other")}), redirect("/elsewhere", 301)),
    *(json_page({"message-type": "work", "message": work(updated_by={})}), Page(status=404), Page(status=500)),
    *(json_page({"message-type": "work", "message": work(updated_by=[{"type": 7}])}), Page(status=429)),
    json_page({"message-type": "work-list", "message": {"total-results": 101, "items": []}}),
    json_page({"message-type": "work-list", "message": {"total-results": 1, "items": [{"update-to": []}]}}),
    json_page({"message-type": "work-list", "message": {"total-results": "none", "items": []}}),
]


@pytest.mark.parametrize("answer", NOT_ANSWERS)
@pytest.mark.parametrize("path", [WORK, UPDATES])
async def test_whatever_goes_wrong_on_either_side_is_unknown(path: str, answer: Page) -> None:
    site = FakeCrossref(work())
    site.answer("/elsewhere", json_page({"message-type": "work", "message": work()}))
    site.answer(path, answer)
    found = await look(site)
    assert found.standing == Standing("unknown", TODAY)
    assert found.fault


async def test_nobody_there_is_unknown() -> None:
    async with FakeCrossref() as site:
        api = site.url
    async with Fetcher(loopback=True) as fetcher:
        assert (await Crossref(fetcher, api=api).standing_of(DOI, TODAY)).standing == Standing("unknown", TODAY)


async def test_a_retraction_is_told_though_the_other_side_is_silent() -> None:
    site = FakeCrossref(work(updated_by=[update("retraction", "10.5555/n")]))
    site.answer(UPDATES, Page(status=500))
    found = await look(site)
    assert found.standing == Standing("retracted", TODAY, "10.5555/n")
    assert found.fault
    milder = FakeCrossref(work(updated_by=[update("erratum", "10.5555/n")]))
    milder.answer(UPDATES, Page(status=500))
    assert (await look(milder)).standing == Standing("unknown", TODAY)


async def test_what_is_no_doi_is_not_asked_for() -> None:
    site = FakeCrossref()
    assert (await look(site, "the paper")).standing.status == "unknown"
    assert site.asked == []


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        *(("10.1000/ABC", "10.1000/abc"), ("doi: 10.1000/a,b", "10.1000/a,b"), (" 10.1000.10/a\n", "10.1000.10/a")),
        *(("https://dx.doi.org/10.1000/a/", "10.1000/a/"), ("10.1/a", None), ("10.1000/", None), ("10.1000/a b", None)),
    ],
)
def test_a_doi_is_one_with_or_without_its_address(text: str, doi: str | None) -> None:
    assert to_doi(text) == doi


_ONE = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_ANY = _ONE | st.lists(
    _ONE | st.lists(_ONE, max_size=2) | st.dictionaries(st.text(max_size=5), _ONE, max_size=2), max_size=2
)
_NAMES = st.sampled_from([*work(), "updated-by", "update-to", "article-number"])


@given(st.dictionaries(_NAMES, _ANY | st.dictionaries(st.just("date-parts"), st.lists(_ANY, max_size=2)), max_size=4))
def test_any_record_at_all_is_read_or_refused(record: dict[str, Any]) -> None:
    csl = to_csl(record)
    assert csl["type"]
    assert all(isinstance(csl.get(name, ""), str) for name in ("title", "volume", "page", "DOI"))
    for read in (lambda data: read_work(data, DOI), read_notices):
        with pytest.raises(Malformed):
            read(json_page({"message-type": "other", "message": record}).body)


# What is written down, and when it is looked up again.


async def test_what_was_found_is_written_down_and_answers_are_told_once(tmp_path: Path) -> None:
    clock, site = Clock(), FakeCrossref(work())
    async with Store.open(f"sqlite:///{tmp_path}/store.db") as store, site, Fetcher(loopback=True) as fetcher:
        standings = Standings(store, asking(site, fetcher), clock)
        before = await revision(store)
        found = await standings.check("doi:10.5555/Paper.1")
        assert found
        assert found.csl
        assert await revision(store) == before + 1
        async with store.read() as connection:
            assert await all_standings(connection) == {DOI: Standing("ok", TODAY)}
        await standings.check(DOI)
        assert await revision(store) == before + 1
        site.works.append(notice("retraction"))
        await standings.check(DOI)
        assert await revision(store) == before + 2
        async with store.read() as connection:
            assert await all_standings(connection) == {DOI: Standing("retracted", TODAY, "10.5555/notice.1")}
        assert await standings.check("no doi") is None


async def test_papers_are_looked_up_again_after_a_week(tmp_path: Path) -> None:
    clock, site = Clock(), FakeCrossref(work(), work("10.5555/paper.2"))
    cited = [DOI, "10.5555/PAPER.2"]
    async with Store.open(f"sqlite:///{tmp_path}/store.db") as store, site, Fetcher(loopback=True) as fetcher:
        standings = Standings(store, asking(site, fetcher), clock)
        first = await standings.check_due(cited)
        assert (first.checked, first.changed, first.failed, first.left) == (2, 2, 0, 0)
        clock.on(days=6, hours=23)
        assert (await standings.check_due(cited)).checked == 0
        clock.on(hours=1)
        before = await revision(store)
        again = await standings.check_due(cited)
        assert (again.checked, again.changed) == (2, 0)
        assert await revision(store) == before + 1  # the day that answers tell is new, once for both


async def test_a_retraction_outlives_failures_and_what_stood_becomes_unknown(tmp_path: Path) -> None:
    clock, site = Clock(), FakeCrossref(work(), notice("retraction"), work("10.5555/good"))
    async with Store.open(f"sqlite:///{tmp_path}/store.db") as store, site, Fetcher(loopback=True) as fetcher:
        standings = Standings(store, asking(site, fetcher), clock)
        await standings.check_due([DOI, "10.5555/good"])
        site.works.clear()
        clock.on(days=7)
        await standings.check_due([DOI, "10.5555/good"])
        async with store.read() as connection:
            assert await all_standings(connection) == {
                DOI: Standing("retracted", TODAY, "10.5555/notice.1"),
                "10.5555/good": Standing("unknown", clock().date()),
            }


async def test_a_silent_crossref_is_left_alone_and_asked_ever_less_often(tmp_path: Path) -> None:
    clock, site = Clock(), FakeCrossref(work(), work("10.5555/paper.2"))
    site.answer(WORK, Page(status=429, headers={"Retry-After": "18000"}), Page(status=500))
    async with Store.open(f"sqlite:///{tmp_path}/store.db") as store, site, Fetcher(loopback=True) as fetcher:
        standings = Standings(store, asking(site, fetcher), clock)
        first = await standings.check_due([DOI, "10.5555/paper.2"])
        assert (first.checked, first.failed, first.left) == (1, 1, 1)
        waits = []
        for _ in range(10):
            found = await standings.check(DOI)
            assert found
            waits.append((found.due_at - clock()).total_seconds() / 3600)
        assert waits[:3] == [2, 4, 8]
        assert waits[-1] == 7 * 24
        clock.on(hours=1)
        assert (await standings.check_due([DOI, "10.5555/paper.2"])).checked == 1


async def test_a_host_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    clock, site = Clock(), FakeCrossref(work())
    site.answer(WORK, Page(status=429, headers={"Retry-After": "18000"}))
    async with Store.open(f"sqlite:///{tmp_path}/store.db") as store, site, Fetcher(loopback=True) as fetcher:
        found = await Standings(store, asking(site, fetcher), clock).check(DOI)
        assert found
        assert (found.due_at - clock()).total_seconds() == 18_000


def test_nobody_looked_comes_first_then_the_longest_overdue() -> None:
    now = Clock()()
    known = {"a": now, "b": now.replace(day=1), "c": now.replace(hour=13)}
    assert due({"a", "b", "c", "d"}, known, now) == ["d", "b", "a"]

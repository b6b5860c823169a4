"""Sources as people and as programs read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from fakes.everything import benzo

from core.references import to_source

PAPER: dict[str, Any] = {
    "type": "article-journal",
    "title": "A title.",
    "author": [{"family": "Shi", "given": "Y"}],
    "container-title": "Nature Neuroscience",
    "issued": "2022-02-28",
    "volume": "25",
    "page": "317-329",
    "DOI": "10.1000/x",
    "read_on": date(2026, 11, 23),
    "status": "ok",
    "status_as_of": date(2026, 11, 23),
}
PAGE: dict[str, Any] = {
    "type": "webpage",
    "title": "A page",
    "URL": "https://www.example.org/page",
    "publisher": "A publisher",
    "read_on": date(2026, 11, 23),
    "status": "unknown",
    "status_as_of": date(2026, 11, 23),
}


def reference(table: dict[str, Any], **changed: object) -> str:
    return to_source("x", {**table, **changed}).reference


def authors(count: int) -> list[dict[str, str]]:
    return [{"family": f"Name{at}", "given": "Anna-Maria B."} for at in range(1, count + 1)]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (authors(1), "Name1 AMB"),
        (authors(3), "Name1 AMB, Name2 AMB, Name3 AMB"),
        (authors(4), "Name1 AMB, Name2 AMB, … Name4 AMB"),
        (authors(17), "Name1 AMB, Name2 AMB, … Name17 AMB"),
        ([{"literal": "Food and Drug Administration"}], "Food and Drug Administration"),
        ([{"family": "Dorostkar", "given": "MM"}], "Dorostkar MM"),
        ([{"family": "Zeilhofer"}], "Zeilhofer"),
    ],
)
def test_authors_are_short(who: list[dict[str, str]], expected: str) -> None:
    assert reference(PAPER, author=who) == f"{expected}. Nature Neuroscience 2022;25:317-329"


def test_the_shipped_paper_reads_as_journals_print_it() -> None:
    source = benzo().sources["shi2022"]
    assert source.reference == "Shi Y, Cui M, … Dorostkar MM. Nature Neuroscience 2022;25:317-329"
    assert source.address == "doi.org/10.1038/s41593-022-01013-9"
    assert source.csl["issued"] == {"date-parts": [[2022, 2, 28]]}
    assert len(source.csl["author"]) == 17


@pytest.mark.parametrize(
    ("issued", "shown", "parts"),
    [
        ("2020-09-23", "A page. 23 Sep 2020", [2020, 9, 23]),
        ("2020-09", "A page. Sep 2020", [2020, 9]),
        ("2020", "A page. 2020", [2020]),
        ("2020-09-03", "A page. 3 Sep 2020", [2020, 9, 3]),
    ],
)
def test_dates_say_what_the_source_says_and_no_more(issued: str, shown: str, parts: list[int]) -> None:
    source = to_source("x", {**PAGE, "issued": issued})
    assert source.reference == shown
    assert source.csl["issued"] == {"date-parts": [parts]}


def test_a_page_without_author_and_date_names_its_publisher() -> None:
    source = to_source("x", PAGE)
    assert source.reference == "A page. A publisher"
    assert (source.url, source.address) == ("https://www.example.org/page", "example.org/page")


def test_a_paper_without_volume_or_pages_is_still_dated() -> None:
    table = {name: value for name, value in PAPER.items() if name not in {"volume", "page", "author"}}
    assert reference(table) == "A title. Nature Neuroscience 2022"


def test_a_doi_is_the_address() -> None:
    assert to_source("x", {**PAPER, "URL": "https://example.org"}).url == "https://doi.org/10.1000/x"


def test_csl_holds_nothing_of_our_own() -> None:
    for source in benzo().sources.values():
        assert source.csl["id"] == source.id
        assert source.csl["type"]
        assert source.csl.keys().isdisjoint({"read_on", "status", "status_as_of"})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"colour": "blue"}, "unknown keys: colour"),
        ({"status": "fine"}, "status must be one of"),
        ({"read_on": "2026-11-23"}, "read_on must be a date"),
        ({"status_as_of": 2026}, "status_as_of must be a date"),
        ({"status": ["ok"]}, "status must be one of"),
        ({"read_on": datetime(2026, 11, 23)}, "read_on must be a date"),  # noqa: DTZ001 - as TOML gives one
        *(({"URL": url}, "needs a DOI or an http") for url in ("ftp://example.org", "https://example.org/a b")),
        ({"DOI": "10.1000/a b"}, "needs a DOI or an http"),
        *(({name: 5}, f"{name} must be a text") for name in ("title", "URL", "DOI", "publisher", "type")),
        *(({name: ""}, f"{name} must be a text") for name in ("title", "URL", "DOI")),
        *(({"issued": day}, "issued must be a text") for day in (2020, date(2020, 9, 3))),
        *(
            ({"issued": day}, "issued must be a year, 2026-11 or 2026-11-23, in quotation marks")
            for day in ("last year", "2022-13", "2022-00", "2022-02-00", "2022-02-45", "2022-2", "2022-02-28-01")
        ),
        *(
            ({"author": who}, "author must be a list of")
            for who in (
                *("Shi", 5, ["Shi"], [{}], [{"given": "Y"}], [{"family": "Shi", "given": 5}], [{"family": ""}]),
                *([{"literal": "FDA", "family": "Shi"}], [{"family": "Shi", "suffix": "Jr"}]),
            )
        ),
    ],
)
def test_wrong_sources_are_refused(change: dict[str, object], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        to_source("x", {**PAGE, **change})


@pytest.mark.parametrize("key", ["type", "title", "read_on", "status", "status_as_of"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(ValueError, match=f"^{key} is missing$"):
        to_source("x", {name: value for name, value in PAGE.items() if name != key})


def test_a_source_without_any_address_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a DOI or an http"):
        to_source("x", {name: value for name, value in PAGE.items() if name != "URL"})


@pytest.mark.parametrize("table", [[], "shi2022", 5])
def test_a_source_is_a_table(table: object) -> None:
    with pytest.raises(ValueError, match="table"):
        to_source("x", table)

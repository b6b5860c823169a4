"""DOIs and dates as they stand in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.articles.study.dates import dates_in
from core.articles.study.dois import dois_in, normal_doi

OLD = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
"""Wiley's, with the identifier of the Serial Item and Contribution Identifier standard in it."""


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        (f"doi: {OLD.upper()}.", [OLD]),
        (OLD.replace("<", "&lt;").replace(">", "&gt;"), [OLD]),
        ("(see 10.1016/S0140-6736(05)67889-0)", ["10.1016/s0140-6736(05)67889-0"]),
        ("DOI 10.5555/ABC.1, DOI:10.5555/a.2; and", ["10.5555/abc.1", "10.5555/a.2"]),
        ("https://dx.doi.org/10.5555/a.3.", ["10.5555/a.3"]),
        ("https://doi.org/10.1038%2Fs41593-022-01013-9?utm_source=x#top", ["10.1038/s41593-022-01013-9"]),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/abc.123", ["10.1002/abc.123"]),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf", ["10.1101/2020.01.01.123456"]),
        ("10.3389/fpsyt.2020.00001/full", ["10.3389/fpsyt.2020.00001"]),
        ("DOI: 10.1016/\n  j.cell.2020.01.001, and", ["10.1016/j.cell.2020.01.001"]),
        ("10.1038/s41593-\n022-01013-9.", ["10.1038/s41593-022-01013-9"]),
        ("10.5555/abc\n2020", ["10.5555/abc"]),
        ("10.1038/s41593-022-01013-9Journal information: Pretend", ["10.1038/s41593-022-01013-9"]),
        ("10.1038/s41593\u2011022\u201101013\u20119", ["10.1038/s41593-022-01013-9"]),
        ("see 10.5555/abc,10.5555/def; 10.5555/abc again", ["10.5555/abc", "10.5555/def"]),
        ("“10.5555/abc” and [10.5555/def] and <10.5555/ghi>", ["10.5555/abc", "10.5555/def", "10.5555/ghi"]),
        ("DOI:10.1016/j.x.2020.01.001.Epub 2020", ["10.1016/j.x.2020.01.001"]),
        ("10.1207/s15327752jpa&12_3", ["10.1207/s15327752jpa&12_3"]),
        ("version 2.10.1234/5, 10.12/34, 10.1234/ and 110.1234/5", []),
    ],
)  # fmt: skip
def test_dois_are_found_as_readers_write_them(text: str, dois: list[str]) -> None:
    assert list(dois_in(text)) == dois


@given(suffix=st.from_regex(r"[a-z0-9][a-z0-9._;()/:-]{0,20}[a-z0-9]", fullmatch=True))
def test_a_normal_doi_stays_as_it_is(suffix: str) -> None:
    found = normal_doi(f"10.5555/{suffix}")
    assert found is None or normal_doi(found) == found
    assert found is None or f"10.5555/{suffix}".startswith(found)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("28 February 2022", ["2022-02-28"]),
        ("Feb. 28th, 2022", ["2022-02-28"]),
        ("3rd of May 2024", ["2024-05-03"]),
        ("28-Feb-2022", ["2022-02-28"]),
        ("2022 Feb 28", ["2022-02-28"]),
        ("(2022, February 28)", ["2022-02-28"]),
        ("2022-02-28T10:00:00Z", ["2022-02-28"]),
        ("2022 Mar; March 2021; 2020-05", ["2022-03", "2021-03", "2020-05"]),
        ("03/28/2022 8:20 and 28.02.2022", ["2022-03-28", "2022-02-28"]),
        ("03/04/2022", []),
        ("3/3/2022", ["2022-03-03"]),
        ("31 February 2022, 2022-13-01, 45 May 2020", ["2020-05"]),
        ("12 patients may sleep, may 12, in 2020", []),
        ("10.1101/2020.01.01.123456", []),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text: str, dates: list[str]) -> None:
    assert [one.iso for one in dates_in(text)] == dates


@given(st.text(alphabet="0123456789 /.-JanuaryMayth,", max_size=60))
def test_every_date_is_one_that_there_is_and_stands_in_the_text(text: str) -> None:
    for one in dates_in(text, years=True):
        assert text[one.start : one.end].strip()
        assert one.iso[:4] in text

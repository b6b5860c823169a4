"""Searches of PubMed through NCBI's E-utilities: which addresses to ask, and what their answers say. Pure.

ESearch finds the PMIDs that match, EFetch has the records (https://www.ncbi.nlm.nih.gov/books/NBK25499/). NCBI asks
for `tool` and `email` with every request and, without a key, for three requests a second at most
(https://www.ncbi.nlm.nih.gov/books/NBK25497/); the feeds make one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from core.articles.online.crossref import to_doi
from core.articles.online.feed_items import LONGEST, FeedItem, UnreadableFeed, parsed_xml
from core.articles.online.untagged import untagged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
PAGE = 200
"""PMIDs that are asked for at once."""
BATCH = 40
"""Records that are fetched at once: with their references, 10 to 50 kB each, and 5 MB are the limit."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Search(msgspec.Struct):
    count: str
    idlist: list[str]


class _Answer(msgspec.Struct):
    esearchresult: _Search


def search_address(base: str, search: str, *, days: int, start: int = 0, email: str = "") -> str:
    """Return where the PMIDs are that match and came into PubMed in the last `days`, `PAGE` of them from `start`."""
    asked = {"term": search, "datetype": "edat", "reldate": days, "retmode": "json", "retmax": PAGE, "retstart": start}
    return _address(base, "esearch", asked, email)


def records_address(base: str, pmids: Sequence[str], *, email: str = "") -> str:
    """Return where the records of some PMIDs are."""
    return _address(base, "efetch", {"id": ",".join(pmids), "retmode": "xml"}, email)


def read_search(data: bytes) -> tuple[int, tuple[str, ...]]:
    """Return how many records match in all, and the PMIDs of this page. Raises UnreadableFeed."""
    try:
        found = msgspec.json.decode(data, type=_Answer).esearchresult
        return int(found.count), tuple(one for one in found.idlist if one.isdecimal())
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableFeed("PubMed did not understand the search: try it at pubmed.ncbi.nlm.nih.gov") from error


def read_records(data: bytes) -> tuple[FeedItem, ...]:
    """Return the articles of an answer of EFetch. Raises UnreadableFeed."""
    root = parsed_xml(data)
    if root.tag != "PubmedArticleSet":
        raise UnreadableFeed("PubMed sent something else than records: try again later")
    return tuple(item for one in root.iter("PubmedArticle") if (item := _to_item(one)))


def _address(base: str, tool: str, asked: dict[str, object], email: str) -> str:
    who = {"tool": "healthfacts", **({"email": email} if email else {})}
    return f"{base}/{tool}.fcgi?{urlencode({'db': 'pubmed', **asked, **who})}"


def _to_item(record: Element) -> FeedItem | None:
    pmid, title = _text(record.find("MedlineCitation/PMID")), _text(record.find(".//Article/ArticleTitle"))
    if not pmid.isdecimal() or not title:
        return None
    return FeedItem(
        title=title,
        abstract=" ".join(_abstract(record))[:LONGEST],
        address=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        doi=next(_dois(record), None),
        pmid=pmid,
        published=_published(record),
        authors=tuple(_authors(record)),
    )


def _abstract(record: Element) -> Iterator[str]:
    for part in record.iterfind(".//Article/Abstract/AbstractText"):
        label = part.get("Label")
        yield f"{label.capitalize()}: {_text(part)}" if label and label != "UNLABELLED" else _text(part)


def _dois(record: Element) -> Iterator[str]:
    """Yield the article's own DOI; those of its references stand deeper."""
    for path in (".//Article/ELocationID[@EIdType='doi']", "PubmedData/ArticleIdList/ArticleId[@IdType='doi']"):
        for one in record.iterfind(path):
            if doi := to_doi(_text(one)):
                yield doi


def _authors(record: Element) -> Iterator[dict[str, str]]:
    for one in record.iterfind(".//Article/AuthorList/Author"):
        family, given = _text(one.find("LastName")), _text(one.find("ForeName"))
        group = _text(one.find("CollectiveName"))
        if family:
            yield {"family": family, **({"given": given} if given else {})}
        elif group:
            yield {"literal": group}


def _published(record: Element) -> str | None:
    """Return the day it appeared online, else what its issue says, as exact as that is."""
    for at in (record.find(".//Article/ArticleDate"), record.find(".//Article/Journal/JournalIssue/PubDate")):
        year, month, day = (_text(at.find(name)) if at is not None else "" for name in ("Year", "Month", "Day"))
        if len(year) == len("2026") and year.isdecimal():
            number = f"{_MONTHS.index(month[:3]) + 1:02}" if month[:3] in _MONTHS else f"{month:0>2}"
            return next(filter(_is_date, (f"{year}-{number}-{day:0>2}", f"{year}-{number}", year)), None)
    return None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[: len("2026-01-01")])
    except ValueError:
        return False
    return True


def _text(element: Element | None) -> str:
    return untagged("".join(element.itertext()).replace("<", "&lt;")) if element is not None else ""

"""Which document an article is: its address without what differs between links to it, its DOI, and how it is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from core.model import Source
from core.names import key
from core.references import reference_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.articles.model import Article, Study

_SCHEMES = ("https://", "http://")


def is_web(address: str | None) -> bool:
    """Tell whether an address can be opened by who reads it."""
    return bool(address) and str(address).lower().startswith(_SCHEMES)


def canonical_address(address: str | None) -> str | None:
    """Return a web address without scheme, `www.`, tracking parameters, fragment and closing slash; None for others."""
    if not is_web(address):
        return None
    from courlan import normalize_url, scrub_url  # noqa: PLC0415 - 0.2 s

    try:
        clean = normalize_url(scrub_url(str(address).partition("#")[0]), trailing_slash=False)
    except ValueError:
        return None
    return clean.partition("://")[2].removeprefix("www.").replace("/?", "?").rstrip("/") or None


def doi_of(study: Study) -> str | None:
    """Return the DOI of the paper that an article is, or is on, in lower case; None where it names none, or several."""
    own = (study.reference or {}).get("DOI")
    doi = own or (study.dois[0] if len(study.dois) == 1 else None)
    return str(doi).lower() if doi else None


def csl_of(article: Article, address: str | None) -> dict[str, Any]:
    """Return the document as a CSL-JSON item: the paper itself where it is one, else the page that tells of it.

    A page keeps the DOI of the paper that it tells of, so that it falls with that paper if it is retracted.
    """
    study, doi = article.study, doi_of(article.study)
    named = {"DOI": doi} if doi else {}
    if is_paper(study):
        return {"type": "article", **(study.reference or {}), **named}
    own = {"title": study.title, "publisher": study.publisher, "URL": address if is_web(address) else study.url}
    issued = {"issued": {"date-parts": [_date_parts(study.published)]}} if study.published else {}
    return {"type": "webpage", **{name: value for name, value in own.items() if value}, **issued, **named}


def is_paper(study: Study) -> bool:
    """Tell whether an article is the paper that it names as its reference, not a text about that."""
    title = (study.reference or {}).get("title")
    return bool(title and study.title) and key(str(title)) == key(str(study.title))


def url_of(csl: Mapping[str, Any]) -> str | None:
    """Return where a document can be read: a paper by its DOI, a page by its address; None where neither is known."""
    by_doi = f"https://doi.org/{quote(csl['DOI'], safe='/:;().-_')}" if csl.get("DOI") else None
    own = csl.get("URL")
    return (own or by_doi) if csl["type"] == "webpage" else (by_doi or own)


def source_of(source_id: str, csl: Mapping[str, Any], read_on: date) -> Source:
    """Return what the claims of a document cite. Whether its paper still stands lies over it (`core/standing.py`).

    Raises ValueError for a document that nobody can look up; no claim of one is ever published.
    """
    url = url_of(csl)
    if url is None:
        raise ValueError(f"{source_id} has no address and no DOI")
    item = {**csl, "id": source_id}
    item.setdefault("title", item.get("publisher") or url.split("/")[2].removeprefix("www."))
    return Source(source_id, item, reference_line(item), url, "unknown", read_on, read_on)


def called(csl: Mapping[str, Any]) -> str | None:
    """Return the name by which a reader knows who published a document: journal, publisher, or the page's host.

    None where a title says more, or nothing is known.
    """
    if by := csl.get("container-title") or csl.get("publisher"):
        return str(by)
    return csl["URL"].split("/")[2].removeprefix("www.") if "URL" in csl and "title" not in csl else None


def _date_parts(published: str) -> list[int]:
    return [int(part) for part in published[: len("2022-02-28")].split("-")]

"""A source as `sources.toml` has it -> CSL-JSON, and one short line that people can read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.model import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = ("ok", "corrected", "concern", "retracted", "unknown")
"""Whether a paper still stands; `unknown` until somebody has looked."""

MOST_AUTHORS = 3
"""More authors than these are told as the first two and the last."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OWN = frozenset({"read_on", "status", "status_as_of"})
_CSL = frozenset(
    {
        *(
            "type",
            "title",
            "title-short",
            "author",
            "container-title",
            "issued",
            "volume",
            "issue",
            "page",
            "number",
            "publisher",
        ),
        *("DOI", "PMID", "PMCID", "URL", "note", "jurisdiction", "genre", "edition", "language", "section"),
    }
)


def to_source(source_id: str, table: Mapping[str, Any]) -> Source:
    """Convert a table of `sources.toml`. Raises KeyError for a missing key, TypeError or ValueError for a wrong one."""
    if not isinstance(table, dict):
        raise TypeError("a source is a table")
    if unknown := sorted(table.keys() - _CSL - _OWN):
        raise ValueError(f"unknown keys: {', '.join(unknown)}")
    if table["status"] not in STATUSES:
        raise ValueError(f"status must be one of {', '.join(STATUSES)}")
    for day in ("read_on", "status_as_of"):
        if not isinstance(table[day], date):
            raise TypeError(f"{day} must be a date such as 2026-11-23")
    csl = {"id": source_id, **{name: table[name] for name in table if name in _CSL}}
    if "issued" in csl:
        csl["issued"] = {"date-parts": [[int(part) for part in str(csl["issued"]).split("-")]]}
    url = f"https://doi.org/{csl['DOI']}" if "DOI" in csl else table["URL"]
    if not url.startswith(("https://", "http://")) or " " in url:
        raise ValueError(f"not an address: {url}")
    return Source(source_id, csl, _reference(csl), url, table["status"], table["status_as_of"], table["read_on"])


def _reference(csl: Mapping[str, Any]) -> str:
    """Return "Shi Y, Cui M, … Dorostkar MM. Nature Neuroscience 2022;25:317-329", or the title where no journal is."""
    if "container-title" in csl and csl["type"].startswith("article"):
        parts = [_authors(csl) or csl.get("title-short", csl["title"]), _where(csl)]
    else:
        parts = [_authors(csl), csl.get("title-short", csl["title"]), _when(csl) or csl.get("publisher", "")]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _authors(csl: Mapping[str, Any]) -> str:
    names = [_author(one) for one in csl.get("author", ())]
    if len(names) > MOST_AUTHORS:
        return f"{names[0]}, {names[1]}, … {names[-1]}"
    return ", ".join(names)


def _author(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    initials = "".join(word[0] for word in name.get("given", "").replace("-", " ").replace(".", " ").split())
    given = name.get("given", "")
    return f"{name['family']} {given if given.isupper() else initials}".strip()


def _where(csl: Mapping[str, Any]) -> str:
    pages = f":{csl['page']}" if "page" in csl else ""
    volume = f";{csl['volume']}{pages}" if "volume" in csl else ""
    year = csl["issued"]["date-parts"][0][0] if "issued" in csl else ""
    return f"{csl['container-title']} {year}{volume}".strip()


def _when(csl: Mapping[str, Any]) -> str:
    """Return the date as 23 Sep 2020, Sep 2020 or 2020: whatever the source says."""
    if "issued" not in csl:
        return ""
    year, *rest = csl["issued"]["date-parts"][0]
    month = f"{_MONTHS[rest[0] - 1]} " if rest else ""
    day = f"{rest[1]} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"

"""A source as `sources.toml` has it -> CSL-JSON, and one short line that people can read."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from core.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATUSES = ("ok", "corrected", "concern", "retracted", "unknown")
"""Whether a paper still stands; `unknown` until somebody has looked."""

MOST_AUTHORS = 3
"""More authors than these are told as the first two and the last."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISSUED = re.compile(r"\d{4}(?:-\d\d){0,2}")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
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


def to_source(source_id: str, table: object) -> Source:
    """Convert a table of `sources.toml`. Raises ValueError, which says what is wrong with it."""
    if not isinstance(table, dict):
        raise ValueError("a source is a table")  # noqa: TRY004 - a mistake in a file, not in the code
    if wrong := next(chain(_wrong_keys(table), _wrong_values(table)), None):
        raise ValueError(wrong)
    csl = {"id": source_id, **{name: table[name] for name in table if name in _CSL}}
    if "issued" in csl:
        csl["issued"] = {"date-parts": [[int(part) for part in csl["issued"].split("-")]]}
    url = f"https://doi.org/{csl['DOI']}" if "DOI" in csl else table["URL"]
    return Source(source_id, csl, reference_line(csl), url, table["status"], table["status_as_of"], table["read_on"])


def _wrong_keys(table: Mapping[str, Any]) -> Iterator[str]:
    if unknown := sorted(table.keys() - _CSL - _OWN):
        yield f"unknown keys: {', '.join(unknown)}"
    for name in ("type", "title", "read_on", "status", "status_as_of"):
        if name not in table:
            yield f"{name} is missing"


def _wrong_values(table: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(table.keys() & _CSL - {"author"}):
        if not isinstance(table[name], str) or not table[name]:
            yield f"{name} must be a text"
    for day in ("read_on", "status_as_of"):
        if type(table.get(day)) is not date:
            yield f"{day} must be a date such as 2026-11-23"
    if table.get("status") not in STATUSES:
        yield f"status must be one of {', '.join(STATUSES)}"
    if not _is_date(table.get("issued", "2026")):
        yield "issued must be a year, 2026-11 or 2026-11-23, in quotation marks"
    if not _ADDRESS.fullmatch(f"https://doi.org/{table['DOI']}" if "DOI" in table else table.get("URL", "")):
        yield "a source needs a DOI or an http(s) URL"
    authors = table.get("author", [])
    if not isinstance(authors, list) or not all(_is_author(one) for one in authors):
        yield "author must be a list of { family, given } or { literal }"


def _is_date(issued: object) -> bool:
    """Tell whether a text is a year, a month or a day that there is."""
    if not isinstance(issued, str) or not _ISSUED.fullmatch(issued):
        return False
    try:
        date.fromisoformat(f"{issued}-01-01"[: len("2026-01-01")])
    except ValueError:
        return False
    return True


def _is_author(one: object) -> bool:
    if not isinstance(one, dict) or not all(isinstance(value, str) and value for value in one.values()):
        return False
    return one.keys() == {"literal"} or "family" in one.keys() <= {"family", "given"}


def reference_line(csl: Mapping[str, Any]) -> str:
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

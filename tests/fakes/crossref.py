"""Crossref on loopback: the records of invented papers, found by DOI and by the filters `updates` and `doi`.

It parts filters at commas as Crossref's published source does: a part without a colon belongs to the value before it,
and a part with one is a filter of its own, which it refuses if it does not know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from fakes.web import FakeWeb, Page, json_page

if TYPE_CHECKING:
    from aiohttp import web

DOI = "10.5555/paper.1"


def work(doi: str = DOI, **fields: Any) -> dict[str, Any]:
    """Return the record of an invented paper; `fields` with `_` for `-` replace or add some of it."""
    record = {
        "DOI": doi,
        "type": "journal-article",
        "title": ["Sleep after an invented <i>benzodiazepine</i> &amp; others"],
        "author": [{"given": "Jo", "family": "Doe", "sequence": "first"}, {"name": "The Invented Group"}],
        "container-title": ["Journal of Invented Results"],
        "issued": {"date-parts": [[2024, 2, 29]]},
        "volume": "3",
        "issue": "4",
        "page": "5-6",
        "publisher": "Inventions",
    }
    return record | {name.replace("_", "-"): value for name, value in fields.items() if name != "DOI"}


def update(kind: str, doi: str, source: str = "publisher") -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.title(),
        "source": source,
        "updated": {"date-parts": [[2025, 1, 2]]},
    }


def notice(kind: str, about: str = DOI, doi: str = "10.5555/notice.1", source: str = "publisher") -> dict[str, Any]:
    return work(doi, title=[f"{kind}: a paper"], update_to=[update(kind, about, source)])


class FakeCrossref(FakeWeb):
    """`works` are the records that there are; `answer` scripts a path before them."""

    def __init__(self, *works: dict[str, Any]) -> None:
        super().__init__()
        self.works = list(works)

    def otherwise(self, request: web.BaseRequest) -> Page:
        path, query = urlsplit(request.raw_path)[2:4]
        if path == "/works":
            return self._list(parse_qs(query, strict_parsing=True)["filter"][0])
        found = [one for one in self.works if f"/works/{one['DOI']}" == unquote(path).lower()]
        if not found:
            return Page(b"Resource not found.", "text/plain", status=404)
        return json_page({"status": "ok", "message-type": "work", "message": found[0]})

    def _list(self, filters: str) -> Page:
        parts: list[str] = []
        for part in filters.split(","):
            if ":" in part:
                parts.append(part)
            else:
                parts[-1] += f",{part}"
        asked = dict(part.split(":", 1) for part in parts)
        if not asked.keys() <= {"updates", "doi"}:
            return json_page({"status": "failed", "message-type": "validation-failure", "message": []}, status=400)
        found = self.works
        if "doi" in asked:
            found = [one for one in found if one["DOI"] == asked["doi"].lower()]
        if "updates" in asked:
            of = asked["updates"].lower()
            found = [one for one in found if any(each["DOI"].lower() == of for each in one.get("update-to", ()))]
        message = {"total-results": len(found), "items": found, "items-per-page": 100}
        return json_page({"status": "ok", "message-type": "work-list", "message": message})

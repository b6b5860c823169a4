"""What Crossref's records say of a paper: its reference, and whether it still stands. Pure: no address is asked here.

A notice (a correction, a retraction) names the papers that it changes in `update-to`; since January 2025 a changed
paper names its notices in `updated-by`, those that Retraction Watch found included
(https://www.crossref.org/blog/retraction-watch-retractions-now-in-the-crossref-api). Either can be there without the
other, so both are asked: the paper's record, and the notices by the filter `updates`
(https://www.crossref.org/documentation/retrieve-metadata/rest-api/rest-api-filters/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from core.articles.online.untagged import untagged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.standing import Status

MOST_NOTICES = 100
"""Notices of one paper that are read. More than these is not known to be all of them."""
LONGEST_DOI = 400
"""Characters. DOIs have no limit of their own; the longest in use are near 200."""

# The kinds of https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/updating-your-metadata/
# A partial retraction counts as one: which part it is, no record says. A newer version takes nothing back by itself.
_SAYS: Mapping[str, Status] = {
    **dict.fromkeys(("retraction", "partial_retraction", "removal", "withdrawal"), "retracted"),
    "expression_of_concern": "concern",
    **dict.fromkeys(("correction", "corrigendum", "erratum", "addendum", "clarification"), "corrected"),
    **dict.fromkeys(("new_version", "new_edition"), "ok"),
}
_WORST: tuple[Status, ...] = ("retracted", "concern", "unknown", "corrected", "ok")

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.IGNORECASE)
_TITLE_SAYS = re.compile(r"\W*(?:retracted|withdrawn|removed)(?: (?:article|paper|chapter))?\s*:", re.IGNORECASE)
_KINDS = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "book"),
    "reference-entry": "entry",
    "peer-review": "review",
    "dissertation": "thesis",
    **dict.fromkeys(("report", "dataset", "standard"), ""),
}
_ISSUED = 3
_YEARS = range(1, 10_000)

T = TypeVar("T")


class Malformed(ValueError):  # noqa: N818 - named as it is said
    """An answer that is not what Crossref answers to this question. Its text holds nothing of the answer."""


class Update(msgspec.Struct, frozen=True, rename={"doi": "DOI"}):
    """One entry of `updated-by` or `update-to`: the other paper, if it has a DOI, and what the notice does."""

    type: str
    doi: str = ""


class Notice(msgspec.Struct, frozen=True, rename={"doi": "DOI", "update_to": "update-to"}):
    """A record as far as it is a notice."""

    doi: str
    update_to: tuple[Update, ...] = ()


class Work(msgspec.Struct, frozen=True, rename={"doi": "DOI", "updated_by": "updated-by", "update_to": "update-to"}):
    """A paper's own record. `csl` is added from the same record by `read_work`."""

    doi: str
    updated_by: tuple[Update, ...] = ()
    update_to: tuple[Update, ...] = ()
    title: tuple[str, ...] = ()
    csl: dict[str, Any] = {}


class _List(msgspec.Struct, frozen=True, rename={"total": "total-results"}):
    total: int
    items: tuple[Notice, ...]


def to_doi(text: str) -> str | None:
    """Return a DOI in lower case, as DOIs compare, from itself, `doi:...` or its address; None for anything else."""
    found = _DOI.fullmatch(text.strip())
    return found[1].lower() if found and len(found[1]) <= LONGEST_DOI else None


def work_address(api: str, doi: str, contact: str = "") -> str:
    """Return where the record of a DOI is. Every sign of the DOI is escaped, slashes too, as the API asks for."""
    return f"{api}/works/{quote(doi, safe='')}" + (f"?mailto={quote(contact)}" if contact else "")


def list_address(api: str, name: str, doi: str, contact: str = "") -> str:
    """Return where the works are that the filter `name` ("updates", "doi") finds for a DOI.

    Filters are parted by commas, which cannot be escaped (https://github.com/CrossRef/rest-api-doc/issues/558); a part
    without a colon counts to the value before it. A DOI with a comma is therefore asked for as it is, alone, and
    whether it was understood is found out by `understood`.
    """
    mailto = f"&mailto={quote(contact)}" if contact else ""
    return f"{api}/works?filter={name}:{quote(doi, safe='')}&rows={MOST_NOTICES}{mailto}"


def read_work(data: bytes, doi: str) -> Work:
    """Read the answer for one DOI. Raises Malformed for anything but that DOI's own record."""
    message = _message(data, "work")
    work = _as(Work, {**message, "csl": {}})
    if work.doi.lower() != doi:
        raise Malformed("the record is of another DOI")
    return msgspec.structs.replace(work, csl=to_csl(message))


def read_notices(data: bytes) -> tuple[Notice, ...]:
    """Read a list of works. Raises Malformed, also if the list is not whole."""
    found = _as(_List, _message(data, "work-list"))
    if found.total != len(found.items):
        raise Malformed("the list of notices is not whole")
    return found.items


def understood(answer: Iterable[Notice], doi: str) -> bool:
    """Tell from the answer to the filter `doi` whether a DOI with a comma was taken for one value."""
    return [one.doi.lower() for one in answer] == [doi]


def verdict(work: Work, notices: Iterable[Notice]) -> tuple[Status, str | None]:
    """Return whether a paper still stands, the worst that is said of it, and the DOI of the notice that says so.

    A kind of notice that nobody has classed here makes it "unknown".
    """
    doi = work.doi.lower()
    said = {(update.type, update.doi.lower()) for update in work.updated_by}
    said |= {(update.type, doi) for update in work.update_to if update.doi.lower() == doi}
    said |= {(update.type, one.doi.lower()) for one in notices for update in one.update_to if update.doi.lower() == doi}
    found = [(_SAYS.get(_kind(kind), "unknown"), notice or None) for kind, notice in sorted(said)]
    # Some publishers only mark the title.
    found += [("retracted", None)] if any(_TITLE_SAYS.match(title) for title in work.title) else []
    return min(found, key=lambda one: _WORST.index(one[0]), default=("ok", None))


def to_csl(message: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a record to CSL-JSON, as `sources.toml` has it. What the record does not say is left out."""
    kind = str(message.get("type", ""))
    csl = {
        "type": _KINDS.get(kind, "document") or kind,
        "title": _first(message.get("title")),
        "author": [name for one in _dicts(message.get("author")) if (name := _author(one))],
        "container-title": _first(message.get("container-title")),
        "issued": _issued(message.get("issued")),
        **{key: _text(message.get(key)) for key in ("volume", "issue", "page", "publisher", "DOI")},
        "number": _text(message.get("article-number")),
    }
    return {key: value for key, value in csl.items() if value}


def _message(data: bytes, kind: str) -> dict[str, Any]:
    try:
        answer = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("the answer is no JSON") from error
    message = answer.get("message") if isinstance(answer, dict) and answer.get("message-type") == kind else None
    if not isinstance(message, dict):
        raise Malformed(f"the answer is no {kind}")
    return message


def _as(shape: type[T], value: object) -> T:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise Malformed("the answer lacks a field, or has another value in it than it should") from error


def _kind(kind: str) -> str:
    return kind.strip().lower().replace("-", "_").replace(" ", "_")


def _first(value: object) -> str:
    return next((untagged(one) for one in value if isinstance(one, str)), "") if isinstance(value, list) else ""


def _text(value: object) -> str:
    return untagged(value) if isinstance(value, str) else ""


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _author(one: Mapping[str, Any]) -> dict[str, str]:
    if family := _text(one.get("family")):
        given = _text(one.get("given"))
        return {"family": family, **({"given": given} if given else {})}
    name = _text(one.get("name"))
    return {"literal": name} if name else {}


def _issued(value: object) -> dict[str, list[list[int]]] | None:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not first or not all(type(part) is int for part in first):
        return None
    return {"date-parts": [first[:_ISSUED]]} if first[0] in _YEARS else None

"""Questions about a paper itself - who, when, where, does it stand - answered from its record in sources.toml."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.catalog import Record
    from core.model import Source
    from core.phrases import Phrases

_YEAR_MONTH_DAY = 3


def record_draft(record: Record, source: Source, say: Phrases) -> Draft:
    """Return the line that answers `record` for a source."""
    authors = [_name(one) for one in source.csl.get("author", ())] or [source.csl["title"]]
    key = f"status.{source.status}" if record == "status" else record
    text = say(
        f"question.{key}",
        first=authors[0],
        last=authors[-1],
        others=len(authors) - 1,
        journal=source.csl.get("container-title", source.csl.get("publisher", source.address)),
        date=_issued(source, say),
        checked=say.date(source.status_as_of),
    )
    return Draft(text, (source.id,))


def _name(author: Mapping[str, str]) -> str:
    return author["literal"] if "literal" in author else f"{author.get('given', '')} {author['family']}".strip()


def _issued(source: Source, say: Phrases) -> str:
    """Return the day it appeared, or the year where the record has no day."""
    parts = source.csl.get("issued", {}).get("date-parts", [[source.read_on.year]])[0]
    return say.date(date(*parts)) if len(parts) == _YEAR_MONTH_DAY else str(parts[0])

"""`feeds.toml` of a topic: where new articles are looked for, and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.articles.online.addresses import web_address
from core.errors import AddressRefused, ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ID = re.compile(r"[a-z0-9-]{1,100}")
_HOURS = range(1, 24 * 31 + 1)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One feed: an RSS or Atom `address`, or a `search` of PubMed in PubMed's own words; polled where `enabled`."""

    id: str
    kind: Literal["feed", "pubmed"]
    address: str = ""
    search: str = ""
    every_hours: int = 24
    enabled: bool = False

    @property
    def source(self) -> str:
        """What is polled. A feed with another source is a new one, whatever its id."""
        return self.address or self.search


def load_feeds(path: Path) -> tuple[FeedSource, ...]:
    """Read the file; a topic without one has no feeds. Raises ConfigError with all mistakes."""
    if not path.exists():
        return ()
    file = Document(path, f"{path.parent.name}/{path.name}")
    rows = file.take_rows(FeedSource, "feeds")
    seen: set[str] = set()
    for number, row in rows.items():
        for key, what in _wrong(row, seen):
            file.mistake(("feeds", number, key), what)
        seen.add(row.id)
    if file.mistakes:
        raise ConfigError(file.mistakes)
    return tuple(rows.values())


def _wrong(feed: FeedSource, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the key and what is wrong with its value."""
    if not _ID.fullmatch(feed.id):
        yield "id", "id: small letters, digits and hyphens, such as pubmed-new"
    if feed.id in seen:
        yield "id", f"there is another feed {feed.id!r}"
    if feed.every_hours not in _HOURS:
        yield "every_hours", f"every_hours: from {_HOURS[0]} to {_HOURS[-1]}"
    wanted, other = ("search", "address") if feed.kind == "pubmed" else ("address", "search")
    if not getattr(feed, wanted).strip():
        yield wanted, f"{wanted} is missing: a feed of kind {feed.kind!r} has one"
    if getattr(feed, other):
        yield other, f"a feed of kind {feed.kind!r} has no {other}"
    if feed.kind == "feed" and feed.address:
        try:
            web_address(feed.address)
        except AddressRefused as error:
            yield "address", str(error)

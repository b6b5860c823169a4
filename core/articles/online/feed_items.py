"""A feed (RSS, Atom) as it was fetched -> its items, as plain text, and by what each of them is known again.

feedparser reads feeds as they really are; before it, defusedxml refuses what is no XML, and entities that blow up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations at run time
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from core.articles.online.crossref import to_doi
from core.articles.online.untagged import untagged
from core.articles.review.identity import canonical_address, is_web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MOST_ITEMS = 500
"""Items that are read of one feed, the first ones."""
LONGEST = 20_000
"""Characters of an abstract that are kept."""

_LONGEST_KEY = 400
_NAMESPACED = ("prism_doi", "dc_identifier", "id")
_DOI_IN_LINK = re.compile(r"https?://[^/]+/doi/(?:[a-z]+/)?(10\.\d{4,9}/[^?#\s]+)")
"""How most journals' addresses hold the DOI of what they show."""
_PUBMED = ("pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/")


class UnreadableFeed(ValueError):  # noqa: N818 - named as it is said
    """What was fetched is no feed. The text says what to do, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something new: a paper, or an article about one.

    `published` is an ISO 8601 date, as exact as the feed has it. `doi` is in lower case. `guid` is the feed's own
    identifier. `authors` are CSL names: {"family", "given"} or {"literal"}.
    """

    title: str
    abstract: str = ""
    address: str | None = None
    doi: str | None = None
    pmid: str | None = None
    guid: str | None = None
    published: str | None = None
    authors: tuple[Mapping[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Title and abstract: where a topic's names are looked for."""
        return f"{self.title}\n{self.abstract}".strip()


def parsed_xml(data: bytes) -> Element:
    """Return the root of an XML document. Raises UnreadableFeed, also for one with entities of its own."""
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - XML is read by feeds only

    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # noqa: PLC0415 - the same
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # noqa: PLC0415 - the same

    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        raise UnreadableFeed("it defines entities of its own, which are not read: use another feed") from error
    except (ParseError, ValueError, LookupError) as error:  # the latter two: an encoding that expat does not know
        raise UnreadableFeed("it is not well-formed XML: check that the address is that of a feed") from error
    return root


def read_feed(data: bytes, content_type: str = "application/xml") -> tuple[FeedItem, ...]:
    """Return the items of a feed, in its order, those without a title left out. Raises UnreadableFeed."""
    from feedparser import parse  # type: ignore[import-untyped]  # noqa: PLC0415 - takes 0.1 s

    parsed_xml(data)
    # Mark-up is taken out below: without feedparser's own cleaning it is four times as fast on items full of tags.
    feed = parse(
        data, response_headers={"content-type": content_type}, sanitize_html=False, resolve_relative_uris=False
    )
    if not feed.version:
        raise UnreadableFeed("it is neither RSS nor Atom: check that the address is that of a feed")
    items = (_to_item(entry) for entry in islice(feed.entries, MOST_ITEMS))
    return tuple(item for item in items if item.title)


def keys_of(item: FeedItem, feed: str, shared: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return by what an item is known again, in any feed of the topic: DOI, PMID, address, and its own feed's guid.

    `shared` are addresses that several items of the feed have (a journal's front page): they tell nothing apart.
    """
    address = canonical_address(item.address)
    keys = [
        f"doi:{item.doi}" if item.doi else "",
        f"pmid:{item.pmid}" if item.pmid else "",
        f"url:{address}" if address and address not in shared else "",
        f"guid:{feed}:{item.guid}" if item.guid else "",
    ]
    return tuple(_short(one) for one in keys if one) or (_short(f"text:{sha256(item.text.encode()).hexdigest()}"),)


def shared_addresses(items: tuple[FeedItem, ...]) -> frozenset[str]:
    """Return the canonical addresses that more than one item has."""
    counted = Counter(canonical_address(item.address) for item in items)
    return frozenset(address for address, count in counted.items() if address and count > 1)


def _to_item(entry: Mapping[str, Any]) -> FeedItem:
    guid = str(entry.get("id") or "") or None
    link = entry.get("link") or (guid if is_web(guid) else None)
    content = (one.get("value", "") for one in entry.get("content", ()))
    return FeedItem(
        title=untagged(entry.get("title", "")),
        abstract=max((untagged(text) for text in (entry.get("summary", ""), *content)), key=len)[:LONGEST],
        address=link if is_web(link) else None,
        doi=next(_dois(entry, link), None),
        pmid=_pmid(guid, link),
        guid=guid,
        published=_day(entry.get("published_parsed") or entry.get("updated_parsed")),
        authors=tuple({"literal": name} for one in entry.get("authors", ()) if (name := untagged(one.get("name", "")))),
    )


def _dois(entry: Mapping[str, Any], link: str | None) -> Iterator[str]:
    """Yield the DOI that the item is, not one that its text only speaks of."""
    in_link = _DOI_IN_LINK.match(link or "")
    for said in (*(entry.get(name) for name in _NAMESPACED), link, in_link and in_link[1]):
        if isinstance(said, str) and (doi := to_doi(unquote(said))):
            yield doi


def _pmid(guid: str | None, link: str | None) -> str | None:
    if guid and guid.startswith("pubmed:") and guid[7:].isdecimal():
        return guid[7:]
    for address in filter(None, (canonical_address(link), canonical_address(guid))):
        number = next((address[len(start) :] for start in _PUBMED if address.startswith(start)), "")
        if number.isdecimal():
            return number
    return None


def _day(at: Any) -> str | None:  # noqa: ANN401 - a struct_time, or None
    try:
        return date(*at[:3]).isoformat() if at else None
    except ValueError:
        return None


def _short(key: str) -> str:
    kind = key.partition(":")[0]
    return key if len(key) <= _LONGEST_KEY else f"{kind}:sha256:{sha256(key.encode()).hexdigest()}"

"""An article in the preview: what is the author's and what is not, its claims, and what it says of its study.

What was read last is kept in memory until somebody adds it: then it is in the store, with its claims as drafts.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from aiohttp import web

from bots.preview.guard import refusal
from bots.preview.operating import WHO, office_of
from bots.preview.taking import NotThere, answering, taking
from core.articles.review.values import DocumentEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.app import App
    from core.articles.model import Article
    from core.articles.review.values import Added
    from core.door import Door
    from core.office import Office

MOST_BYTES = 5_000_001
"""Bytes of an article, as much as is read of one; with one more, so that reading it says what is too much."""
SHOWN = 60_000
"""Code points of an article that the page is given to draw: more would make it slow, and nobody reads them there."""
CLAIMS = 300
"""Claims that it is given."""
KEPT = 4
"""Articles that are kept until somebody adds one."""
TYPES = frozenset({"text/plain", "text/html", "application/xhtml+xml", "application/octet-stream"})


class Link(msgspec.Struct):
    """Where an article is."""

    link: str


class Adding(msgspec.Struct):
    """An article that was read here, by its checksum."""

    sha256: str


class Read(NamedTuple):
    """An article, and its address where it was fetched."""

    article: Article
    address: str | None


class Reading:
    """What the page may ask about articles."""

    def __init__(self, app: App, door: Door | None) -> None:
        self._app = app
        self._door = door
        self._read: OrderedDict[str, Read] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of this part."""
        return [
            web.post("/api/article/read", self._take),
            web.post("/api/article/link", taking(Link, self._fetch)),
            web.post("/api/article/add", taking(Adding, self._add)),
            web.post("/api/article/drafts", taking(Adding, self._drafts)),
        ]

    async def _take(self, request: web.Request) -> web.Response:
        """Read an article that is sent as it is, with its content type, and where people can look it up, if known."""
        if request.content_type not in TYPES:
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send text or HTML, with its content type")
        whole = await request.clone(client_max_size=MOST_BYTES).read()
        kind = None if request.content_type == "application/octet-stream" else request.headers["Content-Type"]
        return await answering(self._parse, whole, kind, request.query.get("address") or None)

    async def _parse(self, data: bytes, content_type: str | None, address: str | None) -> dict[str, Any]:
        from core.articles.parse import parse_bytes  # noqa: PLC0415 - trafilatura, which answering needs not

        return self._keep(await asyncio.to_thread(parse_bytes, data, content_type, address, self._app), address)

    async def _fetch(self, link: Link) -> dict[str, Any]:
        article, address = await (await office_of(self._door)).read_link(link.link.strip())
        return self._keep(article, address)

    def _keep(self, article: Article, address: str | None) -> dict[str, Any]:
        self._read[article.sha256] = Read(article, address)
        self._read.move_to_end(article.sha256)
        while len(self._read) > KEPT:
            self._read.popitem(last=False)
        return to_view(article, address)

    async def _add(self, adding: Adding) -> dict[str, Any]:
        read = self._of(adding)
        office = await office_of(self._door)
        added = await office.add(read.article, WHO.name, address=read.address)
        await office.follower.refresh()
        return {**await _drafts_of(office, added), "already": added.already}

    async def _drafts(self, adding: Adding) -> dict[str, Any]:
        """Tell how far the review of an article is that was added before."""
        read = self._of(adding)
        office = await office_of(self._door)
        return await _drafts_of(office, await office.add(read.article, WHO.name, address=read.address))

    def _of(self, adding: Adding) -> Read:
        if adding.sha256 not in self._read:
            raise NotThere
        return self._read[adding.sha256]


def to_view(article: Article, address: str | None) -> dict[str, Any]:
    """Return an article as the page draws it: its text in pieces, each of one zone and at most one claim.

    Places in a text are code points here and UTF-16 in a browser, so the page is given the pieces themselves.
    """
    shown = len(article.text) if len(article.text) <= SHOWN else article.text.rfind("\n", 1, SHOWN) + 1 or SHOWN
    claims = [one for one in article.claims if one.end <= shown][:CLAIMS]
    study = msgspec.to_builtins(article.study)
    return {
        "sha256": article.sha256,
        "address": address,
        "characters": len(article.text),
        "shown": shown,
        "claims_found": len(article.claims),
        "pieces": list(_pieces(article, shown, len(claims))),
        "zones": dict(Counter(one.kind for one in article.zones)),
        "claims": [
            {
                "start": one.start,
                "kind": one.kind,
                "drugs": one.drugs,
                "classes": one.classes,
                "species": one.species,
                "hedged": one.hedged,
                "speaker": one.speaker,
                "text": article.quoted(one),
            }
            for one in claims
        ],
        "study": {**study, "reference": None, "drugs": article.drugs, "names": msgspec.to_builtins(article.names)},
    }


def _pieces(article: Article, shown: int, count: int) -> Iterator[tuple[str, int, str]]:
    """Yield (kind of zone, number of the claim or -1, text), which together are the text as far as it is shown."""
    claims = iter(enumerate(article.claims[:count]))
    number, claim = next(claims, (-1, None))
    for zone in article.zones:
        at, end = zone.start, min(zone.end, shown)
        while at < end:
            if claim is None or claim.start >= end:
                yield zone.kind, -1, article.text[at:end]
                break
            if claim.start > at:
                yield zone.kind, -1, article.text[at : claim.start]
            yield zone.kind, number, article.text[claim.start : claim.end]
            at = claim.end
            number, claim = next(claims, (-1, None))


async def _drafts_of(office: Office, added: Added) -> dict[str, Any]:
    entry = await office.review.show(f"doc-{added.document}")
    claims = entry.claims if isinstance(entry, DocumentEntry) else []
    return {
        "document": added.document,
        "drafts": [{"id": one.id, "start": one.start, "status": one.status} for one in claims],
    }

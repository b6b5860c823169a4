"""What the store says that readers are told, one `Overlay` a topic: the whole of it, whenever something changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from core.articles.review.identity import source_of
from core.articles.review.telling import Known, to_claim
from core.overlay import Overlay
from core.storage.decisions import revision_number, withdrawn_built_ins
from core.storage.documents import CLAIM
from core.storage.documents import to_claim as to_stored
from core.storage.standings import all_standings
from core.storage.tables import claim, document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.catalog import Topic
    from core.phrases import Phrases
    from core.standing import Standing
    from core.storage.engine import Store
    from core.storage.rows import StoredBuiltIn


class _Read(NamedTuple):
    """The rows of one topic: its documents without their text, and its published claims, the newest document first."""

    documents: Sequence[Row[*tuple[Any, ...]]]
    claims: Sequence[Row[*tuple[Any, ...]]]


_NOTHING = _Read((), ())


async def overlays(store: Store, topics: Iterable[Topic], say: Phrases, *, added: bool = True) -> Mapping[str, Overlay]:
    """Return what lies over each topic, by topic id, in one state of the store.

    `topics` are those of `config/`, with nothing over them; `say` has the words around a quotation. Thousands of claims
    are put together in another thread, so that answers go on meanwhile; without `added` ones it is only what is told no
    longer, which is read in no time. Raises StoreFault.
    """
    wanted = list(topics)
    async with store.read() as connection:
        withdrawn = await withdrawn_built_ins(connection)
        standings = await all_standings(connection)
        read = {topic.id: await _read(connection, topic.id) if added else _NOTHING for topic in wanted}
    return await asyncio.to_thread(
        lambda: {topic.id: _overlay(topic, read[topic.id], withdrawn, standings, say) for topic in wanted}
    )


async def revision(store: Store) -> int:
    """Return a number that rises whenever `overlays` would say something else. Raises StoreFault."""
    async with store.read() as connection:
        return await revision_number(connection)


async def _read(connection: AsyncConnection, topic: str) -> _Read:
    there = select(document.c.id, document.c.csl, document.c.retrieved_on).where(document.c.topic == topic)
    told = (
        select(*CLAIM)
        .join(document, claim.c.document == document.c.id)
        .where(document.c.topic == topic, claim.c.status == "published")
        .order_by(claim.c.document.desc(), claim.c.start)
    )
    return _Read((await connection.execute(there)).all(), (await connection.execute(told)).all())


def _overlay(
    topic: Topic, read: _Read, withdrawn: Iterable[StoredBuiltIn], standings: Mapping[str, Standing], say: Phrases
) -> Overlay:
    known = Known(topic)
    documents = {row.id: row for row in read.documents}
    stored = [one for row in read.claims if known.has(one := to_stored(row))]
    cited = {one.document: documents[one.document] for one in stored}
    sources = (source_of(f"doc-{number}", row.csl, row.retrieved_on) for number, row in cited.items())
    return Overlay(
        claims=tuple(to_claim(one, documents[one.document].csl, topic, say) for one in stored),
        sources={source.id: source for source in sources},
        withdrawn={one.claim: one.reason for one in withdrawn if one.topic == topic.id and one.reason},
        standings=standings,
    )

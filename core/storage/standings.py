"""The rows of papers that were looked up: what was found, and when to look again. The caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.standing import Standing
from core.storage.tables import document
from core.storage.tables_feeds import standing
from core.storage.upserting import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Looked:
    """A paper as it was found. `due_at` is when to look again, `failures` how often in a row nobody answered (UTC)."""

    doi: str
    standing: Standing
    csl: Mapping[str, Any] | None
    checked_at: datetime
    due_at: datetime
    failures: int = 0


async def all_standings(connection: AsyncConnection) -> dict[str, Standing]:
    """Return what is known of every paper, by lower-case DOI: an overlay's `standings`."""
    rows = await connection.execute(select(standing.c.doi, standing.c.status, standing.c.as_of, standing.c.notice))
    return {row.doi: Standing(row.status, row.as_of, row.notice) for row in rows}


async def looked(connection: AsyncConnection, doi: str) -> Looked | None:
    """Return what is known of one paper, None where nobody has looked."""
    row = (await connection.execute(select(standing).where(standing.c.doi == doi))).one_or_none()
    if row is None:
        return None
    found = Standing(row.status, row.as_of, row.notice)
    return Looked(doi, found, row.csl, row.checked_at, row.due_at, row.failures)


async def due_dates(connection: AsyncConnection) -> dict[str, datetime]:
    """Return when each paper is to be looked up again, by DOI."""
    rows = await connection.execute(select(standing.c.doi, standing.c.due_at))
    return {row.doi: row.due_at for row in rows}


async def dois_of_documents(connection: AsyncConnection) -> set[str]:
    """Return the DOIs of all articles that were added."""
    rows = await connection.scalars(select(document.c.doi).where(document.c.doi.is_not(None)))
    return {doi.lower() for doi in rows}


async def keep(connection: AsyncConnection, found: Looked) -> None:
    """Write down what was found, in place of what was known."""
    row = {
        "doi": found.doi,
        "status": found.standing.status,
        "as_of": found.standing.as_of,
        "notice": found.standing.notice,
        "csl": dict(found.csl) if found.csl is not None else None,
        "checked_at": found.checked_at,
        "due_at": found.due_at,
        "failures": found.failures,
    }
    await upsert(connection, standing, row)

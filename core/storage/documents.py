"""Documents and the claims in them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, func, insert, or_, select, update

from core.storage.rows import StoredClaim, StoredDocument
from core.storage.tables import claim, document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

CLAIM = tuple(claim.c[field.name] for field in fields(StoredClaim))
_LISTS = tuple(at for at, column in enumerate(CLAIM) if isinstance(column.type, JSON))
_DOCUMENT = tuple(document.c[field.name] for field in fields(StoredDocument))


async def insert_document(connection: AsyncConnection, new: StoredDocument) -> int:
    """Store a document and return its number, counted from 1. Raises IntegrityError for one that is there already."""
    values = {name: value for name, value in asdict(new).items() if name != "id"}
    number: int = (await connection.execute(insert(document).returning(document.c.id), values)).scalar_one()
    return number


async def insert_claims(connection: AsyncConnection, new: Sequence[StoredClaim]) -> None:
    """Store claims, in one statement."""
    if new:
        await connection.execute(insert(claim), [asdict(one) for one in new])


async def update_document(connection: AsyncConnection, new: StoredDocument) -> None:
    """Say anew where a document can be looked up: its address and its citation."""
    where = {"address": new.address, "canonical": new.canonical, "csl": new.csl}
    await connection.execute(update(document).where(document.c.id == new.id).values(**where))


async def find_same(
    connection: AsyncConnection, *, sha256: str, canonical: str | None, doi: str | None
) -> StoredDocument | None:
    """Return the document that has this text, address or DOI."""
    same = [document.c.sha256 == sha256]
    same += [document.c.canonical == canonical] if canonical else []
    same += [document.c.doi == doi] if doi else []
    found = await connection.execute(select(*_DOCUMENT).where(or_(*same)).order_by(document.c.id).limit(1))
    return _to_document(found.first())


async def find_document(connection: AsyncConnection, number: int) -> StoredDocument | None:
    """Return a document by its number."""
    return _to_document((await connection.execute(select(*_DOCUMENT).where(document.c.id == number))).first())


async def find_claim(connection: AsyncConnection, claim_id: str) -> StoredClaim | None:
    """Return a claim by its id."""
    row = (await connection.execute(select(*CLAIM).where(claim.c.id == claim_id))).first()
    return to_claim(row) if row else None


async def find_claims(connection: AsyncConnection, number: int) -> list[StoredClaim]:
    """Return the claims of a document, in its order."""
    found = select(*CLAIM).where(claim.c.document == number).order_by(claim.c.start)
    return [to_claim(row) for row in await connection.execute(found)]


async def claims_by_status(connection: AsyncConnection, status: str | None) -> list[StoredClaim]:
    """Return all claims, or those of one status, in the order in which they were added."""
    found = select(*CLAIM).order_by(claim.c.document, claim.c.start)
    rows = await connection.execute(found if status is None else found.where(claim.c.status == status))
    return [to_claim(row) for row in rows]


async def drafts_in(connection: AsyncConnection, number: int) -> int:
    """Return how many claims of a document still wait for a decision."""
    found = select(func.count()).where(claim.c.document == number, claim.c.status == "draft")
    return int((await connection.execute(found)).scalar_one())


def to_claim(row: Row[Any]) -> StoredClaim:
    """Convert a row of `CLAIM`."""
    values = list(row)
    for at in _LISTS:
        values[at] = tuple(values[at])
    return StoredClaim(*values)


def _to_document(row: Row[Any] | None) -> StoredDocument | None:
    return StoredDocument(**row._asdict()) if row else None

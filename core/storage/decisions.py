"""Decisions about claims, and the number that tells everybody that answers have changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from core.storage.rows import Decision, StoredBuiltIn
from core.storage.tables import built_in, claim, decision, revision

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.storage.rows import StoredClaim

_DECISION = tuple(decision.c[field.name] for field in fields(Decision))
_BUILT_IN = tuple(built_in.c[field.name] for field in fields(StoredBuiltIn))


async def change_claim(connection: AsyncConnection, made: Decision, new: StoredClaim) -> bool:
    """Write a decision and what it changed, if the claim still has the version before it; tell whether it had."""
    values = {name: getattr(new, name) for name in made.changed}
    here = (claim.c.id == made.claim) & (claim.c.version == made.version - 1)
    done = await connection.execute(update(claim).where(here).values(**values, version=made.version))
    if done.rowcount:
        await _note(connection, made)
    return bool(done.rowcount)


async def change_built_in(connection: AsyncConnection, made: Decision, topic: str) -> bool:
    """Write a decision about a built-in claim, as `change_claim` does; `reason` is None for one that is told again."""
    reason = made.reason if made.action == "withdraw" else None
    if made.version == 1:
        await connection.execute(
            insert(built_in).values(claim=made.claim, topic=topic, reason=reason, version=made.version)
        )
    else:
        here = (built_in.c.claim == made.claim) & (built_in.c.version == made.version - 1)
        done = await connection.execute(update(built_in).where(here).values(reason=reason, version=made.version))
        if not done.rowcount:
            return False
    await _note(connection, made)
    return True


async def find_built_in(connection: AsyncConnection, claim_id: str) -> StoredBuiltIn | None:
    """Return what was decided about a built-in claim; None where nothing was."""
    row = (await connection.execute(select(*_BUILT_IN).where(built_in.c.claim == claim_id))).first()
    return StoredBuiltIn(*row) if row else None


async def withdrawn_built_ins(connection: AsyncConnection) -> list[StoredBuiltIn]:
    """Return the built-in claims that are withdrawn."""
    found = select(*_BUILT_IN).where(built_in.c.reason.is_not(None)).order_by(built_in.c.claim)
    return [StoredBuiltIn(*row) for row in await connection.execute(found)]


async def history(connection: AsyncConnection, claim_id: str) -> list[Decision]:
    """Return the decisions about a claim, the first one first."""
    found = select(*_DECISION).where(decision.c.claim == claim_id).order_by(decision.c.version)
    return [Decision(*row) for row in await connection.execute(found)]


async def bump(connection: AsyncConnection) -> None:
    """Say that answers have changed. Call it in the transaction that changes them."""
    await connection.execute(update(revision).values(number=revision.c.number + 1))


async def revision_number(connection: AsyncConnection) -> int:
    """Return the number of the last change to answers."""
    return int((await connection.execute(select(revision.c.number))).scalar_one())


async def _note(connection: AsyncConnection, made: Decision) -> None:
    values = {field.name: getattr(made, field.name) for field in fields(Decision)}
    await connection.execute(insert(decision).values(**values))

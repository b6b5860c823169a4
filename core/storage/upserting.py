"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL write alike and SQLAlchemy has twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Column, Row, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def upsert(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> None:
    """Write a row in place of the one with the same primary key, or as a new one."""
    names = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in names}
    statement = _INSERTS[connection.dialect.name](table).values(row)
    await connection.execute(statement.on_conflict_do_update(index_elements=names, set_=rest))


async def insert_new(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row, and tell whether it is new: one with the same primary key stays as it is."""
    statement = _INSERTS[connection.dialect.name](table).values(row)
    return bool((await connection.execute(statement.on_conflict_do_nothing())).rowcount)


async def insert_all(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]], returning: Sequence[Column[Any]]
) -> list[Row[Any]]:
    """Insert rows at once and return columns of those that are new: one that is there already stays as it is."""
    statement = _INSERTS[connection.dialect.name](table).on_conflict_do_nothing().returning(*returning)
    return list(await connection.execute(statement, rows)) if rows else []

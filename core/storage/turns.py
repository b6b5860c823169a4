"""Whose turn it is: of all processes that have a store open, one at a time sends a platform's digests.

The lock goes with the process that holds it, also when that one is killed: it is the operating system's, on a file
beside an SQLite store, or that of a connection to PostgreSQL. So a new sender need not wait for anything to run out.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from core.storage.address import file_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from core.storage.engine import Store


@asynccontextmanager
async def turn(store: Store, name: str) -> AsyncIterator[bool]:
    """Yield whether it is our turn, for as long as the block lasts."""
    file = file_of(store.engine.url)
    if file is None:
        async with store.engine.connect() as connection:
            taken = text("SELECT pg_try_advisory_lock(:number)")
            yield bool((await connection.execute(taken, {"number": zlib.crc32(name.encode())})).scalar_one())
            await connection.invalidate()  # the lock is the connection's, which must not go back to the pool with it
        return
    with _held(file.with_name(f"{file.name}.{name}.turn")) as held:
        yield held


@contextmanager
def _held(file: Path) -> Iterator[bool]:
    """Hold SQLite's exclusive lock on a file of its own: it works on every system, and nothing is written to it."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        yield _locked(connection)


def _locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True

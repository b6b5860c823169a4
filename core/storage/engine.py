"""The store: one address, transactions that are whole or not at all, a schema that is brought up to date on opening."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from core.errors import StoreFault, WrongUse
from core.storage.address import PATIENCE, engine_url, file_of, place_of, prepare
from core.storage.migrating import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_OURS = (IntegrityError, ProgrammingError, DataError)
"""What a database says of our own mistakes; everything else is a fault outside the code."""
_WRITES = "healthfacts_writes"


class Store:
    """An open store. Many processes may have it open at once; writers wait for each other, readers for nobody."""

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self.engine = engine
        self.place = place
        """What an error calls it: the file, or the server without user and password."""
        self._writing = engine.execution_options(**{_WRITES: True})
        # SQLite's readers see one state anyway; PostgreSQL's would see a new one with each statement.
        one_state = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reading = engine.execution_options(**one_state)

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator[Store]:
        """Open the store at an SQLAlchemy address, made on first use, and close it with the block.

        Raises WrongUse for an address that cannot be one, StoreFault for a store that cannot be used.
        """
        url = engine_url(address)
        file = file_of(url)
        if file:
            await asyncio.to_thread(prepare, file)
        try:
            engine = create_async_engine(
                url,
                hide_parameters=True,  # an error must not tell what was to be written
                json_deserializer=orjson.loads,  # a third of the time of reading 20,000 claims
                pool_pre_ping=file is None,
            )
        except ModuleNotFoundError as error:
            raise WrongUse(f"a {url.get_backend_name()} store needs {error.name}: pip install {error.name}") from None
        if file:
            _take_over_transactions(engine)
        store = cls(engine, place_of(url))
        try:
            async with store.begin() as connection:
                await bring_up_to_date(connection, store.place)
            yield store
        finally:
            # SQLite writes its log back into the file, and removes it, with the last connection of all processes.
            await engine.dispose()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction: committed with the block, rolled back if it raises. Never nest them.

        Raises StoreFault when the database cannot be reached or written.
        """
        with _faults(self.place):
            async with self._writing.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction, which sees one state of the store. Raises StoreFault."""
        with _faults(self.place):
            async with self._reading.begin() as connection:
                yield connection


@contextmanager
def _faults(place: str) -> Iterator[None]:
    """Turn what a database says of its disk, file or server into a StoreFault of one line."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, _OURS):
            raise
        why = " ".join(str(error.orig).split())
        raise StoreFault(f"the store {place} does not work ({why}); mend that and try again") from error


def _take_over_transactions(engine: AsyncEngine) -> None:
    """Begin SQLite's transactions ourselves, since Python's driver would begin none for reads and late for writes.

    The recipe of SQLAlchemy's page on SQLite ("Enabling Non-Legacy SQLite Transactional Modes"). A writer takes its
    lock at once (IMMEDIATE): one that read first could not wait for another writer, only fail.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
        cursor.execute("PRAGMA foreign_keys = ON")
        # FULL, not NORMAL, which may lose the last commits when the power fails: a fact that was recalled must stay
        # recalled. Writes are rare, and one costs one fsync more.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Where the store is: an SQLAlchemy address, by default an SQLite file in the user's data directory."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StoreFault, WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import URL

VARIABLE = "HEALTHFACTS_DATABASE"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
"""The engines that the statements are written for, each with its driver."""
PATIENCE = 10.0
"""Seconds that a process waits while another one writes."""
_EXAMPLES = "sqlite:////home/me/healthfacts.db or postgresql://user@host/healthfacts"


def address_of(environ: Mapping[str, str]) -> str:
    """Return the address that the environment names; else a file in the user's data directory."""
    if named := environ.get(VARIABLE):
        return named
    import platformdirs  # noqa: PLC0415 - 30 ms, for who named nothing

    return f"sqlite:///{platformdirs.user_data_path('healthfacts', appauthor=False) / 'healthfacts.db'}"


def engine_url(address: str) -> URL:
    """Return the address with the driver that we use. Raises WrongUse for one that cannot be a store.

    The text of the error never repeats the address, which may hold a password.
    """
    from sqlalchemy import make_url  # noqa: PLC0415 - 0.3 s
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - the same

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise WrongUse(f"{VARIABLE} is no SQLAlchemy address; write it as {_EXAMPLES}") from None
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None or url.drivername not in {url.get_backend_name(), driver}:
        raise WrongUse(f"{VARIABLE} names {url.drivername!r}; a store is {' or '.join(DRIVERS)}: {_EXAMPLES}")
    if driver == DRIVERS["sqlite"] and (url.database in {None, "", ":memory:"} or url.query):
        raise WrongUse(f"{VARIABLE} names no file; write the whole path, as in sqlite:////home/me/healthfacts.db")
    return url.set(drivername=driver)


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite store; None for a server's."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def place_of(url: URL) -> str:
    """Return how an error names the store: its file, or its server without user and password."""
    return str(file_of(url) or f"{url.get_backend_name()}://{url.host or ''}/{url.database or ''}")


def is_there(address: str) -> bool:
    """Tell whether there is a store to read: a look must not make one. A server's database counts as there.

    The usual address is read without SQLAlchemy, whose import takes longer than everything else that a start does.
    """
    driver, _, path = address.partition(":///")
    if driver == "sqlite" and path and "?" not in path:
        return Path(path).exists()
    file = file_of(engine_url(address))
    return file is None or file.exists()


def prepare(file: Path) -> None:
    """Make the file and its folders where they are missing, for their owner only, and switch it to write-ahead logging.

    Raises StoreFault, with one line that says what to do. Blocks, usually for a few milliseconds.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made by us rather than by SQLite, so that nobody else can ever read it; its companions get the same mode. One
        # that is there is never opened here: closing it would drop the locks that this process holds on it, other
        # processes would take it for unused, and what they commit would be lost (https://sqlite.org/howtocorrupt.html,
        # 2.2).
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not (file.is_file() and os.access(file, os.R_OK | os.W_OK)):
            raise StoreFault(f"{file} cannot be made or written; name another {VARIABLE}") from None
    except OSError as error:
        raise StoreFault(f"{file} cannot be made or written ({error.strerror}); name another {VARIABLE}") from None
    # Two processes that switch the same new file at once get "locked" at once, whatever the busy timeout: it is the
    # one case in which SQLite does not wait, as both already read it (https://sqlite.org/c3ref/busy_handler.html).
    until = time.monotonic() + PATIENCE
    while (why := _switched(file)) and time.monotonic() < until:
        time.sleep(0.02)
    if why:
        raise StoreFault(why)


def _switched(file: Path) -> str | None:
    """Switch the file to write-ahead logging; return what is in the way, where another try may help."""
    import sqlite3  # noqa: PLC0415 - a bot that starts without a store can do without

    connection = sqlite3.connect(file, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise StoreFault(f"{file} cannot be used ({error}); name another {VARIABLE}") from None
        return f"{file} is kept locked by another process; stop that one and try again"
    except sqlite3.DatabaseError as error:
        raise StoreFault(f"{file} is no store ({error}); move it away, or name another {VARIABLE}") from None
    finally:
        connection.close()
    return None

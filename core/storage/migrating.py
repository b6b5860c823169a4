"""Bringing the schema up to date, by Alembic, in the transaction in which the store is opened.

One transaction is all the locking that several processes need which open a new store at once: the others wait for it
and then find nothing to do. Killed in the middle, it leaves the store as it was.

Alembic costs 0.4 s at import, so it is asked only when the store does not already stand at the newest revision, which
the names of the files in `migrations/versions/` tell.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table, text

from core.errors import StoreFault
from core.storage.address import VARIABLE

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))
_LOCK = 4_116_107_115
"""Our number among PostgreSQL's advisory locks; any will do that no other program in the database takes."""


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions that the code knows, the newest last. Each file is named by its number: `0001_what.py`."""
    return tuple(sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def alembic_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini, since an installed wheel has no place for one."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def bring_up_to_date(connection: AsyncConnection, place: str) -> None:
    """Run the migrations that the store still lacks. Raises StoreFault for one of a newer or another program."""
    if connection.dialect.name == "postgresql":  # SQLite's writer is alone already
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    await connection.run_sync(_migrate, place)


def _migrate(connection: Connection, place: str) -> None:
    tables = inspect(connection).get_table_names()
    at = connection.scalar(select(_VERSION.c.version_num)) if "alembic_version" in tables else None
    if at == revisions()[-1]:
        return
    if at is None and tables:
        raise StoreFault(f"{place} is another program's database; name another {VARIABLE}")
    if at is not None and at not in revisions():
        raise StoreFault(
            f"{place} was written by a newer version of Healthfacts (revision {at}, this one knows {revisions()[-1]}); "
            f"update Healthfacts, or name another {VARIABLE}"
        )
    from alembic import command  # noqa: PLC0415 - see above

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

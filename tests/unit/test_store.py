"""The store: made on first use, brought up to date, whole or not at all, one clear line for whatever is in the way."""

from __future__ import annotations

import io
import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from fakes.digest_process import subscribe
from fakes.reviewing import NOW, added, address_in, article, claim, reviewing
from sqlalchemy import event, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

import core.storage.tables_feeds  # noqa: F401 - its tables belong to the same schema
from core.articles.review.values import Edit
from core.errors import StoreFault, WrongUse
from core.storage import documents
from core.storage.address import address_of, is_there
from core.storage.decisions import revision_number
from core.storage.digests import subscriptions
from core.storage.engine import Store
from core.storage.migrating import alembic_config, revisions
from core.storage.overlays import overlays
from core.storage.tables import Moment, metadata

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


async def test_it_is_made_on_first_use_for_its_owner_only(tmp_path: Path) -> None:
    address, file = address_in(tmp_path), tmp_path / "data" / "healthfacts.db"
    assert not is_there(address)
    async with Store.open(address) as store:
        assert store.place == str(file)
    assert is_there(address)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_without_an_address_it_is_in_the_users_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert address_of({"HEALTHFACTS_DATABASE": ""}).startswith("sqlite:///")
    assert address_of({}).endswith("/healthfacts/healthfacts.db")
    assert address_of({"HEALTHFACTS_DATABASE": "sqlite:////x.db"}) == "sqlite:////x.db"


async def test_nothing_is_lost_when_the_power_fails_and_closing_leaves_one_file(tmp_path: Path) -> None:
    async with Store.open(address_in(tmp_path)) as store, store.read() as connection:
        pragmas = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
        assert pragmas == ["wal", 1, 2, 10_000]
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["healthfacts.db"]


async def test_a_block_that_raises_changes_nothing(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, review):
        await added(review)

        async def half() -> None:
            async with store.begin() as connection:
                await connection.exec_driver_sql("DELETE FROM claim")
                raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            await half()
        assert len(await review.claims()) == 3


async def test_a_reader_sees_one_state_and_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, review), store.read() as connection:
        assert await documents.claims_by_status(connection, None) == []
        await added(review)
        assert await documents.claims_by_status(connection, None) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("healthfacts.db", "is no SQLAlchemy address"),
        ("mysql://user:secret@host/x", "a store is sqlite or postgresql"),
        ("sqlite+pysqlite:///x.db", "a store is sqlite or postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file"),
        ("postgresql://user:secret@host:port/x", "is no SQLAlchemy address"),
    ],
)
async def test_an_address_that_cannot_be_one_is_wrong_use_and_never_repeated(address: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told) as caught:
        async with Store.open(address):
            pass
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def a_text(file: Path) -> None:
    file.write_text("This is a letter, not a database. " * 100, encoding="utf-8")


def of_another_program(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()


def of_a_newer_version(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.commit()
    connection.close()


def a_folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (a_text, "is no store"),
        (of_another_program, "another program's database"),
        (of_a_newer_version, "written by a newer version of Healthfacts"),
        (a_folder, "cannot be made or written"),
    ],
)
async def test_what_cannot_be_used_is_one_line_and_stays_as_it_is(tmp_path: Path, make: Any, told: str) -> None:
    file = tmp_path / "healthfacts.db"
    make(file)
    with pytest.raises(StoreFault, match=told) as caught:
        async with Store.open(f"sqlite:///{file}"):
            pass
    assert "\n" not in str(caught.value)
    assert str(file) in str(caught.value)
    if file.is_file() and make is not a_text:
        connection = sqlite3.connect(file)
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
        connection.close()


async def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreFault, match="cannot be made or written"):
        async with Store.open(address_in(tmp_path)):
            pass


async def test_a_full_disk_is_one_line_and_nothing_is_half_stored(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, review):
        await added(review)
        async with store.begin() as connection:
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        sentence = claim("Alprazolam calms. " * 3_000, drugs=("alprazolam",))
        with pytest.raises(StoreFault, match="full") as caught:
            await added(review, article(sentence), address="https://news.example/other")
        assert "Alprazolam" not in str(caught.value)
        assert "\n" not in str(caught.value)
        assert {one.document for one in await review.claims()} == {1}


def upgraded(connection: Connection, to: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def downgraded(connection: Connection, to: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, to)


async def test_the_migrations_make_what_the_tables_say_and_can_be_taken_back(tmp_path: Path) -> None:
    async with Store.open(address_in(tmp_path)) as store, store.begin() as connection:

        def differences(sync: Connection) -> list[Any]:
            return compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)

        def tables(sync: Connection) -> set[str]:
            return set(inspect(sync).get_table_names()) - {"alembic_version"}

        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(tables) == set(metadata.tables)
        await connection.run_sync(downgraded, "base")
        assert await connection.run_sync(tables) == set()
        for revision in revisions():
            await connection.run_sync(upgraded, revision)
        assert await connection.run_sync(differences) == []
        assert await revision_number(connection) == 0


async def test_digests_that_were_set_up_before_pictures_come_without(tmp_path: Path) -> None:
    async with Store.open(address_in(tmp_path)) as store:
        await subscribe(store, ["1"], picture=True)
        async with store.begin() as connection:
            (before,) = await subscriptions(connection)
            await connection.run_sync(downgraded, "0004")
            await connection.run_sync(upgraded, "0005")
            assert await subscriptions(connection) == [replace(before, picture=False)]


def test_the_files_name_the_revisions_one_after_the_other() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [revisions()[-1]]
    assert [one.revision for one in scripts.walk_revisions()] == list(reversed(revisions()))


def test_the_migrations_are_written_for_postgresql_too() -> None:
    for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions())):
        written = io.StringIO()
        context = MigrationContext.configure(
            dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "literal_binds": True}
        )
        with Operations.context(context):
            script.module.upgrade()
        assert {"CREATE TABLE", "ALTER TABLE"} & {line[:12].rstrip() for line in written.getvalue().splitlines()}


async def test_every_statement_is_written_for_postgresql_too(tmp_path: Path) -> None:
    said: list[Any] = []
    async with reviewing(tmp_path) as (store, review):
        event.listen(store.engine.sync_engine, "before_execute", lambda _c, statement, *_: said.append(statement))
        await added(review)
        await review.add(article(), address=None, retrieved_on=NOW.date(), who="ann")
        await review.edit("a1-1", "ann", Edit(statement="Mice moved less.", aspects=("overview",)))
        await review.approve("a1-1", "ann")
        await review.withdraw("carton-no-lasting", "ann", "wrong")
        await review.restore("carton-no-lasting", "ann")
        await review.show("1")
        await overlays(store, [], None)  # type: ignore[arg-type] - no topic, so nothing is worded
    statements = {str(one.compile(dialect=postgresql.dialect())) for one in said if not isinstance(one, str)}
    assert len(statements) > 12
    assert all("?" not in one for one in statements)
    made = [str(CreateTable(one).compile(dialect=postgresql.dialect())) for one in metadata.sorted_tables]
    assert any("SERIAL" in one for one in made)


async def test_moments_are_kept_in_utc_and_sort_as_text(tmp_path: Path) -> None:
    one, other = datetime(2026, 11, 26, 23, tzinfo=timezone(timedelta(hours=-5))), NOW
    kind = Moment()
    texts = [kind.process_bind_param(moment, postgresql.dialect()) for moment in (one, other)]
    assert texts == ["2026-11-27T04:00:00.000000+00:00", "2026-11-26T09:30:00.000000+00:00"]
    assert sorted(texts, key=str) == [texts[1], texts[0]]
    assert kind.process_result_value(texts[0], postgresql.dialect()) == one.astimezone(UTC)
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 1, 1), postgresql.dialect())  # noqa: DTZ001
    async with reviewing(tmp_path) as (store, review):
        await added(review)
        async with store.read() as connection:
            found = await documents.find_document(connection, 1)
    assert found
    assert found.added_at == NOW

"""One store, several processes: they do not collide, and each sees what the others write."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from fakes.beside import REPOSITORY
from fakes.reviewing import address_in, reviewing
from sqlalchemy import select

from core.storage.engine import Store
from core.storage.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path

ADD = """
import asyncio, sys
from datetime import date
from fakes.reviewing import added, article, claim, review_of
from core.storage.engine import Store

async def main(address, name):
    async with Store.open(address) as store:
        review = review_of(store)
        same = await review.add(article(), address="https://news.example/same", retrieved_on=date.today(), who=name)
        own = article(claim(f"Alprazolam calmed those whom {name} asked.", drugs=("alprazolam",)))
        for n in range(10):
            one = await review.add(own, address=f"https://news.example/{name}", retrieved_on=date.today(), who=name)
        print(same.already or "new")
asyncio.run(main(*sys.argv[1:]))
"""
REOPEN = """
import asyncio, sys
from core.storage.engine import Store

async def main(address):
    async with Store.open(address):
        print("alembic" in sys.modules)
asyncio.run(main(sys.argv[1]))
"""


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *arguments)


PATHS = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests"), os.environ.get("PYTHONPATH", "")])}


async def test_processes_that_open_a_new_store_at_once_do_not_collide(tmp_path: Path) -> None:
    started = [
        await asyncio.create_subprocess_exec(
            *python(ADD, address_in(tmp_path), name),
            env={**os.environ, **PATHS},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("ann", "bob")
    ]
    async with asyncio.timeout(60):
        told = await asyncio.gather(*(one.communicate() for one in started))
    assert [errors.decode() for _, errors in told] == ["", ""]
    assert sorted(out.decode().strip() for out, _ in told) == ["new", "text"]
    async with reviewing(tmp_path) as (store, review):
        assert len(await review.claims()) == 3 + 2
        async with store.read() as connection:
            found = (await connection.execute(select(metadata.tables["document"].c.id))).all()
    assert len(found) == 3


async def test_a_store_opened_again_by_its_process_goes_on_seeing_what_others_write(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (_, review):
        before = len(await review.claims())
        async with Store.open(address_in(tmp_path)):
            pass
        await asyncio.to_thread(
            subprocess.run,
            python(ADD, address_in(tmp_path), "ann"),
            env={**os.environ, **PATHS},
            check=True,
            timeout=30,
        )
        assert len(await review.claims()) > before


async def test_a_store_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    async with Store.open(address_in(tmp_path)):
        pass
    done = await asyncio.to_thread(
        subprocess.run,
        python(REOPEN, address_in(tmp_path)),
        env={**os.environ, **PATHS},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.stdout, done.stderr) == ("False\n", "")

"""A process that adds articles and is killed with SIGKILL, again and again: what it leaves is readable and whole."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
from typing import TYPE_CHECKING

from fakes.beside import REPOSITORY
from fakes.reviewing import address_in, reviewing

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 3
SECONDS = 60
CLAIMS = 20

ADDING = f"""
import asyncio, sys
from datetime import date
from fakes.reviewing import article, claim, review_of
from core.storage.engine import Store
from sqlalchemy import Engine, event

event.listen(Engine, "before_cursor_execute", lambda *_: print("statement", flush=True))

def long(name):
    sentences = [claim(f"Alprazolam did {{n}} things in {{name}}.", drugs=("alprazolam",)) for n in range({CLAIMS})]
    return article(*sentences)

async def main(address, name):
    async with Store.open(address) as store:
        review = review_of(store)
        for n in range(100_000):
            address = f"https://news.example/{{name}}/{{n}}"
            done = await review.add(long(f"{{name}}-{{n}}"), address=address, retrieved_on=date.today(), who="ann")
            print("added", done.document, flush=True)
asyncio.run(main(*sys.argv[1:]))
"""


async def acknowledged(folder: Path, name: str, lines: int) -> list[int]:
    """Let a process add articles, kill it after so many lines, and return the documents that it said it has added.

    It says each SQL statement before it runs, so that it may be killed in the middle of a transaction.
    """
    paths = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests"), os.environ.get("PYTHONPATH", "")])
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ADDING, address_in(folder), name),
        env={**os.environ, "PYTHONPATH": paths},
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout
    said = []
    try:
        async with asyncio.timeout(SECONDS):
            while len(said) < lines:
                said.append(await program.stdout.readline())
            program.kill()
            said += [line for line in (await program.stdout.read()).splitlines(keepends=True) if line.endswith(b"\n")]
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()
    return [int(line.split()[1]) for line in said if line.startswith(b"added")]


async def test_kill_9_at_any_moment_leaves_a_readable_store_with_whole_rows(tmp_path: Path) -> None:
    chance = random.Random(2022)  # noqa: S311 - for where to kill
    known: list[int] = []
    for at in range(ROUNDS):  # the first is killed while it makes the tables
        known += await acknowledged(tmp_path, f"r{at}", chance.randint(5, 20) if at == 0 else chance.randint(30, 120))
        async with reviewing(tmp_path) as (_, review):
            claims = await review.claims()
        counts = {one.document: 0 for one in claims}
        for one in claims:
            counts[one.document] += 1
        assert set(counts.values()) <= {CLAIMS}
        connection = sqlite3.connect(tmp_path / "data" / "healthfacts.db")
        documents = {number for (number,) in connection.execute("SELECT id FROM document")}
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
        assert documents == counts.keys()
        assert set(known) <= documents
    assert len(known) > ROUNDS

"""How long a question takes, with the built-in claims and with 20,000, beside a bare FTS5 query of the same words."""

from __future__ import annotations

import sqlite3
import timeit
from contextlib import closing
from dataclasses import replace
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from bench.report import tell
from fakes.asking import TODAY
from fakes.everything import benzo

from core.app import CONFIG
from core.disclaimers import load_disclaimers
from core.librarian import Librarian
from core.phrases import load_phrases
from core.questions import Reader
from core.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.catalog import Topic

MILLI = 1e3
BY_KIND = (
    "does xanax destroy synapses?",
    "should i stop taking klonopin",
    "is the damage permanent?",
    "xanax vs ativan",
)
BY_WORDS = ("what did the danish study find", "xanax brain scans", "ambien sleepwalking injury", "GABA receptors?")


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median of 40 calls."""
    return median(timeit.repeat(call, number=1, repeat=40)) * MILLI


def asking(topic: Topic) -> Librarian:
    return Librarian(
        topic,
        Reader(topic, load_vocabulary(CONFIG)),
        load_phrases(CONFIG / "locales"),
        load_disclaimers(CONFIG / "disclaimers.toml"),
        lambda: TODAY,
    )


def grown(count: int) -> Topic:
    """Return the topic with claims made of the words of the real ones, in the same proportions."""
    topic, random = benzo(), Random(4)  # noqa: S311 - nothing secret
    real = list(topic.claims.values())
    words = [word for claim in real for word in claim.statement.split()]
    claims = {
        f"made-{n}": replace(
            random.choice(real), id=f"made-{n}", statement=" ".join(random.sample(words, 24)), needs=()
        )
        for n in range(count - len(real))
    }
    return replace(topic, claims={**topic.claims, **claims})


def floor_of(topic: Topic, text: str) -> float:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE claim USING fts5(statement)")
        rows = [(claim.statement,) for claim in topic.claims.values()]
        database.executemany("INSERT INTO claim VALUES (?)", rows)
        wanted = " OR ".join(f'"{word}"' for word in text.strip("?").split())
        query = "SELECT rowid FROM claim WHERE claim MATCH ? ORDER BY rank LIMIT 48"
        return milliseconds(lambda: database.execute(query, (wanted,)).fetchall())


def test_a_question_takes_little_time() -> None:
    for topic, limit in ((benzo(), 3), (grown(20_000), 10)):
        librarian = asking(topic)
        for text in (*BY_KIND, *BY_WORDS):
            took = milliseconds(lambda text=text, librarian=librarian: librarian.answer(text))
            tell(f"{len(topic.claims):6} claims: {text}", took, "ms", limit)
            if text in BY_WORDS:
                assert librarian.answer(text).outcome in {"answer", "class"}
                tell("       a bare FTS5 query of its words", floor_of(topic, text), "ms")
            assert took <= limit

"""Answers, a change, and the first question with 20,000 added claims, beside the built-in ones alone."""

from __future__ import annotations

import timeit
from dataclasses import replace
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import pytest
from bench.report import tell
from fakes.added import added, overlay
from fakes.everything import benzo

from core.app import App, load
from core.model import Query
from core.overlay import Overlay

if TYPE_CHECKING:
    from core.catalog import Claim

MANY = 20_000
ASKED = ("xanax", "xanax memory full", "klonipin", "benzos in people")


def many() -> list[Claim]:
    """Return claims made of the words of the real ones, spread over the drugs and aspects."""
    random = Random(3)  # noqa: S311 - nothing secret
    topic = benzo()
    words = [word for claim in topic.claims.values() for word in claim.statement.split()]
    drugs, aspects = list(topic.drugs), [aspect.id for aspect in topic.aspects]
    return [
        added(
            f"a{number}-1",
            statement=" ".join(random.sample(words, 24)),
            about=(random.choice(drugs),),
            aspects=tuple(random.sample(aspects, 2)),
            rank=1_000 + number,
        )
        for number in range(MANY)
    ]


def micro(app: App, text: str) -> float:
    """Return how long composing takes, with nothing remembered: the median of 30 rounds."""

    def ask() -> None:
        app._composed.cache_clear()  # noqa: SLF001 - what is measured is not the memory
        app.answer(Query("benzo", text))

    return median(timeit.repeat(ask, number=3, repeat=30)) / 3 * 1e6


@pytest.mark.parametrize("text", ASKED)
def test_composing_an_answer(text: str) -> None:
    today, grown = load(), load()
    grown.follow(grown.under({"benzodiazepines": overlay(*many())}))
    before, after = micro(today, text), micro(grown, text)
    tell(f"composing {text!r}: built-in claims", before, "µs")
    tell(f"composing {text!r}: and 20,000 added", after, "µs")
    tell("ratio", after / before, "x", 2)
    assert after <= 2 * before


def test_a_change() -> None:
    app, claims = load(), many()
    begun = timeit.default_timer()
    app.follow(app.under({"benzodiazepines": overlay(*claims)}))
    tell("laying 20,000 claims over the built-in ones", timeit.default_timer() - begun, "s", 1)
    begun = timeit.default_timer()
    app.warm()
    tell("indexing them for questions, in a thread", timeit.default_timer() - begun, "s")
    changed = Overlay((replace(claims[0], statement="Changed."), *claims[1:]), overlay().sources)
    topics = app.under({"benzodiazepines": changed})
    begun = timeit.default_timer()
    app.follow(topics)
    took = timeit.default_timer() - begun
    tell("following one change: what replies wait for", took * 1e3, "ms", 50)
    assert took <= 0.05

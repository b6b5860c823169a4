"""Articles made by hand, a clock, and a store with both: what reviewing needs besides the real parts."""

from __future__ import annotations

import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from fakes.everything import benzo, shipped

from core.articles.model import Article, Claim, Sentence, Study, Zone
from core.articles.review.service import Review
from core.articles.review.values import Edit
from core.errors import WrongUse
from core.storage.engine import Store
from core.storage.overlays import overlays

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from core.overlay import Overlay

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
ADDRESS = "https://news.example/benzodiazepines?id=7&utm_source=mail"

IN_MICE = "Mice given diazepam moved less for a week."
IN_PEOPLE = "People who took alprazolam remembered fewer words than others."
WITH_DOSE = "Adults who took 2 mg of alprazolam fell asleep sooner."
NO_NAME = "The effect was gone after a month."


def claim(text: str, *, kind: str = "finding", **changes: Any) -> tuple[str, dict[str, Any]]:
    """Return a sentence with what the parser would say of it."""
    return text, {"kind": kind, **changes}


SENTENCES = (
    claim(IN_MICE, drugs=("diazepam",), species=("mouse",)),
    claim(IN_PEOPLE, drugs=("alprazolam",), species=("human",)),
    claim(WITH_DOSE, drugs=("alprazolam",), species=("human",)),
)
STUDY = Study(
    title="What calms may dull",
    publisher="Example News",
    published="2026-03-01",
    study_types=("cohort",),
)


def article(*sentences: tuple[str, Mapping[str, Any]], study: Study = STUDY, **changes: Any) -> Article:
    """Return an article of one paragraph in which every sentence is a claim."""
    sentences = sentences or SENTENCES
    text = " ".join(one for one, _ in sentences)
    at, found, claims = 0, [], []
    for number, (one, said) in enumerate(sentences, 1):
        found.append(Sentence(at, at + len(one), number, "article"))
        claims.append(Claim(at, at + len(one), number, **said))
        at += len(one) + 1
    fields: dict[str, Any] = {
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "study": study,
        "names": (),
        "drugs": tuple(dict.fromkeys(inn for one in claims for inn in one.drugs)),
        "zones": (Zone(0, len(text), "article"),),
        "sentences": tuple(found),
        "claims": tuple(claims),
    }
    return Article(**{**fields, **changes})


@dataclass
class Clock:
    """Says what time it is."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now


def address_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'healthfacts.db'}"


def review_of(store: Store, clock: Clock | None = None) -> Review:
    return Review(store, [benzo()], shipped().phrases("en"), clock or Clock())


_EMPTY: list[bytes] = []
"""A store as it is when it has just been made: migrating one for each test would take most of the tests' time."""


@asynccontextmanager
async def reviewing(folder: Path, clock: Clock | None = None) -> AsyncIterator[tuple[Store, Review]]:
    """Open the store in a folder; an empty one is put there on first use."""
    file = folder / "data" / "healthfacts.db"
    if not file.exists() and _EMPTY:
        file.parent.mkdir()
        file.write_bytes(_EMPTY[0])
    elif not file.exists():
        async with Store.open(address_in(folder)):
            pass
        _EMPTY.append(file.read_bytes())
    async with Store.open(address_in(folder)) as store:
        yield store, review_of(store, clock)


async def added(review: Review, what: Article | None = None, *, who: str = "ann", **changes: Any) -> int:
    """Add an article that is not there yet, and return its number."""
    arguments = {"address": ADDRESS, "retrieved_on": date(2026, 11, 25), **changes}
    done = await review.add(what or article(), who=who, **arguments)
    assert done.already is None
    return done.document


async def overlay(store: Store) -> Overlay:
    """Return what lies over the shipped topic."""
    return (await overlays(store, [benzo()], shipped().phrases("en")))[benzo().id]


async def one_claim(review: Review, text: str = IN_PEOPLE, study: Any = STUDY, **said: Any) -> str:
    """Add an article of one sentence, and return the id of its claim."""
    said = {"drugs": ("alprazolam",), "species": ("human",), **said}
    return f"a{await added(review, article(claim(text, **said), study=study))}-1"


async def refused(review: Review, claim_id: str, **edit: Any) -> str:
    """Return why a claim cannot be published, after an edit of it."""
    with pytest.raises(WrongUse) as caught:
        await review.edit(claim_id, "ann", Edit(**edit)) if edit else await review.approve(claim_id, "ann")
    assert "\n" not in str(caught.value)
    return str(caught.value)

"""Claims as reviewers add them, and what the store says of built-in ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.catalog import Claim
from core.model import Source
from core.overlay import Overlay

DAY = date(2026, 11, 26)

PAPER = Source(
    "doc-1",
    {"id": "doc-1", "type": "article-journal", "title": "An invented paper", "DOI": "10.5555/invented.1"},
    "Doe J. Invented Journal 2026;1:1-2",
    "https://doi.org/10.5555/invented.1",
    "unknown",
    DAY,
    DAY,
)


def added(claim_id: str = "a1-4", **changes: Any) -> Claim:
    """Return a claim on people who took alprazolam, as a reviewer published it; `changes` are fields of Claim."""
    about = tuple(changes.get("about", ("alprazolam",)))
    fields: dict[str, Any] = {
        "id": claim_id,
        "statement": f"The invented paper says: “Statement {claim_id}.” (sentence 4)",
        "kind": "finding",
        "about": about,
        "aspects": ("memory",),
        "species": "human",
        "study": "cohort",
        "source": PAPER.id,
        "locator": "sentence 4",
        "reviewed_on": DAY,
        "review_by": DAY.replace(year=2027),
        "rank": 1_000,
        "shown_for": about,
        "added": True,
    }
    return Claim(**{**fields, **changes})


def overlay(*claims: Claim, **rest: Any) -> Overlay:
    return Overlay(claims=claims, sources={PAPER.id: PAPER}, **rest)

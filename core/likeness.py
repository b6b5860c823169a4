"""How alike two names are: optimal string alignment, from 0 to 1 (rapidfuzz).

A module of its own because it is imported only when a name has to be compared: that costs 45 ms, a fifth of what a
start may take over a bare client's. `bots/run.py` does it once the platforms are connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

likeness = OSA.normalized_similarity


def most_like(word: str, names: Sequence[str], cut: float) -> list[tuple[str, float]]:
    """Return the names that are at least `cut` like a word, with how much, the most alike first."""
    found = process.extract(word, names, scorer=likeness, score_cutoff=cut, limit=None)
    return [(name, score) for name, score, _ in found]

"""Which claims are told of whom: looked up, not searched, since reviewers may have added thousands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.catalog import Claim, DrugClass


class Told:
    """The claims by the drug or class in whose answers they are told, and by aspect.

    The most important first, then those that were added, in the order in which they are given: the newest first.
    """

    def __init__(self, claims: Iterable[Claim], classes: Iterable[DrugClass]) -> None:
        apart = {one for group in classes for one in (*group.safety, *group.definition)}
        self._under: dict[tuple[str, str], dict[int, Claim]] = defaultdict(dict)
        for order, claim in enumerate(sorted(claims, key=_importance)):
            if claim.id not in apart:
                for aspect in (*claim.aspects, ""):
                    for shown_for in claim.shown_for:
                        self._under[shown_for, aspect][order] = claim

    def of(self, subjects: Iterable[str], aspect: str = "") -> list[Claim]:
        """Return what is told of any of `subjects` (INNs, classes), under one aspect or (by default) under all.

        Safety lines and definitions stand apart in every answer and are not among them.
        """
        found: dict[int, Claim] = {}
        for one in subjects:
            found |= self._under.get((one, aspect), {})
        return [found[order] for order in sorted(found)]


def _importance(claim: Claim) -> tuple[bool, int]:
    return claim.added, 0 if claim.added else claim.rank

"""Lines while an answer is being composed: they name sources; numbers come last, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model import Block, Citation, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.catalog import Claim
    from core.model import Depth, Source


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that names its sources by id. The other fields are those of `Line`."""

    text: str
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    rank: int = 0
    needs: tuple[str, ...] = ()
    mark: str = ""


class Numbering:
    """Gives every source its number the first time it is cited."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}

    def block(self, heading: str | None, drafts: Iterable[Draft]) -> Block:
        """Return the drafts as a block."""
        return Block(heading, self.lines(drafts))

    def lines(self, drafts: Iterable[Draft]) -> tuple[Line, ...]:
        """Return the drafts as lines with numbers."""
        return tuple(
            Line(one.text, self._cites(one.sources), one.claims, one.rank, one.needs, one.mark) for one in drafts
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What has been cited so far, in the order of the numbers."""
        return tuple(Citation(number, self._sources[one]) for one, number in self._numbers.items())

    def _cites(self, sources: Sequence[str]) -> tuple[int, ...]:
        return tuple(sorted(self._numbers.setdefault(one, len(self._numbers) + 1) for one in dict.fromkeys(sources)))


STUDIED = "asked-is-not-studied"
"""The mark of the line that says what a study in animals did not test; without it none is told (`core/studied.py`)."""

ANIMALS = frozenset({"mouse", "rat"})


def to_draft(claim: Claim, depth: Depth) -> Draft:
    """Return a claim as a line, at the depth that was asked for."""
    needs = (*claim.needs, STUDIED) if is_animal_study(claim) else claim.needs
    if depth == "clinician" and claim.clinical:
        return Draft(claim.clinical, claim.all_sources, (claim.id,), claim.rank, needs)
    return Draft(claim.statement, claim.sources, (claim.id,), claim.rank, needs)


def is_animal_study(claim: Claim) -> bool:
    """Tell whether a claim is on what happened in animals, and so must not be read as what happens in people."""
    return claim.species in ANIMALS and claim.kind in {"method", "finding", "mechanism"}

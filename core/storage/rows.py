"""What the store keeps, as values: documents, the claims in them, and the decisions of reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from core.catalog import ClaimKind, Species, Study

ClaimStatus = Literal["draft", "published", "rejected", "withdrawn"]
Action = Literal["approve", "edit", "reject", "withdraw", "restore"]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An article as it was added. `id` is 0 until it is stored.

    `address` is where it was read, None for a file; `canonical` the same without what differs between links to one
    page. `doi` is that of the paper it is, or is on, in lower case. `csl` describes the document itself, as it is
    cited. `added_by` is the reviewer.
    """

    id: int
    topic: str
    sha256: str
    address: str | None
    canonical: str | None
    doi: str | None
    csl: Mapping[str, Any]
    text: str
    retrieved_on: date
    added_at: datetime
    added_by: str

    @property
    def source(self) -> str:
        """The id of the source that its claims cite."""
        return f"doc-{self.id}"


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A sentence of a document, and what reviewers made of it.

    `start` and `end` are code points into the document's text; `sha256` is of the normalised sentence. `statement`
    is in own words, None where the sentence is told as a quotation. `species` and `study` are None until somebody
    said them.
    `version` rises by one with every decision; `rank` is that of `catalog.Claim`.
    """

    id: str
    document: int
    sentence: int
    start: int
    end: int
    quotation: str
    sha256: str
    kind: ClaimKind
    about: tuple[str, ...]
    species: Species | None
    study: Study | None
    hedged: bool
    speaker: str | None
    statement: str | None
    aspects: tuple[str, ...]
    rank: int
    status: ClaimStatus = "draft"
    reason: str | None = None
    reviewed_on: date | None = None
    review_by: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class StoredBuiltIn:
    """What reviewers decided about a built-in claim: it is withdrawn while there is a `reason`."""

    claim: str
    topic: str
    reason: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a claim: who made it, when (UTC), and why. `changed` has old value and new one, by field."""

    claim: str
    version: int
    action: Action
    who: str
    at: datetime
    reason: str | None
    changed: Mapping[str, list[Any]]

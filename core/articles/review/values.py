"""What passes between a reviewer and the review: an edit, what came of it, and everything known of one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from core.catalog import Claim, Topic
    from core.storage.rows import ClaimStatus, Decision, StoredClaim, StoredDocument

Same = Literal["text", "doi", "address"]


@dataclass(frozen=True, slots=True)
class Added:
    """A document that was added, or was there `already`, recognised by that. `drafts` still wait for a decision."""

    document: int
    drafts: int
    already: Same | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What a reviewer says anew of a claim; None leaves it as it is. An empty statement tells the quotation again."""

    statement: str | None = None
    aspects: tuple[str, ...] | None = None
    about: tuple[str, ...] | None = None
    species: str | None = None
    study: str | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision. `changed` is false where it had been made before.

    `also` are the built-in claims that go, or come back, with a built-in one.
    """

    claim: str
    status: ClaimStatus
    version: int
    changed: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document and its claims, in its order."""

    document: StoredDocument
    claims: list[StoredClaim]


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """An added claim: how it is `told`, or would be, the claims it `needs`, and what is `wrong` with telling it."""

    claim: StoredClaim
    document: StoredDocument
    told: str
    needs: tuple[str, ...]
    wrong: tuple[str, ...]
    history: list[Decision]


@dataclass(frozen=True, slots=True)
class BuiltInEntry:
    """A claim of `config/`; `withdrawn` is the reason why it is not told."""

    claim: Claim
    topic: Topic
    withdrawn: str | None
    history: list[Decision]
    version: int = 0

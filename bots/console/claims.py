"""A claim as an operator reads it: what is said, on what evidence, when it was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.app import App
    from core.catalog import Claim, Topic


def shown(app: App, claim_id: str) -> str:
    """Return a published claim with its sources. Raises WrongUse for an id that no topic has."""
    for topic in app.topics.values():
        if claim := topic.claims.get(claim_id):
            return "\n".join(_lines(claim, topic))
    raise WrongUse(f"there is no published claim {claim_id!r}; `healthfacts ask --json TEXT` names those of an answer")


def _lines(claim: Claim, topic: Topic) -> Iterator[str]:
    yield f"{claim.id} ({claim.kind}, {claim.study}, {claim.species})"
    yield claim.statement
    if claim.clinical:
        yield f"For clinicians: {claim.clinical}"
    yield f"On: {', '.join(claim.about)}. Told of: {', '.join(claim.shown_for)}, under {', '.join(claim.aspects)}."
    if claim.needs:
        yield f"Never told without: {', '.join(claim.needs)}."
    for one in claim.sources:
        source = topic.sources[one]
        yield f"{one}: {source.reference}. {source.url} ({source.status} as of {source.status_as_of})"
    yield f"Where: {claim.locator}."
    for evidence in claim.evidence:
        yield f"Pinned to {evidence.document}, sentence {evidence.sentence}, SHA-256 {evidence.sha256}."
    yield f"Reviewed {claim.reviewed_on}, due again {claim.review_by}."

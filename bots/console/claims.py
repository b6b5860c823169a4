"""A claim as an operator reads it: what is said, on what evidence, when it was reviewed, and what was decided since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.app import App
    from core.catalog import Claim, Topic


def shown(app: App, claim_id: str) -> str:
    """Return a claim, built-in or added, told or not, or a document. Raises WrongUse for what there is not."""
    from bots.console import articles, posts, reviewing  # noqa: PLC0415 - SQLAlchemy takes 0.3 s
    from core.articles.review.values import BuiltInEntry, ClaimEntry  # noqa: PLC0415 - the same

    entry = reviewing.looked_at(app, lambda review: review.show(claim_id), None)
    if isinstance(entry, BuiltInEntry):
        told = [f"WITHDRAWN: {entry.withdrawn}"] if entry.withdrawn else []
        where = [posts.told_where(app, claim_id)] if entry.withdrawn else []
        return "\n".join([*_lines(entry.claim, entry.topic), *told, *articles.history(entry.history), *where])
    if entry:
        gone = isinstance(entry, ClaimEntry) and entry.claim.status == "withdrawn"
        return "\n".join([articles.shown(entry), *([posts.told_where(app, claim_id)] if gone else [])])
    for topic in app.built_in.values():  # no store yet, so nothing was decided about any
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

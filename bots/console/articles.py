"""Articles, their claims and what became of them, as an operator reads them in a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.articles.review.identity import url_of
from core.articles.review.values import DocumentEntry
from core.references import reference_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from core.articles.review.values import Added, ClaimEntry, Decided
    from core.articles.review.verify import Checked
    from core.storage.rows import Decision, StoredClaim
    from core.storage.standings import Looked

_ALREADY = {"text": "the same text", "doi": "the same DOI", "address": "the same address"}


def added(done: Added) -> str:
    """Return what came of adding an article."""
    waiting = f"{done.drafts} {'draft' if done.drafts == 1 else 'drafts'} to review"
    known = f"was there already ({_ALREADY[done.already]}), " if done.already else ""
    return f"document {done.document}: {known}{waiting}; see healthfacts article show {done.document}"


def paper(found: Looked) -> str:
    """Return what was found out of a paper."""
    standing = found.standing
    notice = f", see {standing.notice}" if standing.notice else ""
    return f"{found.doi}: {standing.status} as of {standing.as_of}{notice}"


def listed(claims: Iterable[StoredClaim]) -> str:
    """Return claims one a line: id, status, what it is on and in whom, the sentence or what is told instead."""
    return "\n".join(map(_row, claims)) or "there are none; healthfacts article add FILE adds an article"


def decided(done: Decided) -> str:
    """Return what came of a decision."""
    also = f", and with it {', '.join(done.also)}" if done.also else ""
    return f"{done.claim}: {'' if done.changed else 'no change, '}{done.status}{also} (version {done.version})"


def document(entry: DocumentEntry) -> str:
    """Return a document and its claims."""
    one = entry.document
    head = [
        f"document {one.id} (/{one.topic}), added {one.added_at:%Y-%m-%d %H:%M} UTC by {one.added_by}",
        _cited(one.csl),
        f"Read on {one.retrieved_on}, {len(one.text)} characters, SHA-256 {one.sha256}.",
    ]
    return "\n".join([*head, *map(_row, entry.claims)])


def claim(entry: ClaimEntry) -> str:
    """Return an added claim with all that is known of it, and what is still in the way of publishing it."""
    return "\n".join(_claim_lines(entry))


def history(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield decisions one a line: when, who, what, why, and what changed."""
    for one in decisions:
        changed = "; ".join(f"{name}: {_short(old)} -> {_short(new)}" for name, (old, new) in one.changed.items())
        reason = f" ({one.reason})" if one.reason else ""
        yield f"{one.version}. {one.at:%Y-%m-%d %H:%M} UTC, {one.who}: {one.action}{reason}. {changed}"


def verified(found: Sequence[Checked]) -> str:
    """Return what became of each pinned sentence, and how many there are of each kind."""
    if not found:
        return "no built-in claim is pinned to a sentence of this document"
    rows = [f"{one.claim}: sentence {one.evidence.sentence} {_place(one)}" for one in found]
    counts = Counter(one.found for one in found)
    return "\n".join([*rows, ", ".join(f"{counts[kind]} {kind}" for kind in ("found", "moved", "missing"))])


def _claim_lines(entry: ClaimEntry) -> Iterator[str]:
    one = entry.claim
    yield f"{one.id} ({one.kind}, {one.study or 'study not said'}, {one.species or 'species not said'}): {one.status}"
    yield entry.told
    if one.statement is not None:
        yield f"The article's sentence: “{one.quotation}”"
    yield f"On: {', '.join(one.about)}. Told under: {', '.join(one.aspects)}."
    if one.hedged:
        yield "The article words it carefully."
    if entry.needs:
        yield f"Never told without: {', '.join(entry.needs)}."
    yield f"{entry.document.source}: {_cited(entry.document.csl)}"
    yield f"Where: sentence {one.sentence}, characters {one.start} to {one.end}, SHA-256 {one.sha256}."
    if one.reviewed_on:
        yield f"Reviewed {one.reviewed_on}, due again {one.review_by}."
    if one.reason:
        yield f"{one.status.capitalize()}: {one.reason}"
    if one.status != "withdrawn":
        yield from (f"In the way of publishing it: {what}" for what in entry.wrong)
    yield from history(entry.history)


def _row(one: StoredClaim) -> str:
    on = ", ".join(one.about)
    return f"{one.id:<8} {one.status:<9} {on}, {one.species or '?'}: {one.statement or f'“{one.quotation}”'}"


def _cited(csl: Mapping[str, Any]) -> str:
    line = reference_line({"title": "(without a title)", **csl})
    return f"{line}. {url_of(csl) or '(no address and no DOI)'}"


def _place(one: Checked) -> str:
    return f"moved to {one.now}" if one.found == "moved" else one.found


def _short(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def shown(entry: DocumentEntry | ClaimEntry) -> str:
    """Return what `article show` prints."""
    return document(entry) if isinstance(entry, DocumentEntry) else claim(entry)

"""What "This looks wrong" is about: an answer's address, or what a button can carry where an answer has none. Pure.

A report names the claims as they were told when it was made: a claim's version is the day of its review and the first
digits of the SHA-256 of its statement, for built-in claims and added ones alike.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple, get_args

from core.model import AnswerId, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.app import App
    from core.catalog import Claim
    from core.model import Answer

MOST_ADDRESS = 77
"""Characters: with "reports/send/" before it an address is an action of at most 90 (`operating.panels.MOST_ACTION`)."""
JOIN = "+"
"""Between the claims of an answer that was put together from them and has no address of its own."""
DIGITS = 8


class Told(NamedTuple):
    """A claim as it was told."""

    claim: str
    version: str


def reported_as(answer: Answer) -> str:
    """Return what a button carries: the address; else the claims that were found; else what kind of answer it was.

    None but an address has two slashes, so that nothing takes one for the other ("urgent/overdose", "unknown").
    """
    if answer.id and len(address := str(answer.id)) <= MOST_ADDRESS:
        return address
    if answer.outcome in {"answer", "class"} and answer.claims:
        return JOIN.join(_most(answer.claims))
    return f"{answer.outcome}/{answer.urgency}" if answer.urgency else answer.outcome


def told_in(app: App, address: str) -> tuple[Told, ...] | None:
    """Return the claims behind what `reported_as` returned, as they are told now; None for what it cannot return."""
    claims = {one: claim for topic in app.topics.values() for one, claim in topic.claims.items()}
    if address.count("/") > 1:
        try:
            answer = app.open(AnswerId.parse(address), app.settings.locale)
        except ValueError:
            return None
        return tuple(Told(one, version_of(claims[one])) for one in answer.claims if one in claims)
    if address.partition("/")[0] in get_args(Outcome):
        return ()
    ids = address.split(JOIN)
    built_in = {one for topic in app.built_in.values() for one in topic.claims}
    if not all(one in claims or one in built_in for one in ids):
        return None
    return tuple(Told(one, version_of(claims[one])) for one in ids if one in claims)


def version_of(claim: Claim) -> str:
    """Return which version of a claim this is, such as "2026-11-23 1a2b3c4d"."""
    return f"{claim.reviewed_on} {hashlib.sha256(claim.statement.encode()).hexdigest()[:DIGITS]}"


def _most(claims: Iterable[str]) -> Iterator[str]:
    """Yield the first claims as far as there is room for them."""
    room = MOST_ADDRESS + len(JOIN)
    for one in claims:
        room -= len(one) + len(JOIN)
        if room < 0:
            return
        yield one

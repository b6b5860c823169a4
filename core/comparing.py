"""Two medicines side by side: what each is, how long it stays, what is known of TSPO. Never a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.drafts import Draft, to_draft
from core.facts import fact_drafts
from core.subjects import capitalised, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.catalog import Claim, Topic
    from core.drafts import Numbering
    from core.model import Block
    from core.phrases import Phrases
    from core.subjects import Subject

COMPARE = "compare"
"""The aspect in the address of a comparison; its drugs are joined by `BETWEEN`."""
BETWEEN = "+"


def compared(topic: Topic, inns: Sequence[str]) -> list[Subject] | None:
    """Return the two medicines, or None where they are not two of the topic's."""
    subjects = [subject_of(topic, inn) for inn in inns if inn in topic.drugs]
    found = [one for one in subjects if one]
    return found if len(found) == len(inns) == 2 else None  # noqa: PLR2004 - side by side are two


def side_by_side(topic: Topic, subjects: Sequence[Subject], numbering: Numbering, say: Phrases) -> Iterator[Block]:
    """Yield one block for each, and one for what must be said of both."""
    yield numbering.block(None, [Draft(say("question.compare"))])
    claims = {one.id: claims_on(topic, one) for one in subjects}
    for subject in subjects:
        facts = fact_drafts(topic, subject, ("uses", "half_life"), "plain", say)
        heading = capitalised(subject.title)
        yield numbering.block(heading, [*facts, *(to_draft(claim, "plain") for claim in claims[subject.id])])
    needed = dict.fromkeys(one for told in claims.values() for claim in told for one in claim.needs)
    if both := [to_draft(topic.claims[one], "plain") for one in needed]:
        yield numbering.block(say("question.compare.both"), both)


def claims_on(topic: Topic, subject: Subject) -> list[Claim]:
    """Return what the laboratory found on this medicine alone, the most important first; at most one."""
    own = [one for one in topic.claims.values() if one.about == (subject.id,) and one.species == "in vitro"]
    return sorted(own, key=lambda claim: claim.rank)[:1]

"""Which answers there is a picture beside: what of the topic it shows is data, in topic.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.catalog import Aspect, Topic
    from core.subjects import Subject

PictureKind = Literal["half_life", "at_a_glance", "study_card"]


def pictured(topic: Topic, subject: Subject, aspect: Aspect, claims: Collection[str]) -> PictureKind | None:
    """Return which picture shows what an answer tells, None where there is none.

    `claims` are the ids of what it tells: a study's card goes with what tells of that study.
    """
    if any("half_life" in section.facts for section in aspect.section):
        known = subject.drug is None or subject.drug.half_life is not None
        return "half_life" if known else None
    if aspect.id in topic.at_a_glance:
        return None if subject.drug_class.related else "at_a_glance"
    card = topic.study_card
    if card and card.seen in claims and all(one in topic.claims for one in card.claims):
        return "study_card"
    return None

"""Subject + aspect + catalogue -> Answer. Pure: the same question on the same day gives the same document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.drafts import STUDIED, Draft, Numbering, to_draft
from core.facts import fact_drafts, source_drafts
from core.model import Answer, AnswerId, FollowUp
from core.pictured import pictured
from core.standing import fallen_drafts
from core.studied import not_in_animals, not_in_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from core.catalog import Aspect, Claim, Section, Topic
    from core.disclaimers import Disclaimers
    from core.model import Block, Length, Outcome
    from core.phrases import Phrases
    from core.subjects import Subject

OVERVIEW = "overview"
"""The aspect of a question that names none; every topic has it."""
MOST_ADDED: Mapping[Length, int] = {"short": 2, "full": 20}
"""Claims from added articles that an answer tells, the newest first; questions find the others by their words."""


class Composer:
    """Composes the answers of one topic, in one language, on one day. `pictures`: they can be drawn here."""

    def __init__(
        self, topic: Topic, phrases: Phrases, disclaimers: Disclaimers, today: date, *, pictures: bool = False
    ) -> None:
        self._topic = topic
        self._pictures = pictures
        self._say = phrases
        self._disclaimers = disclaimers
        self._today = today

    def compose(self, subject: Subject, aspect: Aspect, wanted: AnswerId) -> Answer:
        """Return the answer on one aspect of a drug or class, its citations numbered in reading order."""
        here, length, depth = wanted._replace(drug=subject.id), wanted.length, wanted.depth
        outcome: Outcome = "answer" if subject.drug else "class"
        claims = self._chosen(subject, aspect, length)
        safety = [self._topic.claims[one] for one in subject.drug_class.safety]
        numbering = Numbering(self._topic.sources)
        return Answer(
            outcome=outcome,
            title=subject.title if aspect.id == OVERVIEW else f"{subject.title}: {aspect.label}",
            blocks=tuple(self._blocks(subject, aspect, claims, wanted, numbering)),
            safety=numbering.lines(to_draft(claim, depth) for claim in safety),
            citations=numbering.citations,
            disclaimers=self._disclaimers.under(
                outcome, [*claims, *safety], numbering.citations, self._say, self._today
            ),
            follow_ups=(*self._follow_ups(subject, aspect, here), *self._picture(subject, aspect, here, claims)),
            id=here,
            next_part=FollowUp(self._say("button.next"), here._replace(part=here.part + 1), "more"),
            topic=self._topic.id,
            drug=subject.drug.inn if subject.drug else None,
        )

    def _told_of(self, subject: Subject, length: Length, aspect: str = "") -> list[Claim]:
        """Return what is told of a subject, the most important first, and of what was added only the newest."""
        told = self._topic.told.of(subject.is_in, aspect)
        added = [claim for claim in told if claim.added][: MOST_ADDED[length]]
        return [*(claim for claim in told if not claim.added), *added]

    def _chosen(self, subject: Subject, aspect: Aspect, length: Length) -> list[Claim]:
        """Return the claims of one aspect, and with each of them those that it must not be told without."""
        fitting = self._told_of(subject, length, aspect.id)
        leads = [claim for claim in fitting if claim.lead]
        chosen = [claim for claim in fitting if claim.added or claim.lead] if length == "short" and leads else fitting
        known = {claim.id for claim in chosen}
        for claim in chosen:  # which grows while it is walked: what is needed may need more
            chosen += [self._topic.claims[one] for one in claim.needs if one not in known]
            known.update(claim.needs)
        return sorted(chosen, key=lambda claim: claim.rank)

    def _blocks(
        self, subject: Subject, aspect: Aspect, claims: list[Claim], wanted: AnswerId, numbering: Numbering
    ) -> Iterator[Block]:
        left = [claim for claim in claims if not claim.added]
        added = [to_draft(claim, wanted.depth) for claim in claims if claim.added]
        told: list[Draft] = []
        for section in aspect.section:
            here = [claim for claim in left if section.claims and section.fits(claim)]
            left = [claim for claim in left if claim not in here]
            drafts = [
                *self._opening(subject, section, claims, wanted),
                *(to_draft(claim, wanted.depth) for claim in here),
            ]
            if "people" in section.not_studied:
                drafts += not_in_people(self._topic, subject, claims, self._say)
            if drafts:
                told += drafts
                yield numbering.block(section.heading, drafts)
        if added and not any(draft.mark == STUDIED for draft in told):
            added += not_in_animals(self._topic, subject, claims, self._say)
        if added:
            yield numbering.block(self._say("added"), added)
        if fallen := list(fallen_drafts(self._topic, subject, aspect.id, self._say)):
            yield numbering.block(None, fallen)
        if not (told or added or fallen):
            yield numbering.block(None, [Draft(self._say("no_data", about=aspect.label, name=subject.asked))])

    def _opening(self, subject: Subject, section: Section, claims: list[Claim], wanted: AnswerId) -> Iterator[Draft]:
        """Yield what a section says before its claims: facts of the drug, and what animal studies did not test."""
        if "uses" in section.facts and (subject.drug is None or subject.drug_class.related):
            known = (self._topic.claims.get(one) for one in subject.drug_class.definition)
            yield from (to_draft(claim, wanted.depth) for claim in known if claim)
        yield from fact_drafts(self._topic, subject, section.facts, wanted.depth, self._say)
        if "sources" in section.facts:
            yield from source_drafts(subject, self._told_of(subject, "full"), self._say)
        if "animals" in section.not_studied:
            yield from not_in_animals(self._topic, subject, claims, self._say)

    def _follow_ups(self, subject: Subject, aspect: Aspect, here: AnswerId) -> Iterator[FollowUp]:
        for other in self._topic.aspects:
            if other.id in self._topic.buttons and other.id != aspect.id:
                yield FollowUp(other.button, here._replace(aspect=other.id, length="short", part=1), "aspect")
        first = here._replace(part=1)
        if here.length == "full":
            yield FollowUp(self._say("button.short"), first._replace(length="short"), "more")
        elif len(self._chosen(subject, aspect, "full")) > len(self._chosen(subject, aspect, "short")):
            yield FollowUp(self._say("button.full"), first._replace(length="full"), "more")
        if here.depth == "clinician":
            yield FollowUp(self._say("button.plain"), first._replace(depth="plain"), "depth")
        else:
            yield FollowUp(self._say("button.clinician"), first._replace(depth="clinician"), "depth")

    def _picture(self, subject: Subject, aspect: Aspect, here: AnswerId, claims: list[Claim]) -> Iterator[FollowUp]:
        if self._pictures and pictured(self._topic, subject, aspect, {claim.id for claim in claims}):
            yield FollowUp(self._say("button.picture"), here._replace(part=1), "picture")

"""Asked is not studied: which lines must say so, and what they say (promise 2).

The sentences are filled in from the claims themselves - what was given, to whom - and cite the same sources, so they
cannot say more than the claims do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.drafts import STUDIED, Draft, is_animal_study

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.catalog import Claim, Topic
    from core.phrases import Phrases
    from core.subjects import Subject


def not_in_animals(topic: Topic, subject: Subject, claims: Sequence[Claim], say: Phrases) -> Iterator[Draft]:
    """Yield the line that says which drug the studies in animals gave, and that it was not people who got it."""
    if animals := [claim for claim in claims if is_animal_study(claim)]:
        yield _in_animals(topic, subject, animals, say)


def not_in_people(topic: Topic, subject: Subject, claims: Sequence[Claim], say: Phrases) -> Iterator[Draft]:
    """Yield the line that says on which drugs the studies in people were, where it was not the one asked for."""
    people = [claim for claim in claims if claim.species == "human" and claim.kind == "finding"]
    if elsewhere := [claim for claim in people if subject.id not in claim.about]:
        yield _in_people(topic, subject, elsewhere, say)


def _in_animals(topic: Topic, subject: Subject, claims: Sequence[Claim], say: Phrases) -> Draft:
    given = tuple(dict.fromkeys(inn for claim in claims for inn in claim.about if inn in topic.drugs))
    given = given or (topic.drug_class(topic.main_class).plural,)  # where an added article does not say which
    animals = tuple(sorted({say(f"animals.{claim.species}") for claim in claims}))
    sources = tuple(dict.fromkeys(claim.source for claim in claims if claim.study == "animal experiment"))
    first = min(claims, key=lambda claim: claim.rank)
    which = "class" if subject.drug is None else "same" if subject.drug.inn in given else "other"
    text = say.count(
        f"studied.{which}",
        len(sources),
        asked=subject.asked,
        given=say.joined(given),
        animals=say.joined(animals),
        plural=subject.drug_class.plural,
    )
    return Draft(text, sources, rank=first.rank, needs=(first.id,), mark=STUDIED)


def _in_people(topic: Topic, subject: Subject, claims: Sequence[Claim], say: Phrases) -> Draft:
    own = subject.drug_class
    first = min(claims, key=lambda claim: claim.rank)
    sources = tuple(dict.fromkeys(claim.source for claim in claims))
    if any(own.id in claim.about for claim in claims):
        key = "studied.people.related" if own.related else "studied.people.group"
    else:
        key = "studied.people.other"
    main = topic.drug_class(topic.main_class).plural
    text = say(key, asked=subject.asked, main=main, own=own.plural)
    return Draft(text, sources[:1], rank=first.rank, needs=(first.id,))

"""What an answer to a question says -> a few lines: what is needed comes along, what does not fit is left out whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from core.catalog import WHOLE_CLASS, Claim, Saying
from core.drafts import STUDIED, Draft, to_draft
from core.facts import fact_drafts
from core.records import record_draft
from core.studied import not_in_animals, not_in_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.catalog import Topic
    from core.phrases import Phrases
    from core.subjects import Subject

Item = Claim | Saying
"""A claim to tell, or something else that an answer says."""


class Room(NamedTuple):
    """How much an answer may say: statements, and their characters without the safety line."""

    statements: int
    characters: int


SHORT = Room(6, 900)
"""An answer where the question was asked."""
WIDER = Room(8, 1_500)
"""An answer to who asked about somebody's message, and to nobody else."""


class Teller:
    """Tells of one subject, in one language."""

    def __init__(self, topic: Topic, subject: Subject, phrases: Phrases) -> None:
        self._topic = topic
        self._subject = subject
        self._say = phrases

    def tell(self, items: Sequence[Item], room: Room) -> tuple[list[Draft], list[Claim]]:
        """Return the lines for as many of the items as there is room for, the first first, and the claims in them."""
        order = {id(item): float(at) for at, item in enumerate(items)}
        taken: list[Item] = []
        for item in items:
            if item not in taken:
                for one in (more := [*taken, *self._with_needs(item, taken)]):
                    order.setdefault(id(one), order[id(item)] + (-0.5 if _comes_before(one) else 0.5))
                more.sort(key=lambda one: order[id(one)])
                if _fits(self._drafts(more), room):
                    taken = more
        return self._drafts(taken), _claims_of(taken)

    def items_of(self, sayings: Iterable[Saying]) -> Iterator[Item]:
        """Yield what is for this subject: of claims those that are told of it, of texts those whose claims stand."""
        for saying in sayings:
            if self._is_for(saying):
                known = [self._topic.claims[one] for one in saying.claims if one in self._topic.claims]
                yield from (claim for claim in known if self._subject.is_in & set(claim.shown_for))
                if not saying.claims:
                    yield saying

    def _is_for(self, saying: Saying) -> bool:
        is_in = {*self._subject.is_in, *([] if self._subject.drug else [WHOLE_CLASS])}
        fits = (not saying.for_ or is_in & set(saying.for_)) and not is_in & set(saying.not_for)
        return bool(fits) and self._topic.claims.keys() >= set(saying.of)

    def _with_needs(self, item: Item, taken: Sequence[Item]) -> list[Item]:
        """Return an item and what it must not be told without, as far as that is not told yet."""
        if not isinstance(item, Claim):
            return [item]
        needed = map(self._topic.claims.__getitem__, dict.fromkeys(self._needs_of(item.id)))
        return [*(one for one in needed if one not in taken), item]

    def _needs_of(self, claim_id: str) -> Iterator[str]:
        for one in self._topic.claims[claim_id].needs:
            yield from self._needs_of(one)
            yield one

    def _drafts(self, items: Sequence[Item]) -> list[Draft]:
        claims = _claims_of(items)
        drafts = [draft for item in items for draft in self._to_drafts(item, claims)]
        if not any(draft.mark == STUDIED for draft in drafts):
            drafts += not_in_animals(self._topic, self._subject, claims, self._say)
        return [replace(draft, rank=rank) for rank, draft in enumerate(drafts, 1)]

    def _to_drafts(self, item: Item, claims: Sequence[Claim]) -> Iterator[Draft]:
        if isinstance(item, Claim):
            yield to_draft(item, "plain")
            return
        if item.record and item.source:
            yield record_draft(item.record, self._topic.sources[item.source], self._say)
        studied = list(not_in_animals(self._topic, self._subject, claims, self._say)) if item.studied else []
        if item.text:
            yield _joined(self._text(item), studied)
        else:
            yield from studied
        yield from fact_drafts(self._topic, self._subject, item.facts, "plain", self._say)
        if item.people:
            yield from (replace(one, needs=()) for one in not_in_people(self._topic, self._subject, claims, self._say))

    def _text(self, item: Saying) -> Draft:
        """Return a text with the sources of the claims that it rests on."""
        rests_on = [*item.of, *(self._subject.drug_class.safety if item.cite_safety else ())]
        sources = (source for one in rests_on for source in self._topic.claims[one].sources)
        return Draft(item.text.format(asked=self._subject.asked), tuple(dict.fromkeys(sources)))


def _joined(opening: Draft, rest: Sequence[Draft]) -> Draft:
    """Return the opening words and what was not studied as one line, so that neither is told without the other."""
    if not rest:
        return opening
    sources = dict.fromkeys((*opening.sources, *rest[0].sources))
    return replace(rest[0], text=f"{opening.text} {rest[0].text}", sources=tuple(sources))


def _comes_before(item: Item) -> bool:
    """Tell whether a claim that is needed stands before the one that needs it: what was done, before what was found."""
    return isinstance(item, Claim) and item.kind == "method"


def _claims_of(items: Iterable[Item]) -> list[Claim]:
    return [item for item in items if isinstance(item, Claim)]


def _fits(drafts: Sequence[Draft], room: Room) -> bool:
    return len(drafts) <= room.statements and sum(len(draft.text) for draft in drafts) <= room.characters

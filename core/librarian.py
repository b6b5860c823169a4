"""Answers questions like a good librarian: short, from what was reviewed, the first words on what was asked.

Nothing is worded here. What is asked is recognised by rules (`core/understanding.py`); what is said are claims, texts
that rest on them, and records of papers (`core/sayings.py`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from core.answers import OVERVIEW
from core.comparing import BETWEEN, COMPARE, claims_on, compared, side_by_side
from core.drafts import Draft, Numbering, to_draft
from core.model import Answer, AnswerId, FollowUp
from core.replies import Replies, shown
from core.sayings import SHORT, WIDER, Teller
from core.standing import fallen_drafts
from core.subjects import capitalised, subject_of, title_of
from core.understanding import Understander, without_links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from core.catalog import QuestionKind, Topic
    from core.disclaimers import Disclaimers
    from core.model import Outcome
    from core.phrases import Phrases
    from core.questions import Reader, Reading
    from core.sayings import Item, Room
    from core.subjects import Subject
    from core.understanding import Understanding

REMEMBERED = 2_048
"""Answers to kinds of question kept in memory: every medicine and kind."""
MOST_FOUND = 3
"""Claims that are told where no kind of question fits."""
NEAR = 0.75
"""How much of the best match's share of the question another must cover to be told with it."""
MOST_KINDS = 2
"""Kinds of question in somebody's message that are answered together."""


class Librarian:
    """Answers questions to one topic. `phrases` by locale; `today` is the clock."""

    def __init__(
        self,
        topic: Topic,
        reader: Reader,
        phrases: Mapping[str, Phrases],
        disclaimers: Disclaimers,
        today: Callable[[], date],
    ) -> None:
        self._topic = topic
        self._reader = reader
        self._phrases = phrases
        self._disclaimers = disclaimers
        self._today = today
        self._kinds = {kind.id: kind for kind in topic.questions.kinds}
        self._composed = lru_cache(REMEMBERED)(self._compose)
        self._compared = lru_cache(REMEMBERED)(self._compare)

    @cached_property
    def _understander(self) -> Understander:
        """Made for the first question: it takes 10 ms, which the start can do without."""
        return Understander(self._topic, self._reader)

    def warm(self) -> None:
        """Make now what the first question needs."""
        _ = self._understander

    def follow(self, topic: Topic) -> None:
        """Answer from now on from `topic`, the same one with other claims. What was composed before is forgotten."""
        self._topic = topic
        self._composed.cache_clear()
        self._compared.cache_clear()
        if "_understander" in self.__dict__:
            self._understander.follow(topic)

    def understand(self, text: str, reading: Reading | None = None) -> Understanding:
        """Return what a text asks and why it was taken so: kinds of question, or claims with the words they share."""
        return self._understander.understand(text, reading or self._reader.read(text))

    def answer(self, text: str, reading: Reading | None = None, locale: str = "en") -> Answer:
        """Answer a question where it was asked: short, and open to everybody there. Never raises for any text."""
        return self._answered(self.understand(text, reading), locale, most_kinds=1, room=SHORT)

    def check(self, text: str, locale: str = "en") -> Answer:
        """Answer what the evidence says about somebody's message, to who asked only. Links in it are not looked at."""
        asked = self.understand(without_links(text))
        return replace(self._answered(asked, locale, most_kinds=MOST_KINDS, room=WIDER), private=True)

    def open(self, wanted: AnswerId, locale: str = "en") -> Answer | None:
        """Return the answer to a kind of question, or a comparison, by its address; None for any other address."""
        if wanted.aspect == COMPARE:
            return self._compared(tuple(wanted.drug.split(BETWEEN)), locale, self._today())
        subject = subject_of(self._topic, wanted.drug)
        if subject is None or wanted.aspect not in self._kinds:
            return None
        return replace(self._composed(subject, (wanted.aspect,), SHORT, locale, self._today()), id=wanted)

    def _answered(self, asked: Understanding, locale: str, *, most_kinds: int, room: Room) -> Answer:
        if reply := self._reply(asked, locale):
            return replace(reply, private=False)
        subject = asked.subject
        kinds = tuple(kind.id for kind in asked.kinds[:most_kinds])
        if subject is None:
            return self._nothing(None, locale)
        if asked.name.several and (not kinds or self._kinds[kinds[0]].compare):
            comparison = self._compared(asked.name.choices, locale, self._today())
            return comparison or replace(self._ask(asked, locale), private=False)
        if not kinds and not asked.matches:
            kinds = self._fallback(asked)
        if kinds:
            answer = self._composed(subject, kinds, room, locale, self._today())
        elif asked.matches:
            answer = self._found(subject, asked, room, locale)
        else:
            answer = self._nothing(subject, locale)
        return self._for_name(answer, asked, locale)

    def _reply(self, asked: Understanding, locale: str) -> Answer | None:
        """Return what is said of a name that is not one of ours, or not surely."""
        if asked.name.found == "other":
            return self._replies(locale).other(asked.name, asked.aspect or OVERVIEW)
        if asked.name.found == "ask" and not asked.name.several:
            return self._ask(asked, locale)
        return None

    def _ask(self, asked: Understanding, locale: str) -> Answer:
        return self._replies(locale).ask(asked.name, asked.aspect or OVERVIEW)

    def _fallback(self, asked: Understanding) -> tuple[str, ...]:
        """Return the kind for a medicine without a question, or for an aspect named in passing."""
        if not asked.content:
            return (self._topic.questions.nothing_asked,)
        return tuple(kind.id for kind in self._topic.questions.kinds if kind.aspect == asked.aspect)[:1]

    def _compose(self, subject: Subject, kind_ids: tuple[str, ...], room: Room, locale: str, today: date) -> Answer:
        kinds = [self._kinds[one] for one in kind_ids]
        teller = Teller(self._topic, subject, self._phrases[locale])
        items = list(teller.items_of(saying for kind in kinds for saying in kind.answer))
        answer = self._told(subject, teller, items, kinds[0], room, locale, today)
        wanted = AnswerId(self._topic.command, subject.id, kind_ids[0])
        return replace(answer, id=wanted if len(kind_ids) == 1 and room == SHORT else None)

    def _found(self, subject: Subject, asked: Understanding, room: Room, locale: str) -> Answer:
        """Return the claims that were found by the question's words."""
        best = asked.matches[0]
        near = [match.claim for match in asked.matches if match.covers >= NEAR * best.covers][:MOST_FOUND]
        kind = next((one for one in self._kinds.values() if one.aspect in best.claim.aspects), None)
        teller = Teller(self._topic, subject, self._phrases[locale])
        return self._told(subject, teller, near, kind, room, locale, self._today())

    def _told(  # noqa: PLR0913, PLR0917 - an answer has this many parts
        self,
        subject: Subject,
        teller: Teller,
        items: Sequence[Item],
        kind: QuestionKind | None,
        room: Room,
        locale: str,
        today: date,
    ) -> Answer:
        say = self._phrases[locale]
        drafts, claims = teller.tell(items, room)
        drafts += fallen_drafts(self._topic, subject, kind.aspect, say) if kind else ()
        if not drafts:
            label = next((one.label for one in self._topic.aspects if kind and one.id == kind.aspect), "")
            drafts = [Draft(say("no_data", about=label, name=subject.asked))]
        numbering = Numbering(self._topic.sources)
        blocks = (numbering.block(None, drafts),)
        safety = [self._topic.claims[one] for one in subject.drug_class.safety]
        outcome: Outcome = "answer" if subject.drug else "class"
        offered = (kind.aspect, *kind.next) if kind else self._topic.buttons[:3]
        return Answer(
            outcome,
            subject.title,
            blocks=blocks,
            safety=numbering.lines(to_draft(claim, "plain") for claim in safety),
            citations=numbering.citations,
            disclaimers=self._disclaimers.under(outcome, [*claims, *safety], numbering.citations, say, today),
            follow_ups=tuple(self._buttons(subject.id, offered)),
            topic=self._topic.id,
            drug=subject.drug.inn if subject.drug else None,
            private=False,
        )

    def _compare(self, inns: tuple[str, ...], locale: str, today: date) -> Answer | None:
        subjects = compared(self._topic, inns)
        if subjects is None:
            return None
        say, numbering = self._phrases[locale], Numbering(self._topic.sources)
        blocks = tuple(side_by_side(self._topic, subjects, numbering, say))
        lines = dict.fromkeys(one for subject in subjects for one in subject.drug_class.safety)
        safety = [self._topic.claims[one] for one in lines]
        told = [*safety, *(claim for one in subjects for claim in claims_on(self._topic, one))]
        first, second = (capitalised(one.title) for one in subjects)
        return Answer(
            "answer",
            say("question.compare.title", first=first, second=second),
            blocks=blocks,
            safety=numbering.lines(to_draft(claim, "plain") for claim in safety),
            citations=numbering.citations,
            disclaimers=self._disclaimers.under("answer", told, numbering.citations, say, today),
            follow_ups=tuple(self._drug_buttons(inns, OVERVIEW)),
            id=AnswerId(self._topic.command, BETWEEN.join(inns), COMPARE),
            topic=self._topic.id,
            suggestions=tuple(inns),
            private=False,
        )

    def _nothing(self, subject: Subject | None, locale: str) -> Answer:
        """Say that nothing reviewed answers this, and what can be asked; of a medicine with its safety line."""
        say, numbering = self._phrases[locale], Numbering(self._topic.sources)
        about = say("question.nothing.named", asked=subject.asked) if subject else say("question.nothing")
        safety = subject.drug_class.safety if subject else ()
        return Answer(
            "unknown",
            subject.title if subject else self._topic.title,
            blocks=(numbering.block(None, [Draft(about), Draft(say("question.offer"), rank=1)]),),
            safety=numbering.lines(to_draft(self._topic.claims[one], "plain") for one in safety),
            citations=numbering.citations,
            disclaimers=self._disclaimers.on("unknown"),
            follow_ups=tuple(self._buttons(subject.id if subject else self._topic.main_class, self._topic.buttons[:4])),
            topic=self._topic.id,
            drug=subject.drug.inn if subject and subject.drug else None,
            private=False,
        )

    def _for_name(self, answer: Answer, asked: Understanding, locale: str) -> Answer:
        """Say what was written where it was not the name itself, and offer each of several medicines."""
        name = asked.name
        if name.several and answer.id:
            answer = replace(
                answer, follow_ups=(*self._drug_buttons(name.choices, answer.id.aspect), *answer.follow_ups)
            )
        if name.drug is None:
            return answer
        title = answer.title
        if name.matched in {"spelling", "slang"}:
            title = f"{title}. {self._phrases[locale]('matched', written=shown(name.written))}"
        return replace(answer, title=title, matched=name.matched)

    def _buttons(self, subject_id: str, aspects: Iterable[str]) -> Iterator[FollowUp]:
        for one in dict.fromkeys(aspects):
            if aspect := self._topic.aspect(one):
                yield FollowUp(aspect.button, AnswerId(self._topic.command, subject_id, aspect.id), "aspect")

    def _drug_buttons(self, inns: Iterable[str], aspect: str) -> Iterator[FollowUp]:
        for inn in inns:
            yield FollowUp(title_of(self._topic.drugs[inn]), AnswerId(self._topic.command, inn, aspect), "drug")

    def _replies(self, locale: str) -> Replies:
        return Replies(self._topic, self._phrases[locale], self._disclaimers)

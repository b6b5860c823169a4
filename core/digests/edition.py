"""What one digest tells: what is new first, then a few claims that the channel has not had for longest.

Pure: the same topic, history and news give the same edition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.drafts import Draft, Numbering, to_draft
from core.model import Answer, AnswerId, Disclaimer, FollowUp
from core.studied import not_in_animals, not_in_people
from core.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from core.catalog import Claim, Topic
    from core.disclaimers import Disclaimers
    from core.phrases import Phrases

WhenNothingNew = Literal["rotate", "say", "skip"]
"""What a channel wants of a digest without news: other claims, one line that says so, or nothing."""
MOST = 5
"""Claims of an edition, news included."""
LEAST = 3
"""Claims that an edition has at least, even where some of them come again before all others had their turn."""
MOST_NEW = 3
"""Claims among them that are new; what did not fit is new in the next one."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A claim that the channel was told and that was withdrawn since."""

    aspect: str
    told_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the channel's last edition.

    `added` are ids of claims that were published, the oldest first; `changed` ids of sources of which it was found that
    they were corrected, retracted or called into question.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    recalled: tuple[Recalled, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.added or self.changed or self.recalled)


class Editor:
    """Makes the editions of one topic, in one language, on one day. `pictures`: they can be drawn here."""

    def __init__(
        self, topic: Topic, disclaimers: Disclaimers, say: Phrases, today: date, *, pictures: bool = False
    ) -> None:
        main = topic.drug_class(topic.main_class)
        self._topic = topic
        self._subject = Subject(main, None, main.plural)
        self._disclaimers = disclaimers
        self._say = say
        self._today = today
        self._pictures = pictures

    def edition(self, past: Mapping[str, int], news: News, when_nothing_new: WhenNothingNew) -> Answer | None:
        """Return the digest to post, whose `claims` are what it tells; None where it is to be skipped.

        `past` is what the channel was told: for each claim the number of the edition that told it last, from 1.
        """
        if not news and when_nothing_new == "skip":
            return None
        new = self._new(news)
        quiet = not news and when_nothing_new == "say"
        return self._composed(new, [] if quiet else self._rotated(past, new), news, quiet=quiet)

    def retold(self, names: Sequence[str], news: News, on: date) -> Answer:
        """Return the edition of a day that told these claims as it is told now: what stands no longer is left out.

        What was new then stands with the rest.
        """
        apart = self._subject.drug_class.safety
        told = [one for one in names if one not in apart]
        found: list[Claim] = []
        for one in told:
            found += self._together(self._topic.claims.get(one), found)
        return replace(self._composed([], found, news, quiet=not told and not news), title=self._title(on))

    def _title(self, on: date) -> str:
        return self._say("digest.title", topic=self._topic.title, date=self._say.date(on))

    def _new(self, news: News) -> list[Claim]:
        """Return the new claims that are told, each behind what it must not be told without."""
        found: list[Claim] = []
        for one in news.added:
            together = self._together(self._topic.claims.get(one), found)
            if together and len(found) + len(together) <= MOST_NEW:
                found += together
        return found

    def _rotated(self, past: Mapping[str, int], new: Sequence[Claim]) -> list[Claim]:
        """Return claims until the edition is full: those that were told longest ago, like the first of them at first.

        Only what a claim must not be told without comes more often than its turn.
        """
        apart = {one for group in self._topic.classes for one in (*group.safety, *group.definition)}
        waiting = [one for one in self._topic.claims.values() if one.id not in apart and one not in new]
        waiting.sort(key=lambda claim: (past.get(claim.id, 0), claim.added, claim.rank))
        first = waiting[:1]
        alike = [one for one in waiting if first and _alike(one, first[0], past)]
        found: list[Claim] = []
        for claim in dict.fromkeys([*first, *alike, *waiting]):
            had_its_turn = past.get(claim.id, 0) > past.get(waiting[0].id, 0)
            if had_its_turn and len(new) + len(found) >= LEAST:
                break
            together = self._together(claim, [*new, *found])
            if len(new) + len(found) + len(together) <= MOST:
                found += together
        return found

    def _together(self, claim: Claim | None, told: Sequence[Claim]) -> list[Claim]:
        """Return a claim behind all that it needs, without what is told already."""
        if claim is None or claim in told:
            return []
        found: list[Claim] = []
        for one in claim.needs:
            found += self._together(self._topic.claims[one], [*told, *found])
        return [*found, claim]

    def _composed(self, new: Sequence[Claim], chosen: Sequence[Claim], news: News, *, quiet: bool) -> Answer:
        topic, say, numbering = self._topic, self._say, Numbering(self._topic.sources)
        told, safety = [*new, *chosen], [topic.claims[one] for one in self._subject.drug_class.safety]
        not_told = [
            *not_in_animals(topic, self._subject, told, say),
            *not_in_people(topic, self._subject, told, say),
        ]
        parts = [
            (say("digest.new"), [*(to_draft(claim, "plain") for claim in new), *self._changes(news)]),
            *self._grouped(chosen),
            (say("digest.not_told"), not_told),
            (None, [Draft(say("digest.quiet"))] if quiet else []),
        ]
        blocks = tuple(numbering.block(heading, drafts) for heading, drafts in parts if drafts)
        lines = numbering.lines(to_draft(claim, "plain") for claim in safety)
        hint = Disclaimer("ask", say("digest.ask", command=topic.command))
        under = self._disclaimers.under("class", [*told, *safety], numbering.citations, say, self._today)
        return Answer(
            "class",
            self._title(self._today),
            blocks=blocks,
            safety=lines,
            citations=numbering.citations,
            disclaimers=(*under, hint),
            follow_ups=tuple(self._buttons()),
            topic=topic.id,
            private=False,
        )

    def _changes(self, news: News) -> Iterator[Draft]:
        """Yield what was found of papers, and what was told here and is told no longer."""
        for source_id in news.changed:
            source = self._topic.sources[source_id]
            day = self._say.date(source.status_as_of)
            text = self._say(f"digest.{source.status}", reference=source.reference, date=day)
            yield Draft(text, (source_id,))
        for one in news.recalled:
            label = next((aspect.label for aspect in self._topic.aspects if aspect.id == one.aspect), one.aspect)
            yield Draft(self._say("digest.recalled", about=label, date=self._say.date(one.told_on), reason=one.reason))

    def _grouped(self, chosen: Sequence[Claim]) -> Iterator[tuple[str | None, list[Draft]]]:
        """Yield the topic's headings for a digest with their claims; a claim goes under the first one it fits."""
        left = sorted(chosen, key=lambda claim: (claim.added, claim.rank))  # a study before what rests on it
        for section in self._topic.digest:
            here = [claim for claim in left if section.fits(claim)]
            left = [claim for claim in left if claim not in here]
            yield section.heading, [to_draft(claim, "plain") for claim in here]

    def _buttons(self) -> Iterator[FollowUp]:
        for one in self._topic.buttons:
            if aspect := self._topic.aspect(one):
                yield FollowUp(aspect.button, AnswerId(self._topic.command, self._topic.main_class, one), "aspect")
        if self._pictures:
            for one in self._topic.at_a_glance[:1]:
                here = AnswerId(self._topic.command, self._topic.main_class, one)
                yield FollowUp(self._say("button.picture"), here, "picture")


def _alike(claim: Claim, first: Claim, past: Mapping[str, int]) -> bool:
    """Tell whether a claim waits as long as the first and is on the same: evidence for and against stands together."""
    return past.get(claim.id, 0) == past.get(first.id, 0) and not set(claim.aspects).isdisjoint(first.aspects)

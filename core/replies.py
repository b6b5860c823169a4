"""What is said when a name is not one drug of the topic: ask, another medicine, unknown. Never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.drafts import Draft, Numbering, to_draft
from core.model import Answer, AnswerId, FollowUp
from core.names import key
from core.subjects import capitalised, title_of

if TYPE_CHECKING:
    from core.catalog import Topic
    from core.disclaimers import Disclaimers
    from core.model import Outcome
    from core.names import Resolution
    from core.phrases import Phrases

SHOWN = 40
"""Code points of what somebody typed that are repeated to them."""


class Replies:
    """The replies of one topic in one language. `aspect` is what the buttons then ask."""

    def __init__(self, topic: Topic, phrases: Phrases, disclaimers: Disclaimers) -> None:
        self._topic = topic
        self._say = phrases
        self._disclaimers = disclaimers
        self._mixes = {
            key(mix.name): (drug, drug.brands.sources, mix)
            for drug in topic.drugs.values()
            if drug.brands
            for mix in drug.brands.combination
        }

    def ask(self, name: Resolution, aspect: str) -> Answer:
        """Ask which one is meant; one press answers it."""
        if name.class_:
            plural = self._topic.drug_class(name.class_).plural
            draft = Draft(self._say("ask.class", written=shown(name.written), name=plural))
            button = FollowUp(capitalised(plural), AnswerId(self._topic.command, name.class_, aspect), "drug")
            return self._reply("ask", self._say("ask.title"), [draft], follow_ups=(button,))
        if name.written in self._mixes:
            drug, sources, mix = self._mixes[name.written]
            draft = Draft(self._say("ask.mix", name=mix.name, inn=drug.inn, other=mix.with_), sources)
            return self._reply("ask", mix.name, [draft], choices=name.choices, aspect=aspect)
        titles = tuple(title_of(self._topic.drugs[inn]) for inn in name.choices)
        if name.several:
            draft = Draft(self._say("ask.several", names=self._say.joined(titles)))
        else:
            draft = Draft(self._say("ask", written=shown(name.written), names=self._say.joined(titles, "list.or")))
        return self._reply("ask", self._say("ask.title"), [draft], choices=name.choices, aspect=aspect)

    def other(self, name: Resolution, aspect: str) -> Answer:
        """Say that the name is another medicine, and that nothing is known about it here."""
        title = capitalised(name.name)
        main = self._topic.drug_class(self._topic.main_class)
        key = "other.family" if name.class_ else "other"
        text = self._say(key, name=title, a_class=f"{main.article} {main.name}")
        drafts = [Draft(text), *self._alike(name)]
        buttons = () if name.choices else (self._start(),)
        return self._reply(
            "unknown", title, drafts, choices=name.choices, aspect=aspect, follow_ups=buttons, family=name.class_
        )

    def unknown(self, name: Resolution, aspect: str) -> Answer:
        """Say that the name is not known, which says nothing about its safety, and what can be asked."""
        examples = tuple(title_of(drug) for drug in self._topic.drugs.values())[:4]
        command = self._say("unknown.ask", command=self._topic.command, names=self._say.joined(examples))
        drafts = [Draft(self._say("unknown", written=shown(name.written))), *self._alike(name), Draft(command)]
        title = self._say("unknown.title")
        return self._reply("unknown", title, drafts, choices=name.choices, aspect=aspect, follow_ups=(self._start(),))

    def stale(self) -> Answer:
        """Say that a button asks for something that is no longer here."""
        draft = Draft(self._say("unknown.stale", command=self._topic.command))
        return self._reply("unknown", self._topic.title, [draft], follow_ups=(self._start(),))

    def _start(self) -> FollowUp:
        """Return the button to what can be asked at all."""
        return FollowUp(self._topic.title, AnswerId(self._topic.command, self._topic.main_class, "overview"), "drug")

    def _alike(self, name: Resolution) -> list[Draft]:
        titles = tuple(title_of(self._topic.drugs[inn]) for inn in name.choices)
        return [Draft(self._say("alike", names=self._say.joined(titles, "list.or")))] if titles else []

    def _reply(  # noqa: PLR0913 - an answer has this many parts
        self,
        outcome: Outcome,
        title: str,
        drafts: list[Draft],
        *,
        choices: tuple[str, ...] = (),
        aspect: str = "",
        follow_ups: tuple[FollowUp, ...] = (),
        family: str | None = None,
    ) -> Answer:
        numbering = Numbering(self._topic.sources)
        blocks = (numbering.block(None, drafts),)
        safety = self._topic.drug_class(family).safety if family else ()
        command = self._topic.command
        drugs = (FollowUp(title_of(self._topic.drugs[inn]), AnswerId(command, inn, aspect), "drug") for inn in choices)
        return Answer(
            outcome,
            title,
            blocks=blocks,
            safety=numbering.lines(to_draft(self._topic.claims[one], "plain") for one in safety),
            citations=numbering.citations,
            disclaimers=self._disclaimers.on(outcome),
            follow_ups=(*drugs, *follow_ups),
            topic=self._topic.id,
            suggestions=choices,
        )


def shown(written: str) -> str:
    """Return what somebody typed, already normalised, no longer than is worth repeating."""
    return written if len(written) <= SHOWN else written[:SHOWN].rstrip() + "…"

"""A small app with answers made by hand, so that what the platform does can be told from what core says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.app import App, Suggestion
from core.catalog import Aspect, Questions, Topic
from core.model import Answer, AnswerId, Block, Citation, Disclaimer, FollowUp, Line, Source
from core.phrases import Phrases, load_phrases

if TYPE_CHECKING:
    from core.model import Query

ASPECTS = (
    Aspect("overview", "Overview", "Overview", "What it is"),
    Aspect("memory", "Memory and brain", "Memory", "What was seen"),
)
TOPIC = Topic(
    id="benzodiazepines",
    questions=Questions("", (), (), {}, ()),
    command="benzo",
    title="Benzodiazepines",
    description="Facts about a benzodiazepine",
    main_class="benzodiazepine",
    classes=(),
    aspects=ASPECTS,
    buttons=("overview", "memory"),
)
_PHRASES = load_phrases(Path(__file__).parents[2] / "config" / "locales")

_DAY = date(2026, 11, 23)
SOURCE = Source(
    id="shi-2022",
    csl={},
    reference="Shi Y, Cui M, et al. Nature Neuroscience 2022;25:317-329.",
    url="https://doi.org/10.1038/s41593-022-01013-9",
    status="ok",
    status_as_of=_DAY,
    read_on=_DAY,
)
FDA = replace(SOURCE, id="fda", reference="FDA 2020.", url="https://www.fda.gov/media/142368/download_a_b")
STOPPING = Line("Do not stop suddenly: withdrawal can cause seizures.", (2,), ("safety-stop",))
GENERAL = Disclaimer("general", "General information, not medical advice.")


def about(drug: str, aspect: str = "overview") -> Answer:
    lines = (
        Line("Mice that were given diazepam lost connections between brain cells.", (1,), ("a",), rank=1),
        Line("It did not test people.", (1,), ("b",), rank=2),
    )
    others = [other for other in ASPECTS if other.id != aspect]
    return Answer(
        outcome="answer",
        title=f"{drug.title()}: {aspect}",
        blocks=(Block(None, (Line("A benzodiazepine.", (2,)),)), Block("What a study found", lines)),
        citations=(Citation(1, SOURCE), Citation(2, FDA)),
        safety=(STOPPING,),
        disclaimers=(GENERAL,),
        follow_ups=tuple(FollowUp(each.button, AnswerId("benzo", drug, each.id), "aspect") for each in others),
        id=AnswerId("benzo", drug, aspect),
        topic="benzo",
        drug=drug,
    )


def unknown(text: str) -> Answer:
    return Answer("unknown", f"I do not know “{text}”.", disclaimers=(GENERAL,), topic="benzo")


def ask(*drugs: str) -> Answer:
    choices = tuple(FollowUp(drug.title(), AnswerId("benzo", drug, "overview"), "drug") for drug in drugs)
    return Answer("ask", "Which one do you mean?", follow_ups=choices, topic="benzo", suggestions=drugs)


class HandMade(App):
    """Knows alprazolam and lorazepam; `broken` makes it fail as a mistake in core would, quoting what was typed."""

    def __init__(self, *, broken: bool = False) -> None:
        self.topics = {"benzo": TOPIC}
        self.broken = broken
        self.asked: list[Query] = []

    def answer(self, query: Query) -> Answer:
        self.asked.append(query)
        if self.broken:
            raise KeyError(query.text)
        if query.text.casefold() in {"xanax", "alprazolam", "xanex"}:
            return about("alprazolam", query.aspect or "overview")
        if query.text == "lorazolam":
            return ask("lorazepam", "lormetazepam")
        if not query.text:
            return replace(about("-"), outcome="class", title="Benzodiazepines", drug=None)
        return unknown(query.text[:40])

    def country_of(self, platform: str, server: str) -> str:  # noqa: ARG002
        return ""

    def open(self, answer_id: AnswerId, locale: str, country: str = "") -> Answer:  # noqa: ARG002
        if self.broken:
            raise KeyError(str(answer_id))
        known = answer_id.topic == "benzo" and answer_id.drug in {"alprazolam", "lorazepam", "-"}
        return about(answer_id.drug, answer_id.aspect) if known else unknown("that")

    def suggest(self, topic: str, typed: str, limit: int = 25) -> tuple[Suggestion, ...]:
        if self.broken:
            raise KeyError(typed)
        if typed == "many":
            return tuple(Suggestion("x" * 150, f"drug {number}") for number in range(40))
        return (Suggestion(f"Xanax (alprazolam) {topic}", "alprazolam"),)[:limit]

    def phrases(self, locale: str) -> Phrases:  # noqa: ARG002
        return _PHRASES["en"]

"""Facts of a drug itself -> lines: what it is, how long it stays, other names, the law. Each cites its own sources."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from core.drafts import Draft
from core.subjects import capitalised, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from core.catalog import Claim, Fact, Topic
    from core.drugs import Drug, HalfLife
    from core.model import Depth
    from core.phrases import Phrases
    from core.subjects import Subject

HOURS_A_DAY = 24
DAYS_FROM = 72
"""From this many hours on, a range is also told in days."""


def fact_drafts(topic: Topic, subject: Subject, facts: Sequence[Fact], depth: Depth, say: Phrases) -> Iterator[Draft]:
    """Yield the lines for `facts`, in that order; a fact that could not be verified yields none, or says so."""
    for fact in facts:
        if subject.drug is None:
            yield from _of_class(topic, subject, fact, say)
        elif fact == "codes" and depth == "plain":
            continue
        elif tell := _OF_DRUG.get(fact):
            yield from tell(subject, subject.drug, say)


def source_drafts(subject: Subject, claims: Iterable[Claim], say: Phrases) -> Iterator[Draft]:
    """Yield one line per kind of study with all its sources: what is cited about the subject, and what kind it is."""
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in claims:
        kinds[claim.study, claim.species] += claim.all_sources
    for rank, ((study, species), sources) in enumerate(kinds.items(), 1):
        what = say(f"study.{study}")
        text = what if species == "none" else say("fact.sources", study=what, where=say(f"in.{species}"))
        yield Draft(f"{text}.", tuple(sources), rank=rank)
    if subject.drug:
        own = (subject.drug.uses.sources, subject.drug.half_life.sources if subject.drug.half_life else ())
        yield Draft(say("fact.sources.drug"), tuple(one for part in own for one in part), rank=len(kinds) + 1)


def _of_class(topic: Topic, subject: Subject, fact: Fact, say: Phrases) -> Iterator[Draft]:
    drugs = [drug for drug in topic.drugs.values() if drug.class_ == subject.drug_class.id]
    if fact == "drugs":
        yield Draft(say("fact.drugs", drugs=say.joined(tuple(map(title_of, drugs)))), rank=1)
        yield Draft(say("fact.aspects", aspects=say.joined(tuple(aspect.label for aspect in topic.aspects))), rank=1)
    elif fact == "half_life":
        for rank, drug in enumerate(drugs, 1):
            if drug.half_life:
                text = say("fact.half_life.row", name=title_of(drug), hours=_hours(drug.half_life.parent_hours, say))
                yield Draft(text + _row_metabolite(drug.half_life, say), drug.half_life.sources, rank=rank)


def _row_metabolite(half_life: HalfLife, say: Phrases) -> str:
    if not half_life.metabolite_hours:
        return ""
    return say("fact.half_life.row.metabolite", hours=_hours(half_life.metabolite_hours, say))


def _class(subject: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    yield Draft(say("fact.class", class_=_a_class(subject)), drug.class_sources, rank=2)


def _uses(subject: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    commas = any("," in use for use in drug.uses.value)
    uses = "; ".join(drug.uses.value) if commas else say.joined(drug.uses.value)
    yield Draft(
        say("fact.uses", class_=_a_class(subject), uses=uses), (*drug.class_sources, *drug.uses.sources), rank=2
    )


def _half_life(_: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    if drug.half_life is None:
        yield Draft(say("fact.half_life.none", name=drug.inn), rank=2)
        return
    low, high = hours = drug.half_life.parent_hours
    spread = say("fact.half_life.spread") if low < high else ""
    yield Draft(say("fact.half_life", hours=_hours(hours, say), spread=spread), drug.half_life.sources, rank=2)
    if drug.half_life.metabolite_hours:
        active = _hours(drug.half_life.metabolite_hours, say)
        name = f" ({drug.half_life.metabolite})" if drug.half_life.metabolite else ""
        yield Draft(say("fact.half_life.metabolite", name=name, hours=active), drug.half_life.sources, rank=3)


def _brands(_: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    if brands := drug.brands:
        lists = {"north_america": brands.north_america, "elsewhere": brands.elsewhere, "former": brands.former}
        for rank, (where, names) in enumerate(lists.items(), 3):
            if names:
                yield Draft(say(f"fact.brands.{where}", names=say.joined(names)), brands.sources, rank=rank)


def _slang(_: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    if drug.spellings and drug.spellings.slang:
        yield Draft(say("fact.slang", names=say.joined(drug.spellings.slang)), drug.spellings.sources, rank=7)


def _schedules(_: Subject, drug: Drug, say: Phrases) -> Iterator[Draft]:
    for schedule in drug.schedules:
        text = say("fact.schedule", country=say(f"country.{schedule.country}"), value=schedule.value)
        yield Draft(text, schedule.sources, rank=8)


def _codes(_: Subject, drug: Drug, _say: Phrases) -> Iterator[Draft]:
    if codes := drug.codes:
        named = (("ATC", codes.atc), ("UNII", codes.unii), ("RxCUI", codes.rxcui))
        yield Draft(", ".join(f"{name} {value}" for name, value in named if value) + ".", codes.sources, rank=9)


_OF_DRUG: Mapping[str, Callable[[Subject, Drug, Phrases], Iterator[Draft]]] = {
    "class": _class,
    "uses": _uses,
    "half_life": _half_life,
    "brands": _brands,
    "slang": _slang,
    "schedules": _schedules,
    "codes": _codes,
}


def _sources_of_uses(drug: Drug) -> tuple[str, ...]:
    """Return what says that it is of its class and what it is used for; often one page says both."""
    both = [source for source in drug.class_sources if source in drug.uses.sources]
    return (*(both or drug.class_sources)[:1], *drug.uses.sources)


def _a_class(subject: Subject) -> str:
    return capitalised(f"{subject.drug_class.article} {subject.drug_class.name}")


def _hours(hours: tuple[float, float], say: Phrases) -> str:
    """Return "about 6 to 20 hours", and in days too where hours are hard to picture."""
    low, high = hours
    if low == high:
        return say("hours.one", hours=f"{low:g}")
    text = say("hours", low=f"{low:g}", high=f"{high:g}")
    if high < DAYS_FROM:
        return text
    return text + say("days", low=_days(low), high=_days(high))


def _days(hours: float) -> str:
    """Return hours as days, to the nearest half."""
    return f"{max(round(hours / HOURS_A_DAY * 2) / 2, 0.5):g}"

"""`config/` -> the catalogue. Every mistake in every file is reported at once, and then nothing starts."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from core.catalog import Aspect, Claim, Drug, DrugClass, Topic
from core.errors import ConfigError, Mistake
from core.names import Medicine, Vocabulary, key, keys
from core.references import to_source
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from core.model import Source
    from core.toml import Place

_AMOUNT = re.compile(r"\d[\d.,]*\s*(?:mg|mcg|µg|ml|milligrams?|micrograms?|tablets?|pills?|capsules?)\b", re.IGNORECASE)
"""An amount of a medicine: never in a statement about people (promise 4)."""


def load_topics(folder: Path) -> Mapping[str, Topic]:
    """Read every folder of `config/topics/`, by command. Raises ConfigError with all mistakes."""
    readings = [_TopicFiles(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    mistakes = [mistake for reading in readings for mistake in reading.mistakes]
    if not readings:
        mistakes.append(Mistake(folder.name, 0, "there is no topic; add a folder with a topic.toml"))
    if mistakes:
        raise ConfigError(mistakes)
    return {reading.topic.command: reading.topic for reading in readings}


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read the other medicines, the ordinary words and the words of no meaning. Raises ConfigError."""
    medicines = Document(folder / "medicines.toml", "medicines.toml")
    words = Document(folder / "words.toml", "words.toml")
    classes = medicines.take_all(_MedicineClass, "classes")
    lists = words.take(_Words, words.data, ())
    ordinary = folder / "ordinary_words.txt"
    mistakes = [*medicines.mistakes, *words.mistakes]
    if not ordinary.is_file():
        mistakes.append(Mistake(ordinary.name, 0, "the file is missing"))
    if mistakes or lists is None:
        raise ConfigError(mistakes)
    others: dict[str, Medicine] = {}
    for one in classes:
        for inn, brands in one.names.items():
            others |= {key(name): Medicine(name, one.family) for name in (inn, *brands)}
    return Vocabulary(others, keys(_lines(ordinary)), keys((*lists.forms, *lists.fillers)))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class _MedicineClass:
    id: str
    name: str
    sources: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    family: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    forms: tuple[str, ...]
    fillers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """The keys of topic.toml."""

    command: str
    title: str
    description: str
    main_class: str
    classes: tuple[DrugClass, ...]
    aspects: tuple[Aspect, ...]
    buttons: tuple[str, ...]


class _TopicFiles:
    """The four files of one topic, read and then checked against each other."""

    def __init__(self, folder: Path) -> None:
        self._head, self._drugs, self._sources, self._claims = (
            Document(folder / f"{name}.toml", f"{folder.name}/{name}.toml")
            for name in ("topic", "drugs", "sources", "claims")
        )
        head = self._head.take(_Head, self._head.data, ())
        self.drugs = self._drugs.take_all(Drug, "drugs")
        self.claims = self._claims.take_all(Claim, "claims")
        self.sources = self._read_sources()
        self.head = head
        if head and not self.mistakes:
            self._check(head)
        if head and not self.mistakes:
            self.topic = self._to_topic(folder.name, head)

    @property
    def mistakes(self) -> list[Mistake]:
        return [m for file in (self._head, self._drugs, self._sources, self._claims) for m in file.mistakes]

    def _to_topic(self, folder: str, head: _Head) -> Topic:
        return Topic(
            id=folder,
            **{field.name: getattr(head, field.name) for field in fields(_Head)},
            drugs={drug.inn: drug for drug in self.drugs},
            claims=_standing({c.id: replace(c, shown_for=c.shown_for or c.about) for c in self.claims}),
            sources=self.sources,
        )

    def _read_sources(self) -> dict[str, Source]:
        read = {}
        for source_id, table in self._sources.data.items():
            try:
                read[source_id] = to_source(source_id, table)
            except (KeyError, TypeError, ValueError) as error:
                what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
                self._sources.mistake((source_id,), what)
        return read

    def _check(self, head: _Head) -> None:
        self._check_head(head)
        self._check_drugs()
        self._check_claims(head)

    def _check_head(self, head: _Head) -> None:
        classes = {one.id for one in head.classes}
        if head.main_class not in classes:
            self._head.mistake(("main_class",), f"main_class {head.main_class!r} is not one of the classes")
        claims = {claim.id: claim for claim in self.claims}
        for at, one in enumerate(head.classes):
            if not one.safety:
                self._head.mistake(("classes", at), "a class needs a safety line")
            for claim_id in (*one.safety, *one.definition):
                if claim_id not in claims:
                    self._head.mistake(("classes", at), f"there is no claim {claim_id!r}")
            for claim_id in one.safety:
                if claim_id in claims and claims[claim_id].status != "published":
                    self._head.mistake(("classes", at, "safety"), f"the safety line {claim_id!r} is withdrawn")
        self._unique(self._head, "aspects", [one.id for one in head.aspects])
        for button in set(head.buttons) - {one.id for one in head.aspects}:
            self._head.mistake(("buttons",), f"there is no aspect {button!r}")

    def _check_drugs(self) -> None:
        self._unique(self._drugs, "drugs", [drug.inn for drug in self.drugs])
        classes = {one["id"] for one in self._head.data["classes"]}
        owners: dict[str, str] = {}
        for at, drug in enumerate(self.drugs):
            place: Place = ("drugs", at)
            if drug.class_ not in classes:
                self._drugs.mistake(
                    (*place, "class"), f"class {drug.class_!r} is not one of {', '.join(sorted(classes))}"
                )
            for part, sources in _sources_of(drug):
                self._known_sources(self._drugs, (*place, part), sources)
            for name in _names_of(drug):
                if owners.setdefault(key(name), drug.inn) != drug.inn:
                    self._drugs.mistake(place, f"the name {name!r} of {drug.inn} is also one of {owners[key(name)]}")
            if drug.half_life and not drug.half_life.parent_hours[0] <= drug.half_life.parent_hours[1]:
                self._drugs.mistake((*place, "half_life", "parent_hours"), "the lower figure comes first")

    def _check_claims(self, head: _Head) -> None:
        ids = {claim.id for claim in self.claims}
        known_about = {drug.inn for drug in self.drugs} | {one.id for one in head.classes}
        aspects = {one.id for one in head.aspects}
        self._unique(self._claims, "claims", [claim.id for claim in self.claims])
        for at, claim in enumerate(self.claims):
            place: Place = ("claims", at)
            self._known_sources(self._claims, (*place, "source"), claim.all_sources)
            self._known(place, "about", claim.about, known_about)
            self._known(place, "shown_for", claim.shown_for, known_about)
            self._known(place, "aspects", claim.aspects, aspects)
            self._known(place, "needs", claim.needs, ids - {claim.id})
            for what in _wrong_in(claim):
                self._claims.mistake(place, what)

    def _known(self, place: Place, field: str, values: Iterable[str], known: Iterable[str]) -> None:
        for value in sorted(set(values) - set(known)):
            self._claims.mistake((*place, field), f"{field}: there is no {value!r}")

    def _known_sources(self, file: Document, place: Place, sources: Iterable[str]) -> None:
        for source in sources:
            if source not in self.sources:
                file.mistake(place, f"there is no source {source!r}")

    @staticmethod
    def _unique(file: Document, table: str, ids: list[str]) -> None:
        for at, one in enumerate(ids):
            if one in ids[:at]:
                file.mistake((table, at), f"{one!r} is already there")


def _standing(claims: dict[str, Claim]) -> dict[str, Claim]:
    """Return the published claims without those that need a claim which is not told."""
    told = {one: claim for one, claim in claims.items() if claim.status == "published"}
    while gone := [one for one, claim in told.items() if not told.keys() >= set(claim.needs)]:
        for one in gone:
            del told[one]
    return told


def _wrong_in(claim: Claim) -> Iterator[str]:
    if not claim.about:
        yield "about is empty: say what the evidence is on"
    if claim.review_by <= claim.reviewed_on:
        yield "review_by must come after reviewed_on"
    if claim.status == "withdrawn" and not claim.reason:
        yield "a withdrawn claim needs a reason"
    if claim.species not in {"mouse", "rat", "in vitro"}:
        for text in filter(None, (claim.statement, claim.clinical)):
            if amount := _AMOUNT.search(text):
                yield f"no amounts of a medicine for people: {amount[0]!r}"
    for text in filter(None, (claim.statement, claim.clinical)):
        if text != " ".join(text.split()) or text[-1] not in ".?!”":
            yield "a statement is one line of whole sentences"


def _sources_of(drug: Drug) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "class_sources", drug.class_sources
    for part in ("uses", "brands", "spellings", "half_life", "codes"):
        if value := getattr(drug, part):
            yield part, value.sources
    for schedule in drug.schedules:
        yield "schedules", schedule.sources


def _names_of(drug: Drug) -> Iterator[str]:
    yield drug.inn
    yield from drug.brands.sold if drug.brands else ()
    yield from (*drug.spellings.names, *drug.spellings.slang) if drug.spellings else ()

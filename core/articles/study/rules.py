"""The rules by which the facts of a study are told, read from `config/articles/studies.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the file's shape is read from the hints
from typing import TYPE_CHECKING, Literal

from core.articles.model import StudyType  # noqa: TC001 - likewise
from core.articles.study.asking import Asking, Index, Veto
from core.articles.study.patterns import Language, Pattern, PatternError
from core.articles.study.wording import BAR, FIGURES, Counting
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from core.toml import Place

FILE = "articles/studies.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A rule for a kind of study, as it stands in the file."""

    id: str
    type: StudyType
    where: Literal["title", "text", "both"]
    any_: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A rule for the size of a study, as it stands in the file."""

    id: str
    as_: Literal["analysed", "total", "alone"]
    any_: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class VetoRule:
    """What takes a match back, as it stands in the file."""

    id: str
    where: Literal["sentence", "figure"]
    any_: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Words by which headline, publisher and date are told; see the file."""

    publishers: tuple[str, ...]
    publishers_above: tuple[str, ...]
    agencies: tuple[str, ...]
    bodies: tuple[str, ...]
    published: tuple[str, ...]
    not_published: tuple[str, ...]
    forum: tuple[str, ...]
    kickers: tuple[str, ...]
    titles: tuple[str, ...]
    fields: tuple[str, ...]
    openers: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Citing:
    """Words by which the paper that an article is on is told from those that it cites; see the file."""

    marked: tuple[str, ...]
    lists: tuple[str, ...]
    own_page: tuple[str, ...]
    comma_journals: tuple[str, ...]
    one_word_journals: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _CountingTable:
    people: frozenset[str]
    animals: frozenset[str]
    between: frozenset[str]
    units: frozenset[str]
    labels: frozenset[str]
    rough: tuple[str, ...]
    bounds: tuple[str, ...]
    before_years: frozenset[str]
    singular: frozenset[str]
    spelling: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    reviewed_on: date
    counting: _CountingTable
    head: Head
    citation: Citing
    vetoes: tuple[VetoRule, ...]
    designs: tuple[Design, ...]
    samples: tuple[Sample, ...]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    publication_types: dict[str, StudyType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class StudyRules:
    """All of them, ready to be asked."""

    counting: Counting
    vetoes: tuple[tuple[VetoRule, Veto], ...]
    in_titles: Index[Design]
    in_texts: Index[Design]
    samples: Index[Sample]
    publication_types: Mapping[str, StudyType]
    head: Head
    citation: Citing


def load_study_rules(folder: Path) -> StudyRules:
    """Read the rules below `folder`, which is `config/`. Raises ConfigError with all mistakes."""
    document = Document(folder / FILE, FILE)
    file = None if document.mistakes else document.take(_File, document.data, ())
    if file is None:
        raise ConfigError(document.mistakes)
    rules = _Reader(document, file).rules()
    if document.mistakes:
        raise ConfigError(document.mistakes)
    return rules


class _Reader:
    """Turns the file's texts into patterns, and notes what is wrong with them."""

    def __init__(self, document: Document, file: _File) -> None:
        self._document = document
        self._file = file
        self._language = Language(file.words, self._same)

    def rules(self) -> StudyRules:
        file = self._file
        vetoes = {one.id: self._veto(("vetoes", at), one) for at, one in enumerate(file.vetoes)}
        designs = [(one, self._asking(("designs", at), one, vetoes)) for at, one in enumerate(file.designs)]
        return StudyRules(
            _counting(file.counting),
            tuple((one, vetoes[one.id]) for one in file.vetoes),
            Index([(one, asking) for one, asking in designs if one.where != "text"]),
            Index([(one, asking) for one, asking in designs if one.where != "title"]),
            Index([(one, self._asking(("samples", at), one, vetoes)) for at, one in enumerate(file.samples)]),
            {name.lower(): kind for name, kind in file.publication_types.items()},
            file.head,
            file.citation,
        )

    def _same(self, word: str) -> str:
        return word + BAR if word in FIGURES else self._file.counting.spelling.get(word, word)

    def _veto(self, place: Place, rule: VetoRule) -> Veto:
        self._exemplified(place, rule)
        return Veto(self._patterns((*place, "any"), rule.any_), figure=rule.where == "figure")

    def _asking(self, place: Place, rule: Design | Sample, vetoes: Mapping[str, Veto]) -> Asking:
        self._exemplified(place, rule)
        for name in rule.unless:
            if name not in vetoes:
                self._document.mistake((*place, "unless"), f"there is no veto {name!r}")
        return Asking(
            self._patterns((*place, "any"), rule.any_),
            self._patterns((*place, "also"), rule.also),
            tuple(vetoes[name] for name in rule.unless if name in vetoes),
        )

    def _exemplified(self, place: Place, rule: Design | Sample | VetoRule) -> None:
        if not rule.examples or not rule.counter_examples:
            self._document.mistake(place, "a rule needs examples and counter_examples")

    def _patterns(self, place: Place, sources: Iterable[str]) -> tuple[Pattern, ...]:
        found = []
        for source in sources:
            try:
                found.append(self._language.pattern(source))
            except PatternError as error:
                self._document.mistake(place, f"{source!r}: {error}")
        return tuple(found)


def _counting(table: _CountingTable) -> Counting:
    return Counting(
        table.people,
        table.animals,
        table.between,
        table.units,
        table.labels,
        tuple(tuple(one.split()) for one in table.rough),
        tuple(tuple(one.split()) for one in table.bounds),
        table.before_years,
        table.singular,
        table.spelling,
    )

"""What is known: drugs, claims and sources of each topic, immutable once loaded.

The files under `config/topics/` are read into exactly these shapes (`core/loading.py`); a key that is not a field
here is a mistake. Everything a reader sees about health comes from these values, each with the ids of its sources.

Nothing here is ever equal to something else, only the same thing: `eq=False` saves the start 0.3 ms a class.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations at run time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Literal

from core.told import Told

if TYPE_CHECKING:
    from core.drugs import Drug
    from core.model import Source

ClaimKind = Literal["background", "method", "finding", "mechanism", "limitation", "recommendation", "safety"]
Species = Literal["human", "mouse", "rat", "in vitro", "none"]
Study = Literal[
    "animal experiment",
    "laboratory",
    "survey",
    "case-control",
    "cohort",
    "matched comparison",
    "randomised trial",
    "review",
    "systematic review",
    "meta-analysis",
    "guideline",
    "regulator",
    "label",
    "law",
    "press release",
    "trade press",
    "expert comment",
]
Finds = Literal["harm", "mixed", "no harm"]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Where in a document a claim rests: the sentence's number (from 1) and the SHA-256 of its normalised text."""

    document: str
    sentence: int
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One fact in our own words, pinned to its source.

    `statement` is read by everybody, `clinical` instead by who asks for the clinicians' depth (design, n, effect
    sizes). `about` says what the evidence is on: INNs or classes. `shown_for` says in whose answers it is told
    (INNs or classes; the same as `about` unless given): where the asked drug is not in `about`, the answer says that
    it was not studied. `lead` claims make the short answer. `rank` orders claims in a section (1 first) and decides
    what is left out first (the highest). `also` are further sources of the statement, `clinical_also` of `clinical`.
    `needs` are claims without which this one is never told. `locator` says
    where in the source it stands; `evidence` pins it to sentences of a stored article. `added` ones come from articles
    that reviewers added (`core/overlay.py`), never from a file. `finds` is on which side a paper's main result is: was
    it worse with the medicine than without (a link with worse counts as `harm`)? Only on findings of one paper.
    """

    id: str
    statement: str
    kind: ClaimKind
    about: tuple[str, ...]
    aspects: tuple[str, ...]
    species: Species
    study: Study
    source: str
    locator: str
    reviewed_on: date
    review_by: date
    rank: int
    clinical: str | None = None
    shown_for: tuple[str, ...] = ()
    lead: bool = False
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    clinical_also: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status: Literal["published", "withdrawn"] = "published"
    reason: str | None = None
    added: bool = False
    finds: Finds | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the statement's sources, the main one first."""
        return (self.source, *self.also)

    @property
    def all_sources(self) -> tuple[str, ...]:
        """The same, with those that only the clinicians' text needs."""
        return (*self.sources, *self.clinical_also)


@dataclass(frozen=True, slots=True, eq=False)
class DrugClass:
    """A class that the topic speaks of. `safety` names the claims that are its safety line.

    `related` classes are not what the topic is about, and answers say so. `words` name the class in a question,
    `ask` words may mean something else too.
    """

    id: str
    name: str
    plural: str
    article: str
    words: tuple[str, ...]
    safety: tuple[str, ...]
    definition: tuple[str, ...] = ()
    related: bool = False
    ask: tuple[str, ...] = ()


Fact = Literal["class", "uses", "half_life", "brands", "slang", "schedules", "codes", "sources", "drugs"]
"""What a section may tell of the drug itself (`core/facts.py`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of an answer: facts of the drug, then the claims that fit. A claim goes to the first section it fits.

    Empty `species` or `kinds` mean any. `not_studied` adds the lines that say what the studies in animals, or in
    people, did not test.
    """

    heading: str | None = None
    facts: tuple[Fact, ...] = ()
    claims: bool = True
    species: tuple[Species, ...] = ()
    kinds: tuple[ClaimKind, ...] = ()
    not_studied: tuple[Literal["animals", "people"], ...] = ()

    def fits(self, claim: Claim) -> bool:
        """Tell whether a claim is of the species and kinds that the section is for."""
        right_species = not self.species or claim.species in self.species
        return right_species and (not self.kinds or claim.kind in self.kinds)


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """Something that can be asked of a drug. `words` name it in free text; `button` is its short label."""

    id: str
    label: str
    button: str
    description: str
    words: tuple[str, ...] = ()
    section: tuple[Section, ...] = ()


Record = Literal["who", "when", "where", "count", "status", "told"]
"""What can be told of a paper from its record in sources.toml (`core/records.py`)."""
WHOLE_CLASS = "whole-class"
"""Stands in `for` and `not_for` for a question about a class, not one medicine."""


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """Something that an answer to a question says. What each key means stands at the top of questions.toml."""

    text: str = ""
    of: tuple[str, ...] = ()
    cite_safety: bool = False
    claims: tuple[str, ...] = ()
    studied: bool = False
    people: bool = False
    facts: tuple[Fact, ...] = ()
    record: Record | None = None
    source: str | None = None
    for_: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class QuestionKind:
    """A kind of question: how it is recognised (`when`, `unless`) and what answers it, first words first.

    `aspect` is where the whole answer stands, `next` what else is offered. `compare`: two medicines in such a question
    are set side by side. `beside_other`: it is answered for the class where only another medicine is named.
    `examples` and `counter_examples` are run as tests.
    """

    id: str
    aspect: str
    when: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    answer: tuple[Saying, ...]
    unless: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    compare: bool = False
    beside_other: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """The file questions.toml. `nothing_asked` is the kind for a medicine named without a question."""

    nothing_asked: str
    stop_words: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    lists: Mapping[str, tuple[str, ...]]
    kinds: tuple[QuestionKind, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Which claims an added claim `needs`, if what it was seen in, what it is on and what it tells of fit.

    `about` are classes. `words` are looked for in the claim, whole; `but_words` must not be there. Empty lists mean
    any. A finding in animals that no balance fits is never told.
    """

    needs: tuple[str, ...]
    aspects: tuple[str, ...]
    species: tuple[Species, ...] = ()
    about: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    but_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class StudyCard:
    """Which claims the card of one study is made of, by their ids (`bots/pictures/study_card.py`)."""

    given: str
    seen: str
    lasted: str
    not_tested: str
    other_side: str

    @property
    def claims(self) -> tuple[str, ...]:
        """All of them, in the order in which the card tells them."""
        return (self.given, self.seen, self.lasted, self.not_tested, self.other_side)


@dataclass(frozen=True, slots=True, eq=False)
class TopicHead:
    """The file topic.toml: the command, and what can be asked.

    `buttons` are the aspects offered under every answer; the others are asked for by name. `balance` says what added
    claims are never told without, `digest` under which headings a digest tells claims. `at_a_glance` are the aspects
    whose studies that picture shows, `study_card` makes another.
    """

    command: str
    title: str
    description: str
    main_class: str
    classes: tuple[DrugClass, ...]
    aspects: tuple[Aspect, ...]
    buttons: tuple[str, ...]
    balance: tuple[Balance, ...] = ()
    digest: tuple[Section, ...] = ()
    at_a_glance: tuple[str, ...] = ()
    study_card: StudyCard | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Topic(TopicHead):
    """A folder of `config/topics/`: one command and everything it can answer.

    `claims` are those that are told; `fallen` rest on a paper that was retracted, and an answer says so.
    """

    id: str
    questions: Questions
    drugs: Mapping[str, Drug] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    fallen: Mapping[str, Claim] = field(default_factory=dict)
    told: Told = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the claims by whom and what they are told of: 20,000 are too many to go through for each answer."""
        object.__setattr__(self, "told", Told(self.claims.values(), self.classes))

    def drug_class(self, class_id: str) -> DrugClass:
        """Return a class by its id. Raises KeyError for one that the topic does not have."""
        return next(c for c in self.classes if c.id == class_id)

    def aspect(self, aspect_id: str) -> Aspect | None:
        """Return an aspect by its id, or None."""
        return next((a for a in self.aspects if a.id == aspect_id), None)

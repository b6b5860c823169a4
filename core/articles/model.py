"""The values that pass between the steps of reading an article: page -> zones -> sentences -> claims and study.

All offsets are code points into `Page.text`, `start` included and `end` not, so that `text[start:end]` is always the
quotation itself.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations at run time
from dataclasses import dataclass, field
from typing import Any, Literal

ZoneKind = Literal["metadata", "caption", "article", "reference", "comments", "boilerplate", "unknown"]
"""What a stretch of text is. Claims are taken from "article" alone; "unknown" is text of which nobody can tell
whether the author or a reader wrote it."""

ClaimKind = Literal["background", "method", "finding", "mechanism", "limitation", "recommendation", "quote"]

StudyType = Literal[
    "animal",
    "in vitro",
    "case report",
    "cross-sectional",
    "cohort",
    "case-control",
    "RCT",
    "review",
    "meta-analysis",
    "guideline",
]


@dataclass(frozen=True, slots=True)
class Tags:
    """What a page says of itself in its mark-up (citation_*, JSON-LD, Dublin Core, Open Graph); None where it does not.

    `published` is an ISO 8601 date, as exact as the page has it ("2022-02-28", "2022-02", "2022"). `authors` are CSL
    names: {"family", "given"} or {"literal"}. `csl` holds further CSL fields that are known for sure
    (container-title, volume, issue, page, PMID).
    """

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    dois: tuple[str, ...] = ()
    authors: tuple[Mapping[str, str], ...] = ()
    csl: Mapping[str, Any] = field(default_factory=dict)
    study_types: tuple[StudyType, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the text. The zones of a page lie in order, do not overlap, and cover it from end to end."""

    start: int
    end: int
    kind: ZoneKind


@dataclass(frozen=True, slots=True)
class Page:
    r"""A document as plain text, with line breaks as "\n", and what its mark-up said.

    `known` are zones that the mark-up makes certain (a caption element, a comment section); text outside of them has
    still to be told apart. `markup` says whether it was HTML at all.
    """

    text: str
    tags: Tags = field(default_factory=Tags)
    known: tuple[Zone, ...] = ()
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its zone. `number` counts the sentences of the whole document from 1, in reading order."""

    start: int
    end: int
    number: int
    zone: ZoneKind


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the article that asserts something about health, as it stands there.

    `drugs` are the INNs that it names, of any medicine in the lexicon; `classes` the ids of the topics' classes that
    it names ("benzodiazepine"). `species` are those it speaks of ("mouse", "human", ...). `hedged` tells whether the
    writer was careful (may, suggests, could). `speaker` is who is quoted, in the article's words.
    """

    start: int
    end: int
    sentence: int
    kind: ClaimKind
    drugs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    hedged: bool = False
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A brand and its generic name, as the article sets them side by side."""

    brand: str
    generic: str


@dataclass(frozen=True, slots=True)
class Study:
    """What the article says of itself and of the study it is on; None or empty where it does not say.

    `published` is an ISO 8601 date of the article or paper, never of a repost. `reference` is a CSL-JSON item.
    """

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    reference: Mapping[str, Any] | None = None
    dois: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    study_types: tuple[StudyType, ...] = ()
    sample_size: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article read whole. `sha256` is of `text` in UTF-8."""

    text: str
    sha256: str
    study: Study
    names: tuple[Pair, ...]
    drugs: tuple[str, ...]
    zones: tuple[Zone, ...]
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]

    def quoted(self, claim: Claim) -> str:
        """Return the claim's sentence, verbatim."""
        return self.text[claim.start : claim.end]

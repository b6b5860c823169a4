"""An article's claims -> drafts for the reviewer: what each is on, in whom, and what it would be told under.

Proposals, by rules; what the article does not say stays open, and a claim is not published before a reviewer said it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from core.articles.text.sentences import sha256_of
from core.catalog import Species, Study
from core.drafts import ANIMALS
from core.names import key, words_of
from core.storage.rows import StoredClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.articles.model import Article, Claim, StudyType
    from core.catalog import Aspect, Topic

SPECIES: tuple[Species, ...] = get_args(Species)
STUDIES: tuple[Study, ...] = get_args(Study)

_STUDIES: Mapping[StudyType, Study] = {
    "animal": "animal experiment",
    "in vitro": "laboratory",
    "cohort": "cohort",
    "case-control": "case-control",
    "RCT": "randomised trial",
    "review": "review",
    "meta-analysis": "meta-analysis",
    "guideline": "guideline",
}
"""Those of an article's kinds of study that the catalogue has; the others a reviewer has to place."""
_OF_ANIMALS: tuple[Study, ...] = ("animal experiment",)
_ABOUT_NOBODY = frozenset({"background", "recommendation", "limitation", "quote"})
"""Kinds of sentence that need not have been seen in anybody."""


def drafts_of(article: Article, topic: Topic) -> Iterator[StoredClaim]:
    """Yield the article's claims that are on the topic, in its order, as drafts of document 0."""
    last = max((claim.rank for claim in topic.claims.values() if not claim.added), default=0)
    inherited = _subject_of(article, topic)
    for claim in article.claims:
        about = _about(claim, topic) or (() if claim.drugs else inherited)
        if about:
            quotation = article.quoted(claim)
            species = _species(claim, article)
            yield StoredClaim(
                id="",
                document=0,
                sentence=claim.sentence,
                start=claim.start,
                end=claim.end,
                quotation=quotation,
                sha256=sha256_of(quotation),
                kind="finding" if claim.kind == "quote" else claim.kind,  # as much as one; who says it is told too
                about=about,
                species=species,
                study=_study(claim, article, species),
                hedged=claim.hedged,
                speaker=claim.speaker,
                statement=None,
                aspects=_aspects(quotation, species, topic),
                rank=last + claim.sentence,
            )


def names_topic(article: Article, topic: Topic) -> bool:
    """Tell whether an article names a drug or class of the topic at all."""
    return any(inn in topic.drugs for inn in article.drugs) or any(_classes(claim, topic) for claim in article.claims)


def _about(claim: Claim, topic: Topic) -> tuple[str, ...]:
    """Return the topic's drugs that a sentence names, else its classes."""
    return tuple(inn for inn in claim.drugs if inn in topic.drugs) or _classes(claim, topic)


def _classes(claim: Claim, topic: Topic) -> tuple[str, ...]:
    known = {one.id for one in topic.classes}
    return tuple(one for one in claim.classes if one in known)


def _subject_of(article: Article, topic: Topic) -> tuple[str, ...]:
    """Return what sentences without a name are on: the topic's only drug in the article, else the only class.

    A drug that is only mentioned in an article on others is not what such sentences are on.
    """
    drugs = tuple(inn for inn in article.drugs if inn in topic.drugs)
    on_it = sum(drugs[0] in claim.drugs for claim in article.claims) if drugs else 0
    on_others = sum(not set(drugs) & set(claim.drugs) for claim in article.claims if claim.drugs)
    if len(drugs) == 1 and on_it >= on_others:
        return drugs
    classes = tuple(dict.fromkeys(one for claim in article.claims for one in _classes(claim, topic)))
    return classes if len(classes) == 1 else ()


def _species(claim: Claim, article: Article) -> Species | None:
    """Return in whom it was seen: what the sentence says, else what the article says, where that is one."""
    studied = () if claim.kind == "background" else article.study.species  # what was known before it
    for named in (claim.species, studied):
        if len(named) == 1:
            return next((one for one in SPECIES if one == named[0]), None)
        if named:
            return None
    if article.study.study_types == ("in vitro",):
        return "in vitro"
    return "none" if claim.kind in _ABOUT_NOBODY else None


def _study(claim: Claim, article: Article, species: Species | None) -> Study | None:
    if species in ANIMALS:
        return "animal experiment"
    if species == "in vitro":
        return "laboratory"
    if claim.kind == "quote" and species == "none":
        return "expert comment"
    named = (_STUDIES.get(one) for one in article.study.study_types)
    fitting = tuple(dict.fromkeys(one for one in named if one and one not in _OF_ANIMALS))
    return fitting[0] if len(fitting) == 1 else None


def _aspects(quotation: str, species: Species | None, topic: Topic) -> tuple[str, ...]:
    """Return the aspects whose words the sentence has, of those that tell claims; for animals only balanced ones."""
    balanced = {aspect for row in topic.balance if not row.species or species in row.species for aspect in row.aspects}
    open_ones = [one for one in topic.aspects if _tells_claims(one) and (species not in ANIMALS or one.id in balanced)]
    words = words_of(quotation)
    said = {*words, *(" ".join(pair) for pair in pairwise(words))}
    found = tuple(one.id for one in open_ones if said & set(map(key, one.words)))
    return found or _usual(open_ones, topic.buttons)


def _usual(aspects: Sequence[Aspect], buttons: Sequence[str]) -> tuple[str, ...]:
    """Return the aspect that comes first among the topic's buttons."""
    ids = {one.id for one in aspects}
    return tuple(one for one in buttons if one in ids)[:1]


def _tells_claims(aspect: Aspect) -> bool:
    """Tell whether an aspect is made of claims, not of facts of the drug itself."""
    return any(section.claims for section in aspect.section) and not any(section.facts for section in aspect.section)

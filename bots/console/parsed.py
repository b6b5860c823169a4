"""What is in an article, as an operator reads it in a terminal: what it says of itself, its parts, and its claims."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.references import reference_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.model import Article, Claim


def to_text(article: Article) -> str:
    """Return an article's facts, zones and claims; what it does not say is left out."""
    return "\n".join([*_facts(article), "", _zones(article), "", *_claims(article)])


def _facts(article: Article) -> Iterator[str]:
    study = article.study
    facts = {
        "Title": study.title,
        "Publisher": study.publisher,
        "Published": study.published,
        "Address": study.url,
        "Reference": study.reference and reference_line(study.reference),
        "DOI": _joined(study.dois),
        "Names": _joined(f"{pair.brand} ({pair.generic})" for pair in article.names),
        "Medicines": _joined(article.drugs),
        "Species": _joined(study.species),
        "Kind of study": _joined(study.study_types),
        "Sample size": study.sample_size,
        "SHA-256": article.sha256,
    }
    yield from (f"{name}: {value}" for name, value in facts.items() if value)


def _zones(article: Article) -> str:
    counted: Counter[str] = Counter()
    for zone in article.zones:
        counted[zone.kind] += zone.end - zone.start
    parts = ", ".join(f"{kind} {count:,}" for kind, count in counted.most_common())
    return f"{len(article.text):,} characters: {parts}"


def _claims(article: Article) -> Iterator[str]:
    kinds = Counter(claim.kind for claim in article.claims)
    yield f"{len(article.claims)} claims" + "".join(f", {count} {kind}" for kind, count in kinds.most_common())
    for claim in article.claims:
        marks = _joined(
            [claim.kind, *claim.drugs, *claim.classes, *claim.species, *(["hedged"] if claim.hedged else [])]
        )
        yield f"{claim.sentence}. [{marks}] {' '.join(article.quoted(claim).split())}{_speaker(claim)}"


def _speaker(claim: Claim) -> str:
    return f" (said by {claim.speaker})" if claim.speaker else ""


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)

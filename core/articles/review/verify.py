"""Do the built-in claims still rest on what they are pinned to? Each pinned sentence is looked for by its hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.articles.text.sentences import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.model import Article
    from core.catalog import Evidence, Topic

Found = Literal["found", "moved", "missing"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One pinned sentence of one claim. `now` is its number in the article, None where it is missing.

    "moved": it stands there word for word, as another sentence than the one that was noted.
    """

    claim: str
    evidence: Evidence
    found: Found
    now: int | None


def verify(article: Article, topics: Iterable[Topic], document: str | None = None) -> tuple[Checked, ...]:
    """Look for the evidence of every built-in claim in an article, in the order of the claims.

    With `document`, only for evidence in the document of that name.
    """
    numbers: dict[str, list[int]] = {}
    for sentence in article.sentences:
        numbers.setdefault(sha256_of(article.text[sentence.start : sentence.end]), []).append(sentence.number)
    return tuple(
        Checked(claim, evidence, *_looked_for(evidence, numbers.get(evidence.sha256, [])))
        for claim, evidence in pinned(topics)
        if document in {None, evidence.document}
    )


def pinned(topics: Iterable[Topic]) -> Iterator[tuple[str, Evidence]]:
    """Yield the id of every built-in claim that is pinned to sentences, with each of them."""
    for topic in topics:
        for claim in topic.claims.values():
            if not claim.added:
                yield from ((claim.id, one) for one in claim.evidence)


def _looked_for(evidence: Evidence, at: list[int]) -> tuple[Found, int | None]:
    if evidence.sentence in at:
        return "found", evidence.sentence
    return ("moved", at[0]) if at else ("missing", None)

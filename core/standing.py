"""Whether a paper still stands, as far as anybody has looked: what is said of it, and what is told no longer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.drafts import Draft
from core.model import Disclaimer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from core.catalog import Topic
    from core.model import Citation, Source
    from core.phrases import Phrases
    from core.subjects import Subject

Status = Literal["ok", "corrected", "concern", "retracted", "unknown"]

SHAKEN = frozenset({"retracted"})
"""What rests on a paper of this status is told no longer."""
MARKED = ("corrected", "concern")
"""What is said under an answer that cites a paper of this status."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What Crossref said of a paper on a day (UTC). `notice` is the DOI of the correction or retraction, if it has one.

    "unknown" is every failure to find out; it is never told as "ok".
    """

    status: Status
    as_of: date
    notice: str | None = None


def standing(source: Source, standings: Mapping[str, Standing]) -> Source:
    """Return the source with what has been found out of it since. What could not be found out changes nothing."""
    found = standings.get(str(source.csl.get("DOI", "")).lower())
    if found is None or (found.status == "unknown" and source.status != "unknown"):
        return source
    return replace(source, status=found.status, status_as_of=found.as_of)


def remarks(citations: Iterable[Citation], say: Phrases) -> Iterator[Disclaimer]:
    """Yield what must be said of cited papers that were corrected, or about which their journal is concerned."""
    for one in citations:
        if one.source.status in MARKED:
            text = say(f"standing.{one.source.status}", number=one.number, date=say.date(one.source.status_as_of))
            yield Disclaimer(one.source.status, text)


def fallen_drafts(topic: Topic, subject: Subject, aspect: str, say: Phrases) -> Iterator[Draft]:
    """Yield one line for each retracted paper on which something rested that is told here no longer."""
    told = (one for one in topic.fallen.values() if subject.is_in & set(one.shown_for) and aspect in one.aspects)
    papers = {source: None for claim in told for source in claim.sources if topic.sources[source].status in SHAKEN}
    for rank, source in enumerate(papers, 1):
        paper = topic.sources[source]
        text = say("standing.retracted", reference=paper.reference, date=say.date(paper.status_as_of))
        yield Draft(text, (source,), rank=rank)

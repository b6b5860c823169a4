"""What is new to a channel since it was last told something: found from what it was told, not from clocks.

Pure. What was told is remembered by name: a claim by its id, a paper that fell by "changed/shi2022/retracted", a recall
by "recalled/a1-4/3". So nothing is told twice, and nothing is lost between two moments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from core.digests.edition import News, Recalled
from core.standing import MARKED, SHAKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from core.catalog import Topic
    from core.digests.subscribing import Told

TOLD_OF_PAPERS = frozenset({*MARKED, *SHAKEN})
_PAPERS, _RECALLS = "changed/", "recalled/"
WAITING = 30
"""New claims that an edition is offered; it takes the first few, and what needs them."""


@dataclass(frozen=True, slots=True)
class Published:
    """A claim that reviewers published: in its `version`, at a moment (UTC)."""

    claim: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A claim that reviewers withdrew, with the first aspect that it answers."""

    claim: str
    version: int
    reason: str
    aspect: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What reviewers decided, as it stands: `published` the oldest first, `withdrawn` by the claim's id."""

    published: tuple[Published, ...] = ()
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)


def news_for(topic: Topic, changes: Changes, past: Mapping[str, Told], since: datetime) -> News:
    """Return what is new to a channel that was told `past` and has had digests since a moment (UTC)."""
    recalled = (Recalled(one.aspect, past[one.claim].on, one.reason) for one in _recalled(changes, past))
    return News(
        added=tuple(islice(_added(topic, changes, past, since), WAITING)),
        changed=tuple(_changed(topic, past)),
        recalled=tuple(recalled),
    )


def names_of(topic: Topic, changes: Changes, past: Mapping[str, Told]) -> tuple[str, ...]:
    """Return the names under which news of papers and recalls are remembered, once they were told."""
    papers = (_paper(topic, one) for one in _changed(topic, past))
    return (*papers, *(_recall(one.claim, one.version) for one in _recalled(changes, past)))


def claims_in(names: Iterable[str]) -> Iterator[str]:
    """Yield those of the names under which something is remembered that are claims."""
    return (one for one in names if not one.startswith((_PAPERS, _RECALLS)))


def news_again(topic: Topic, changes: Changes, names: Iterable[str], before: Mapping[str, date]) -> News:
    """Return the news of papers and recalls that an edition told under these names, as far as it still holds.

    `before` is when its channel had been told a claim.
    """
    told = set(names)
    recalled = (
        Recalled(one.aspect, before[one.claim], one.reason)
        for one in changes.withdrawn.values()
        if one.claim in before and _recall(one.claim, one.version) in told
    )
    return News(changed=tuple(one for one in topic.sources if _paper(topic, one) in told), recalled=tuple(recalled))


def known_at_first(topic: Topic) -> tuple[str, ...]:
    """Return the names of what is no news to a channel that subscribes now."""
    return tuple(_changed_names(topic))


def _added(topic: Topic, changes: Changes, past: Mapping[str, Told], since: datetime) -> Iterator[str]:
    """Yield claims that were published since, and were not told, or were told, recalled and are published again."""
    for one in changes.published:
        if one.at > since and one.claim in topic.claims:
            told, recall = past.get(one.claim), past.get(_recall(one.claim, one.version - 1))
            if told is None or (recall is not None and told.edition <= recall.edition):
                yield one.claim


def _changed(topic: Topic, past: Mapping[str, Told]) -> Iterator[str]:
    for source in topic.sources.values():
        if source.status in TOLD_OF_PAPERS and _paper(topic, source.id) not in past:
            yield source.id


def _changed_names(topic: Topic) -> Iterator[str]:
    return (_paper(topic, one) for one in _changed(topic, {}))


def _recalled(changes: Changes, past: Mapping[str, Told]) -> Iterator[Withdrawn]:
    """Yield claims that the channel was told, that are withdrawn, and of which it was not told that yet."""
    for one in changes.withdrawn.values():
        if one.claim in past and _recall(one.claim, one.version) not in past:
            yield one


def _paper(topic: Topic, source: str) -> str:
    return f"{_PAPERS}{source}/{topic.sources[source].status}"


def _recall(claim: str, version: int) -> str:
    return f"{_RECALLS}{claim}/{version}"

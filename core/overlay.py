"""What the store adds to the built-in facts, and takes from them: reviewed claims, recalls, and papers that fell.

The files of `config/` never change while the bot runs; an `Overlay` lies over them. It is read whole from the store
whenever something changed there, so that a claim is told, or told no longer, at once and without a restart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from core.catalog import Claim
from core.standing import SHAKEN, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.catalog import Topic
    from core.model import Source
    from core.standing import Standing


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over one topic.

    `claims` were added by reviewers, the newest first; `sources` are what they cite. `withdrawn` are built-in claims
    that are told no longer, with the reason. `standings` are of papers, by lower-case DOI.
    """

    claims: tuple[Claim, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)


def overlaid(topic: Topic, overlay: Overlay, former: Topic | None = None) -> Topic:
    """Return the topic as it is told under `overlay`.

    `former` is what was told until now: unchanged claims stay the same objects, so that what is kept of them need not
    be made again. The safety lines stay whatever happens: no answer could be given without them.
    """
    sources = {one: standing(source, overlay.standings) for one, source in {**topic.sources, **overlay.sources}.items()}
    safety = {one for group in topic.classes for one in group.safety}
    claims = {**topic.claims, **{claim.id: _kept(claim, former) for claim in overlay.claims}}
    fallen = {
        one: claim
        for one, claim in claims.items()
        if one not in safety and any(sources[source].status in SHAKEN for source in claim.sources)
    }
    gone = (overlay.withdrawn.keys() | fallen.keys()) - safety
    return replace(topic, claims=standing_alone(claims, gone), sources=sources, fallen=fallen)


def standing_alone(claims: Mapping[str, Claim], gone: Iterable[str]) -> dict[str, Claim]:
    """Return the claims without `gone`, and without those that must not be told without one of them."""
    needed_by: dict[str, list[str]] = defaultdict(list)
    for claim in claims.values():
        for one in claim.needs:
            needed_by[one].append(claim.id)
    missing = [*gone, *(one for one in needed_by if one not in claims)]
    without = set(missing)
    while missing:
        follow = [one for one in needed_by.get(missing.pop(), ()) if one not in without]
        without.update(follow)
        missing += follow
    return {one: claim for one, claim in claims.items() if one not in without}


_SAYS = attrgetter(*(one.name for one in fields(Claim)))


def _kept(claim: Claim, former: Topic | None) -> Claim:
    known = former.claims.get(claim.id) if former else None
    return known if known and _SAYS(known) == _SAYS(claim) else claim

"""Evidence at a glance: the studies that a topic cites for what was found, by who was studied and how.

They are those of the aspects that topic.toml names in `at_a_glance`, so that a side is a side of one question.

It counts studies and takes no vote: how many there are on a side says little about which is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple, get_args

from bots.pictures.canvas import BLUE, GREEN, INK, MARGIN, PALE, VERMILION, WHITE, WIDTH, At, Canvas
from bots.pictures.frame import closed, named, opened
from bots.pictures.letters import LEADING, MEDIUM, SMALL, length_of
from core.catalog import Finds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bots.pictures.frame import Frame
    from core.catalog import Claim, Topic
    from core.phrases import Phrases

FINDS: tuple[Finds, ...] = get_args(Finds)
SPECIES = ("human", "mouse", "rat", "in vitro")
DESIGNS = (
    "meta-analysis",
    "systematic review",
    "review",
    "randomised trial",
    "cohort",
    "case-control",
    "matched comparison",
    "survey",
    "animal experiment",
    "laboratory",
)
"""What counts as a study, pooled ones first: not what regulators, labels, laws and the press say."""
KINDS = frozenset({"finding", "mechanism"})
CHIP, GAP, INSET = 38, 10, 14
"""Pixels: a study's box is so high, boxes stand so far apart, text so far inside."""
MARK = 9


class Study(NamedTuple):
    """A paper. `finds` is what it found where the catalogue says so."""

    name: str
    species: str
    design: str
    finds: Finds | None = None


def studies_of(topic: Topic) -> tuple[Study, ...]:
    """Return every paper cited for a finding, once, by species and then by design; press reports are none.

    What it found is the `finds` of its claims; claims that differ make it mixed.
    """
    asked = set(topic.at_a_glance)
    papers: dict[str, list[Claim]] = defaultdict(list)
    for claim in topic.claims.values():
        fits = claim.kind in KINDS and claim.study in DESIGNS and claim.species in SPECIES
        fits = fits and not asked.isdisjoint(claim.aspects)
        if fits and topic.sources[claim.source].csl["type"] == "article-journal":
            papers[claim.source].append(claim)
    found = [
        Study(named(topic.sources[source]), claims[0].species, claims[0].study, _found(claims))
        for source, claims in papers.items()
    ]
    order = {one: at for at, one in enumerate((*SPECIES, *DESIGNS))}
    return tuple(sorted(_told_apart(found), key=lambda one: (order[one.species], order[one.design], one.name)))


def _found(claims: Iterable[Claim]) -> Finds | None:
    finds = {claim.finds for claim in claims if claim.finds}
    return finds.pop() if len(finds) == 1 else "mixed" if finds else None


def _told_apart(studies: list[Study]) -> Iterator[Study]:
    """Yield the studies; those of one name get a letter, as in Barker 2004a."""
    count = Counter(one.name for one in studies)
    letters = {name: iter(ascii_lowercase) for name in count}
    for one in studies:
        yield one._replace(name=one.name + next(letters[one.name])) if count[one.name] > 1 else one


def told(studies: tuple[Study, ...], frame: Frame, say: Phrases) -> str:
    """Return the alternative text: every group with its studies."""
    groups = []
    for heading, designs in _groups(studies, say):
        parts = [f"{label}: {_by_finding(listed, say)}" for label, listed in designs]
        groups.append(f"{heading}. {'; '.join(parts)}.")
    return f"{frame.before} {' '.join(groups)} {frame.safety}"


def drawn(studies: tuple[Study, ...], frame: Frame, say: Phrases) -> bytes:
    """Return the PNG."""
    canvas, y = opened(frame)
    if any(one.finds for one in studies):
        y = _legend(canvas, y, say)
    for heading, designs in _groups(studies, say):
        canvas.box(At(MARGIN, y), At(WIDTH - MARGIN, y + MEDIUM * 1.7), BLUE, radius=6)
        canvas.text(At(MARGIN + INSET, y + 7), heading, MEDIUM, (WHITE, True))
        y += MEDIUM * 1.7 + GAP
        for label, listed in designs:
            canvas.text(At(MARGIN, y), label, SMALL, PALE)
            y = _chips(canvas, y + SMALL * LEADING + 4, listed)
        y += GAP
    return closed(canvas, y, frame)


def _groups(studies: tuple[Study, ...], say: Phrases) -> list[tuple[str, list[tuple[str, list[Study]]]]]:
    """Return the groups under their headings, and in each the designs with their studies."""
    groups = []
    for species, members in groupby(studies, key=lambda one: one.species):
        designs = [
            (say(f"study.{design}"), list(listed)) for design, listed in groupby(members, key=lambda one: one.design)
        ]
        count = sum(len(listed) for _, listed in designs)
        groups.append((say.count(f"picture.glance.{species}", count), designs))
    return groups


def _by_finding(studies: list[Study], say: Phrases) -> str:
    """Return the studies of one design, those that found the same together: an alternative text has little room."""
    sides: list[Finds | None] = [*FINDS, None]
    named = ((finds, ", ".join(one.name for one in studies if one.finds == finds)) for finds in sides)
    return ", ".join(
        f"{names} ({say(f'picture.found.{finds}')})" if finds else names for finds, names in named if names
    )


def _chips(canvas: Canvas, y: float, studies: list[Study]) -> float:
    x: float = MARGIN
    for one in studies:
        mark = 3 * MARK if one.finds else 0
        width = length_of(one.name, SMALL) + 2 * INSET + mark
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + CHIP + GAP
        canvas.box(At(x, y), At(x + width, y + CHIP), WHITE, INK, 8)
        if one.finds:
            _mark(canvas, At(x + INSET + MARK, y + CHIP / 2), one.finds)
        canvas.text(At(x + INSET + mark, y + 6), one.name, SMALL)
        x += width + GAP
    return y + CHIP + GAP


def _legend(canvas: Canvas, y: float, say: Phrases) -> float:
    for finds in FINDS:
        _mark(canvas, At(MARGIN + MARK, y + SMALL / 2 + 2), finds)
        canvas.text(At(MARGIN + 4 * MARK, y), say(f"picture.finds.{finds}"), SMALL)
        y += SMALL * 1.5
    canvas.text(At(MARGIN + 4 * MARK, y), say("picture.finds.nothing"), SMALL)
    return y + SMALL * 1.5 + GAP


def _mark(canvas: Canvas, centre: At, finds: Finds) -> None:
    """Draw a sign that is told apart by its shape: a triangle, a ring, a diamond."""
    x, y = centre
    if finds == "harm":
        canvas.shape([At(x, y - MARK), At(x + MARK, y + MARK), At(x - MARK, y + MARK)], VERMILION)
    elif finds == "no harm":
        canvas.circle(centre, MARK, WHITE, BLUE)
    else:
        canvas.shape([At(x, y - MARK), At(x + MARK, y), At(x, y + MARK), At(x - MARK, y)], GREEN)

"""The values that cross seams.

A platform makes a `Query`, core turns it into an `Answer`, and the platform renders that. Nothing here
knows a platform, and a `Query` has no field for who asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Kind = Literal["command", "mention", "message"]
Length = Literal["short", "full"]
Depth = Literal["plain", "clinician"]
Outcome = Literal["answer", "class", "ask", "unknown", "declined", "urgent"]
Matched = Literal["generic", "brand", "slang", "spelling"]

LENGTHS: tuple[Length, ...] = get_args(Length)
MOST_PARTS = 20
"""Parts that a long answer may be read in."""
DEPTHS: tuple[Depth, ...] = get_args(Depth)


class AnswerId(NamedTuple):
    """The address of an answer: what a button carries, so that it still works after a restart.

    Written `topic/drug/aspect`, then `/full`, `/clinician` and `/2` (the part of a long answer) where they apply:
    `benzo/alprazolam/memory`. The drug is an INN, a class, a country (of the help card), or `-` for none.
    """

    topic: str
    drug: str
    aspect: str
    length: Length = "short"
    depth: Depth = "plain"
    part: int = 1

    def __str__(self) -> str:
        """Return the address as a button carries it."""
        parts = [self.topic, self.drug, self.aspect]
        parts += [self.length] if self.length == "full" else []
        parts += [self.depth] if self.depth == "clinician" else []
        parts += [str(self.part)] if self.part > 1 else []
        return "/".join(parts)

    @classmethod
    def parse(cls, text: str) -> AnswerId:
        """Read what `str` wrote. Raises ValueError for anything else."""
        topic, drug, aspect, *options = text.split("/")
        length: Length = "full" if "full" in options else "short"
        depth: Depth = "clinician" if "clinician" in options else "plain"
        part = int(options[-1]) if options and options[-1].isdecimal() else 1
        found = cls(topic, drug, aspect, length, depth, part)
        if str(found) != text or part > MOST_PARTS:
            raise ValueError(f"not the address of an answer: {len(text)} characters")
        return found


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked, and nothing of who asked it.

    `text` is what they typed after the command; `aspect` an id of the topic's aspects if they chose one;
    `length` and `depth` are None where the text may say them ("xanax memory for clinicians"); `country` is what the
    server where they asked has set for help lines, "" for nothing.
    """

    topic: str
    text: str
    aspect: str | None = None
    locale: str = "en"
    kind: Kind = "command"
    length: Length | None = None
    depth: Depth | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What claims cite. `csl` is a CSL-JSON item; `reference` is it in one short line, without the address.

    `status` says whether the paper still stood on `status_as_of`: ok, corrected, concern, retracted or unknown.
    """

    id: str
    csl: Mapping[str, Any]
    reference: str
    url: str
    status: str
    status_as_of: date
    read_on: date

    @property
    def address(self) -> str:
        """The address as people read it: no scheme, no `www.`."""
        return self.url.removeprefix("https://").removeprefix("http://").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source under the number that the answer's lines point to."""

    number: int
    source: Source


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with its citation numbers: the smallest thing that may be left out, and only as a whole.

    `claims` are the claims that it tells. `rank` orders what is left out first (the highest). `needs` names the
    claims, or the `mark` of a line, without which it must not be told: a finding never stands without the study that
    found otherwise, nor without saying what was not studied.
    """

    text: str
    cites: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()
    rank: int = 0
    needs: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading (or none)."""

    heading: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """A text of `config/disclaimers.toml`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to ask next: a button. `role` lets a platform style and order them.

    "picture" asks for the picture beside the answer with that address, not for the answer.
    """

    label: str
    id: AnswerId
    role: Literal["aspect", "drug", "more", "depth", "sources", "help", "picture"]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A small document. Platforms render it; they never add a sentence about health to it.

    The same question gives the same object as long as core remembers it, so a platform may remember what it drew.

    `id` is None where nothing can be opened again or shared (an unknown name). `left_out` counts the statements that
    a length limit took away; `next_part` is the button to them. `private` answers go only to who asked.
    """

    outcome: Outcome
    title: str
    blocks: tuple[Block, ...] = ()
    citations: tuple[Citation, ...] = ()
    safety: tuple[Line, ...] = ()
    disclaimers: tuple[Disclaimer, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    id: AnswerId | None = None
    topic: str = ""
    drug: str | None = None
    matched: Matched | None = None
    suggestions: tuple[str, ...] = ()
    urgency: str | None = None
    left_out: int = 0
    next_part: FollowUp | None = None
    private: bool = True

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order, the safety line last."""
        return (*(line for block in self.blocks for line in block.lines), *self.safety)

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims told, in reading order, each once."""
        return tuple(dict.fromkeys(claim for line in self.lines for claim in line.claims))

    def keeping(self, lines: Iterable[Line]) -> Answer:
        """Return the answer with only these of its block lines, and only the citations that are still used."""
        kept = set(map(id, lines))
        blocks = tuple(
            Block(block.heading, left)
            for block in self.blocks
            if (left := tuple(line for line in block.lines if id(line) in kept))
        )
        used = {number for block in blocks for line in block.lines for number in line.cites}
        used |= {number for line in self.safety for number in line.cites}
        return replace(self, blocks=blocks, citations=tuple(c for c in self.citations if c.number in used))

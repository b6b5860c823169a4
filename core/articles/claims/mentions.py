"""The lines of an article that name a medicine, and the medicines that it names.

Most lines name none: they are passed over after one look at their words.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.articles.claims.cues import Met, Wording, written_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.claims.lexicon import Lexicon, Name
    from core.articles.model import Zone, ZoneKind

OF_THE_ARTICLE = frozenset({"article", "caption", "metadata", "reference"})
"""The zones in which the author's drugs are named. One that only readers or adverts name is not reported."""
_PIECE_END = re.compile(r"[.!?;][\"')\]\u201d]*\s")
"""Roughly the end of a sentence; in these zones not everything is one."""


@dataclass(eq=False)
class Mention:
    """A line with the names in it: its words as they are written and as they are looked up."""

    line: str
    zone: ZoneKind
    written: list[str]
    words: list[str]
    names: list[Met[Name]]

    @cached_property
    def starts(self) -> list[int]:
        """Where the words up to the last name begin: code points in the line."""
        starts, end = [], 0
        for word in self.written[: self.names[-1].end]:
            at = self.line.index(word, end)  # nothing between two words could be one
            starts.append(at)
            end = at + len(word)
        return starts

    def span(self, met: Met[Name]) -> tuple[int, int]:
        """Return where a name begins and ends: code points in the line."""
        last = met.end - 1
        return self.starts[met.start], self.starts[last] + len(self.written[last])


def mentions_in(text: str, zones: Iterable[Zone], lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the lines of the article's own zones that hold a name of a medicine, also a doubtful one, each once."""
    wording = Wording()
    seen: set[tuple[str, ZoneKind]] = set()
    first_words, _ = lexicon.first_words
    for zone in zones:
        if zone.kind in OF_THE_ARTICLE:
            for line in text[zone.start : zone.end].split("\n"):
                if (line, zone.kind) in seen:  # it names nothing new
                    continue
                seen.add((line, zone.kind))
                written = written_words(line)
                words = wording.of(written)
                if not first_words.isdisjoint(words) and (names := lexicon.names_among(written, words)):
                    yield Mention(line, zone.kind, written, words, names)


def drugs_among(mentions: Iterable[Mention], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the INNs that are named, in reading order, each once."""
    found: dict[str, None] = {}
    for one in mentions:
        ends = [0, *(end.end() for end in _PIECE_END.finditer(one.line)), len(one.line)] if _is_unsure(one) else []
        for met in one.names:
            if met.what.doubtful or met.what.own_substance:
                at = bisect(ends, one.span(met)[0])
                found |= dict.fromkeys(lexicon.drugs_in(one.line[ends[at - 1] : ends[at]]))
            else:
                found |= dict.fromkeys(met.what.inns)
    return tuple(found)


def _is_unsure(one: Mention) -> bool:
    """Tell whether a line holds a name that counts only beside certain words."""
    return any(met.what.doubtful or met.what.own_substance for met in one.names)


def drugs_of(text: str, zones: Iterable[Zone], lexicon: Lexicon) -> tuple[str, ...]:
    """Do the same for a text: of the article's own zones, not of comments, adverts or legal text."""
    return drugs_among(mentions_in(text, zones, lexicon), lexicon)

"""The lines of an article that name a medicine, and the medicines that it names.

Most lines name none: they are passed over after one look at their words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from core.articles.claims.cues import Met, Wording, written_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.claims.lexicon import Lexicon, Name
    from core.articles.model import Zone, ZoneKind

OF_THE_ARTICLE = frozenset({"article", "caption", "metadata", "reference"})
"""The zones in which the author's drugs are named. One that only readers or adverts name is not reported."""
_PIECE_END = re.compile(r"[.!?;][\"')\]\u201d]*\s")
"""Roughly the end of a sentence; in these zones not everything is one."""


class Mention(NamedTuple):
    """A line with the names in it: its words as they are written and as they are looked up."""

    line: str
    zone: ZoneKind
    written: list[str]
    words: list[str]
    names: list[Met[Name]]


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
    wording = Wording()
    found: dict[str, None] = {}
    for one in mentions:
        if any(met.what.doubtful or met.what.own_substance for met in one.names):
            for piece in _PIECE_END.split(one.line):
                written = written_words(piece)
                found |= dict.fromkeys(lexicon.drugs_among(written, wording.of(written)))
        else:
            found |= dict.fromkeys(inn for met in one.names for inn in met.what.inns)
    return tuple(found)


def drugs_of(text: str, zones: Iterable[Zone], lexicon: Lexicon) -> tuple[str, ...]:
    """Do the same for a text: of the article's own zones, not of comments, adverts or legal text."""
    return drugs_among(mentions_in(text, zones, lexicon), lexicon)

"""The lines of a page that tell of the page itself: its head, metadata and references, and the article's last lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.model import Zone, ZoneKind

READ = frozenset({"metadata", "caption", "article", "reference"})
"""Zones of which anything is read; comments, boilerplate and what may be either are not."""
LONGEST = 8_000
"""Code points of a line that are read; a longer one is no headline, label or citation."""
_HEAD = 60
_TAIL = 60
"""Lines at the beginning and at the end of the article among which labels are looked for."""
_REACH = 20_000
_MOST = 2_000
"""Lines of metadata and references that are read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, without white space around it. `after_blank` tells of an empty one above it."""

    text: str
    zone: ZoneKind
    after_blank: bool = False


def lines_of(text: str, zones: Iterable[Zone]) -> tuple[Line, ...]:
    """Return these lines, in reading order."""
    kept = [zone for zone in zones if zone.kind in READ and zone.kind != "caption"]
    found: list[Line] = []
    articles = [zone for zone in kept if zone.kind == "article"]
    for zone in kept:
        if zone.kind != "article":
            found += _lines(text[zone.start : zone.end], zone.kind)
            continue
        part = text[zone.start : zone.end]
        lines = list(_lines(part[:_REACH], zone.kind)) if len(part) <= _REACH else []
        if lines and len(lines) <= _HEAD + _TAIL:
            found += lines
            continue
        if zone is articles[0]:
            found += list(_lines(part[:_REACH], zone.kind))[:_HEAD]
        found += list(_lines(part[-_REACH:].partition("\n")[2], zone.kind))[-_TAIL:]
    return tuple(found[:_MOST])


def _lines(text: str, kind: ZoneKind) -> Iterator[Line]:
    blank = True
    for line in text.split("\n", _MOST)[:_MOST]:
        words = line[:LONGEST].strip()
        if words:
            yield Line(words, kind, blank)
        blank = not words


def labelled(text: str, labels: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the label at a line's beginning, in small letters, and what follows it.

    A label is followed by a colon or is the whole line.
    """
    match = _label(labels).match(text)
    return (match[1].lower(), (match[2] or "").strip()) if match else None


def any_of(phrases: tuple[str, ...]) -> str:
    """Return the expression of any of some phrases, the longest first."""
    return "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True))


@cache
def _label(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of some labels; the lists are few."""
    return re.compile(
        rf"(?i)[\W\d_]{{0,6}}({any_of(labels)})\s*(?:\([^()]{{0,40}}\)\s*)?(?::\**\s*(.*)|\Z())", re.DOTALL
    )

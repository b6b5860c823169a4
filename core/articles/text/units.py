"""A text as the zone rules see it: its paragraphs, each with a plain twin of the same length.

A line is a paragraph, because copied web pages have one paragraph a line. E-mails and PubMed's plain text break their
lines at 70 to 80 characters; there the lines of a paragraph are put together again, or sentences would end there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORTEST_MARGIN, LONGEST_MARGIN = 38, 110
"""Code points a line of hard-wrapped text may have: narrow PDF columns to wide mail windows."""
_SAMPLE = 4_000
"""Lines from which the margin is measured; a document keeps its margin."""
_LEAST_PAIRS = 2
_LEAST_SHARE = 0.7
_RAGGED = 4
"""Code points by which a line may end before the margin although the next word would have fitted (hyphens, double
spaces)."""
_HYPHENATED = 12
"""Code points by which a line may end before the margin where its last word goes on in the next line."""
_SENTENCE_END = re.compile(r"""[.!?:;]["')\]]*$""")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_ITEM = re.compile(r"[*·\-+o] |\(?\d{1,3}[.)] |>|[#=_~|]")

_SAME = (
    *((mark, '"') for mark in "“”„‟″"),
    *((mark, "'") for mark in "‘’‚′`´"),  # noqa: RUF001 - typographic marks as they stand in articles
    *((mark, "-") for mark in "–—−‐‑‒―"),  # noqa: RUF001
    *((mark, "·") for mark in "•●▪‣∙◦■►"),
    *((mark, " ") for mark in "\xa0\u2002\u2003\u2009\u200a\u202f\u3000\t\r\f\v\x85\u2028\u2029"),
    ("…", "."),
    ("↑", "^"),
    ("«", "<"),
    ("»", ">"),
    ("™", "®"),
    ("‹", "<"),  # noqa: RUF001
    ("›", ">"),  # noqa: RUF001
)


class Unit(NamedTuple):
    """A paragraph of the text, without space around it. `plain` is it as the rules read it (`plain_of`)."""

    start: int
    end: int
    plain: str


def plain_of(text: str) -> str:
    """Return text in small letters with one form of quotation mark, dash, bullet and space, at the same offsets.

    Every letter outside of Latin-1 is the same one ("ø"): rules are on English words, and so lengths stay as they are.
    """
    if text.isascii():
        return text.lower().replace("\t", " ").replace("\r", " ").replace("\f", " ").replace("\v", " ")
    for mark, one in _SAME:
        text = text.replace(mark, one)
    latin = text.replace("?", "\0").encode("latin-1", "replace").replace(b"?", b"\xf8").replace(b"\0", b"?")
    return latin.lower().decode("latin-1")


def units_of(plain: str, borders: Sequence[int] = ()) -> list[Unit]:
    """Return the paragraphs of a plain text in order; none is empty, and none crosses one of the `borders` (sorted)."""
    lines = plain.split("\n")
    margin = margin_of(lines)
    if not margin and not borders:
        return [Unit(*found.span(), found[0]) for found in _LINE.finditer(plain)]
    units = []
    at = begin = 0
    last = len(lines) - 1
    for number, line in enumerate(lines):
        end = at + len(line)
        if margin and number < last and wraps(line, lines[number + 1], margin):
            at = end + 1
            continue
        for start, stop in _pieces(begin, end, borders) if borders else ((begin, end),):
            piece = plain[start:stop]
            bare = piece.strip()
            if bare:
                first = start + len(piece) - len(piece.lstrip())
                units.append(Unit(first, first + len(bare), bare))
        at = begin = end + 1
    return units


def margin_of(lines: Sequence[str]) -> int:
    """Return the column at which a hard-wrapped text breaks its lines; 0 if its lines are not broken by a margin."""
    sample = lines[:_SAMPLE]
    if sum(len(line) for line in sample if len(line) > LONGEST_MARGIN) * 4 > sum(map(len, sample)):
        return 0
    pairs = [
        (line.rstrip(), after)
        for line, after in pairwise(sample)
        if SHORTEST_MARGIN <= len(line) <= LONGEST_MARGIN and after.strip() and not _ITEM.match(after.lstrip())
    ]
    if len(pairs) < _LEAST_PAIRS:
        return 0
    lengths = sorted(len(line) for line, _ in pairs)
    margin = lengths[(len(lengths) - 1) * 97 // 100]
    open_ended = [pair for pair in pairs if not _SENTENCE_END.search(pair[0])]
    broken = sum(_full(line, after, margin) for line, after in open_ended)
    enough = broken >= max(_LEAST_PAIRS, _LEAST_SHARE * len(open_ended))
    return margin if enough and 2 * len(open_ended) > len(pairs) else 0


def wraps(line: str, after: str, margin: int) -> bool:
    """Tell whether `line` was broken at the margin and goes on in `after`."""
    bare = after.lstrip()
    if not bare or not line.strip() or not _full(line.rstrip(), bare, margin):
        return False
    return not _ITEM.match(bare) or (bare[0].isdigit() and not _SENTENCE_END.search(line.rstrip()))


def _full(line: str, after: str, margin: int) -> bool:
    """Tell whether the first word of the next line would not have fitted into this one."""
    first = after.split(None, 1)[0]
    if line[-1:] == "-" and first[0].islower():
        return margin - _HYPHENATED <= len(line) <= margin + _RAGGED
    return len(line) <= margin + _RAGGED and len(line) + 1 + len(first) > margin - _RAGGED


def _pieces(start: int, end: int, borders: Sequence[int]) -> Iterator[tuple[int, int]]:
    for border in borders[bisect_right(borders, start) : bisect_left(borders, end)]:
        yield start, border
        start = border
    yield start, end

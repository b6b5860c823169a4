"""What the words of a message speak for, learned from messages: a second opinion beside the rules.

People find more ways to say that they are in danger than rules can list, and more harmless ways to use the same words
than vetoes can. So each word, each pair of neighbours and each pair with a word in between has points, positive ones
for danger (a logistic regression, `config/danger/learned.toml`). A rule that applies brings points too, many: words
alone outweigh it only where nearly all of them speak against it.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from core.danger_files import URGENCIES, Learned, Urgency, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.toml import Place

BEGIN = "^"
"""What stands in front of a sentence."""
BETWEEN = "_"
"""What stands for the word in between."""
_WHOLE = 45
"""Words up to which a message is taken as a whole only."""
_PART = 20
"""Words that a part of a longer message has at least; it ends with a sentence."""
_LEAST = -5
"""Points below which no part of a long message is likely to make up for the whole: then it is not looked for."""
_RULE_OF_KIND = 40
"""Points that a rule brings for its kind, against those that words bring for theirs."""


def features(words: Iterable[str]) -> set[str]:
    """Return the words and pairs of words of a message, written as in `learned.toml`."""
    line = with_beginnings(words)
    pairs = {f"{one} {other}" for one, other in pairwise(line)}
    return {*line} | pairs | {f"{one} {BETWEEN} {other}" for one, other in zip(line, line[2:], strict=False)}


def with_beginnings(words: Iterable[str]) -> list[str]:
    """Return the words with a mark in front of each sentence."""
    line = []
    at_beginning = True
    for word in words:
        if word in {".", "?"}:
            at_beginning = True
        elif at_beginning:
            line.append(BEGIN)
            at_beginning = False
        line.append(word)
    return line


def unreadable(learned: Learned) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the file, and where."""
    for urgency in URGENCIES:
        if urgency not in learned.kinds:
            yield ("kinds",), f"there are no points of {urgency}"
    for place, table in (("points", learned.points), *learned.kinds.items()):
        for points in table:
            if not points.removeprefix("-").isdecimal():
                yield ((place, points) if place == "points" else ("kinds", place, points)), "points are whole numbers"


class Points:
    """The points, ready to be counted."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._rule = learned.rule
        self.enough = learned.enough - learned.start

    @cached_property
    def _tables(self) -> tuple[dict[str, int], dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Points of words, of neighbours, and of pairs with a word in between. Read with the first message."""
        words: dict[str, int] = {}
        neighbours: dict[tuple[str, str], int] = {}
        apart: dict[tuple[str, str], int] = {}
        for points, features in self._learned.points.items():
            for feature in listed(features):
                first, *rest = feature.split()
                if not rest:
                    words[first] = int(points)
                elif len(rest) == 1:
                    neighbours[first, rest[0]] = int(points)
                else:
                    apart[first, rest[1]] = int(points)
        return words, neighbours, apart

    @cached_property
    def _kinds(self) -> Mapping[Urgency, dict[str, int]]:
        return {
            urgency: {
                word: int(points) for points, words in self._learned.kinds[urgency].items() for word in listed(words)
            }
            for urgency in URGENCIES
        }

    def of(self, words: list[str], *, rule: bool) -> float:
        """Return the points of a message, with those of a `rule` that applies to it.

        In a long one the part that speaks most for danger counts as much as the whole, and alone where a rule applies:
        what is told of the weather must not outweigh one sentence.
        """
        brings = self._rule if rule else 0
        whole = self._of(words)
        told = whole + brings >= self.enough if rule else whole < _LEAST
        if len(words) <= _WHOLE or told:
            return whole + brings
        most = max(self._of(part) for part in _parts(words))
        return max(whole, most) + brings if rule else (whole + most) / 2

    def _of(self, words: list[str]) -> float:
        """Return the points of words, each word and pair counted once, as for one of average length.

        The sum is divided by the root of how many of them are known, so that who writes more does not say more.
        """
        singles, neighbours, apart = self._tables
        line = with_beginnings(words)
        points = [
            *filter(None, map(singles.get, {*line})),
            *filter(None, map(neighbours.get, {*pairwise(line)})),
            *filter(None, map(apart.get, {*zip(line, line[2:], strict=False)})),
        ]
        return sum(points) / math.sqrt(len(points) or 1)

    def kind(self, words: list[str], rule: Urgency | None) -> Urgency:
        """Return the kind that the words and the rule speak for most, never one less urgent than the rule's."""
        known = {*words}

        def points(urgency: Urgency) -> int:
            told = sum(filter(None, map(self._kinds[urgency].get, known)))
            return told + (_RULE_OF_KIND if urgency == rule else 0)

        return max(URGENCIES[: URGENCIES.index(rule) + 1] if rule else URGENCIES, key=points)


def _parts(words: list[str]) -> Iterator[list[str]]:
    """Yield the message in parts of whole sentences that have enough words; the last one may be shorter."""
    begin = 0
    for at, word in enumerate(words, 1):
        if word in {".", "?"} and (at - begin >= _PART or at == len(words)) and at - begin > 1:
            yield words[begin:at]
            begin = at

"""What the words of a message speak for, learned from messages: a second opinion beside the rules.

People find more ways to say that they are in danger than rules can list, and more harmless ways to use the same words
than vetoes can. So each word, each pair of neighbours and each pair with a word in between has points, positive ones
for danger (a logistic regression, `config/danger/learned.toml`). A rule that applies brings points too, many: words
alone outweigh it only where nearly all of them speak against it.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from core.danger_files import URGENCIES, Learned, Urgency, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
_NO_POINTS = [0] * len(URGENCIES)


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
    def _features(self) -> tuple[list[int], dict[str, int], dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Points by number of a feature; numbers of words, of neighbours, and of pairs with a word in between.

        Number 0 is no feature. Read with the first message.
        """
        weights = [0]
        words: dict[str, int] = {}
        neighbours: dict[tuple[str, str], int] = {}
        apart: dict[tuple[str, str], int] = {}
        for points, features in self._learned.points.items():
            for feature in listed(features):
                first, *rest = feature.split()
                if not rest:
                    words[first] = len(weights)
                elif len(rest) == 1:
                    neighbours[first, rest[0]] = len(weights)
                else:
                    apart[first, rest[1]] = len(weights)
                weights.append(int(points))
        return weights, words, neighbours, apart

    @cached_property
    def _kinds(self) -> dict[str, list[int]]:
        """Return the points of words for each of the kinds, in the order of URGENCIES."""
        found: dict[str, list[int]] = {}
        for at, urgency in enumerate(URGENCIES):
            for points, words in self._learned.kinds[urgency].items():
                for word in listed(words):
                    found.setdefault(word, [*_NO_POINTS])[at] = int(points)
        return found

    def of(self, words: list[str], *, rule: bool) -> float:
        """Return the points of a message, with those of a `rule` that applies to it.

        In a long one the part that speaks most for danger counts as much as the whole, and alone where a rule applies:
        what is told of the weather must not outweigh one sentence.
        """
        _, singles, neighbours, apart = self._features
        line = with_beginnings(words)
        found = (
            [*map(singles.get, line)],
            [*map(neighbours.get, pairwise(line))],
            [*map(apart.get, zip(line, line[2:], strict=False))],
        )
        brings = self._rule if rule else 0
        whole = self._of(found, 0, len(line))
        told = whole + brings >= self.enough if rule else whole < _LEAST
        if len(words) <= _WHOLE or told:
            return whole + brings
        most = max(self._of(found, *part) for part in _parts(line))
        return max(whole, most) + brings if rule else (whole + most) / 2

    def _of(self, found: Sequence[Sequence[int | None]], begin: int, end: int) -> float:
        """Return the points of a part of a line, each feature counted once, as for a message of average length.

        The sum is divided by the root of how many of them are known, so that who writes more does not say more.
        """
        known = {*filter(None, chain(*[one[begin : end - at] for at, one in enumerate(found)]))}
        return sum(map(self._features[0].__getitem__, known)) / math.sqrt(len(known) or 1)

    def kind(self, words: list[str], rule: Urgency | None) -> Urgency:
        """Return the kind that the words and the rule speak for most, never one less urgent than the rule's."""
        rows = filter(None, map(self._kinds.get, {*words}))
        told = [sum(points) for points in zip(_NO_POINTS, *rows, strict=True)]
        last = URGENCIES.index(rule) if rule else len(URGENCIES) - 1
        if rule:
            told[last] += _RULE_OF_KIND
        return URGENCIES[told.index(max(told[: last + 1]))]


def _parts(line: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of the parts, of whole sentences, that have enough words; the last may be shorter."""
    begin = words = 0
    for at, word in enumerate(line, 1):
        words += word != BEGIN
        if word in {".", "?"} and (words >= _PART or at == len(line)) and words > 1:
            yield begin, at
            begin, words = at, 0

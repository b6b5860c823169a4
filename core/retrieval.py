"""A question -> the claims whose words are nearest, best first, with the reason: which of its words they share.

SQLite's FTS5 ranks by BM25. Whether the best is relevant at all is told by how much of the question it covers, rare
words counting more: a claim that shares only a common word with the question does not answer it.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections import defaultdict
from itertools import chain, count
from math import log
from typing import TYPE_CHECKING, NamedTuple

from core.names import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from core.catalog import Claim, Topic

RELEVANT = 0.5
"""Least share of the question's words, weighed by rarity, that a claim must hold; tuned on the tests' questions."""
CANDIDATES = 48
"""Claims that are looked at more closely than BM25 does."""
MOST_WORDS = 12
"""Words of a question that are looked up."""
COMMON = 0.2
"""A word in more than this share of a large collection tells nothing apart and is not looked up."""
LARGE = 500
_ENDINGS = ("ing", "ies", "ed", "es", "s", "ly")
_SHORTEST_STEM = 3


class Match(NamedTuple):
    """A claim, how much of the question it covers (0 to 1), and the question's words that it shares."""

    claim: Claim
    covers: float
    words: tuple[str, ...]


class Index:
    """The claims of one topic."""

    def __init__(self, topic: Topic) -> None:
        self._synonyms = {stem(w): frozenset(map(stem, group)) for group in topic.questions.synonyms for w in group}
        self._labels = {one.id: f"{one.label} {' '.join(one.words)}" for one in topic.aspects}
        self._apart = {one for group in topic.classes for one in group.safety}  # told at the end of every answer
        self._claims: dict[int, Claim] = {}
        self._rows: dict[str, int] = {}
        self._next = count(1)
        self._stems: dict[int, frozenset[str]] = {}
        self._frequency: dict[str, int] = defaultdict(int)
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._database.execute("CREATE VIRTUAL TABLE claim USING fts5(statement, clinical, labels)")
        self.follow(topic)

    def follow(self, topic: Topic) -> None:
        """Index the claims of `topic`: take out those that are there no longer, and put in those that are new."""
        told = {one: claim for one, claim in topic.claims.items() if one not in self._apart}
        gone = [one for one, row in self._rows.items() if told.get(one) is not self._claims[row]]
        self._take_out([self._rows.pop(one) for one in gone])
        self._put_in([claim for one, claim in told.items() if one not in self._rows])

    def find(self, words: Sequence[str], shown_for: Collection[str], least: float = RELEVANT) -> list[Match]:
        """Return the relevant claims that are told of any of `shown_for` (INNs, classes), the best first.

        `least` is the share of the question (0 to 1) that they must cover.
        """
        groups = {word: self._group(word) for word in words[:MOST_WORDS]}
        weights = {word: self._weight(group) for word, group in groups.items()}
        total = sum(weights.values())
        matches, shown = [], set(shown_for)
        for row in self._ranked(groups.values()):
            claim = self._claims[row]
            if not shown & set(claim.shown_for):
                continue
            shared = tuple(word for word, group in groups.items() if group & self._stems[row])
            covers = sum(weights[word] for word in shared) / total
            if covers >= least:
                matches.append(Match(claim, covers, shared))
        return sorted(matches, key=lambda match: -match.covers)  # stable: BM25 decides between equals

    def tells(self, word: str) -> bool:
        """Tell whether a word alone is enough to ask about: it has synonyms, so somebody thought of it."""
        return stem(word) in self._synonyms

    def knows(self, word: str) -> bool:
        """Tell whether any claim has this word, or one that is taken for the same."""
        return any(self._frequency.get(stem) for stem in self._group(word))

    def _take_out(self, rows: Sequence[int]) -> None:
        for row in rows:
            del self._claims[row]
            for one in self._stems.pop(row):
                self._frequency[one] -= 1
        self._database.executemany("DELETE FROM claim WHERE rowid = ?", [(row,) for row in rows])

    def _put_in(self, claims: Sequence[Claim]) -> None:
        """Put claims in; within one call each word's stem is found once, which is most of the work for thousands."""
        known: dict[str, str] = {}

        def stems_of(text: str) -> list[str]:
            return [known.get(word) or known.setdefault(word, stem(word)) for word in words_of(text)]

        labels = {one: stems_of(text) for one, text in self._labels.items()}
        rows = []
        for claim in claims:
            row = self._rows[claim.id] = next(self._next)
            texts = (stems_of(claim.statement), stems_of(claim.clinical or ""))
            under = [one for aspect in claim.aspects for one in labels[aspect]]
            self._claims[row] = claim
            self._stems[row] = frozenset(chain(*texts, under))
            for one in self._stems[row]:
                self._frequency[one] += 1
            rows.append((row, *(" ".join(one) for one in (*texts, under))))
        self._database.executemany("INSERT INTO claim(rowid, statement, clinical, labels) VALUES (?, ?, ?, ?)", rows)

    def _ranked(self, groups: Iterable[Collection[str]]) -> list[int]:
        wanted = {one for group in groups for one in group if self._frequency.get(one)}
        if len(self._claims) > LARGE:
            telling = {one for one in wanted if self._frequency[one] <= COMMON * len(self._claims)}
            wanted = telling or wanted
        if not wanted:
            return []
        found = self._database.execute(
            "SELECT rowid FROM claim WHERE claim MATCH ? AND rank MATCH 'bm25(4.0, 2.0, 1.0)' ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{one}"' for one in sorted(wanted)), CANDIDATES),
        )
        return [row for (row,) in found]

    def _group(self, word: str) -> frozenset[str]:
        own = stem(word)
        return self._synonyms.get(own, frozenset({own}))

    def _weight(self, group: Collection[str]) -> float:
        """Return how much a word tells apart: the rarer among the claims, the more."""
        return log(1 + len(self._claims) / (1 + max(self._frequency.get(one, 0) for one in group)))


def stem(word: str) -> str:
    """Return a word without its ending, so that stop, stops and stopping are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending) + ("y" if ending == "ies" else "")
            if ending in {"ing", "ed"} and word[-1] == word[-2]:
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word

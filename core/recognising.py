"""A sentence -> the kinds of question that it may be, by the word lists of questions.toml.

Every list and phrase is looked up in one pass over the words, so the time does not grow with the number of kinds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from core.names import words_of
from core.question_checks import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.catalog import QuestionKind, Questions

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")
_LONGEST = 4
"""Words of the longest phrase in a list."""


class _Rule(NamedTuple):
    kind: QuestionKind
    when: tuple[frozenset[str], ...]
    unless: tuple[frozenset[str], ...]


class Recogniser:
    """The kinds of one topic, ready to be asked."""

    def __init__(self, questions: Questions) -> None:
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._starts: dict[str, set[str]] = defaultdict(set)
        self._openings: set[str] = set()
        for name, phrases in questions.lists.items():
            for phrase in phrases:
                self._learn(phrase, f"<{name}>")
        self._rules = [_Rule(kind, self._lines(kind.when), self._lines(kind.unless)) for kind in questions.kinds]
        self._known = {word for phrase in self._whole for word in phrase.split()}
        self._shortest = min(map(len, self._starts), default=0)

    def kinds_in(self, text: str, *, named: bool) -> Iterator[QuestionKind]:
        """Yield the kind of each sentence, in the text's order, each once; `named`: a medicine or class is named."""
        seen = set()
        for sentence in sentences_of(text):
            kind = self._kind_of(words_of(sentence), named=named)
            if kind and kind.id not in seen:
                seen.add(kind.id)
                yield kind

    def most_urgent_first(self, kinds: Iterable[QuestionKind]) -> list[QuestionKind]:
        """Return the kinds in the file's order: the most urgent or most exact first."""
        order = [rule.kind.id for rule in self._rules]
        return sorted(kinds, key=lambda kind: order.index(kind.id))

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in a list or phrase of some kind."""
        return word in self._known or any(word.startswith(start) for start in self._starts if " " not in start)

    def _kind_of(self, words: Sequence[str], *, named: bool) -> QuestionKind | None:
        found = self._found_in(words)
        if named:
            found.add(NAME)
        return next(
            (
                rule.kind
                for rule in self._rules
                if any(line <= found for line in rule.when) and not any(line <= found for line in rule.unless)
            ),
            None,
        )

    def _found_in(self, words: Sequence[str]) -> set[str]:
        """Return every list and phrase that the words hold."""
        found: set[str] = set()
        for at in range(len(words)):
            longest = _LONGEST if words[at] in self._openings else 1
            for length in range(1, min(longest, len(words) - at) + 1):
                written = " ".join(words[at : at + length])
                found |= self._whole.get(written, set())
                for end in range(self._shortest, len(written) + 1):
                    found |= self._starts.get(written[:end], set())
        return found

    def _lines(self, lines: Iterable[str]) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(self._part(part.strip()) for part in line.split("+")) for line in lines)

    def _part(self, part: str) -> str:
        if not part.startswith("<"):
            self._learn(part, part)
        return part

    def _learn(self, phrase: str, part: str) -> None:
        place = self._starts if phrase.endswith("*") else self._whole
        words = words_of(phrase.removesuffix("*"))
        place[" ".join(words)].add(part)
        self._openings |= set(words[:1]) if len(words) > 1 else set()


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, roughly: enough to keep the words of one apart from those of the next."""
    return [one for one in _SENTENCE.split(text) if one.strip()]

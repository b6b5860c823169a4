"""Asking the rules of `config/articles/studies.toml` of a sentence: only those with a word of theirs in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from core.articles.study.wording import BAR, FIGURES, PART

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from core.articles.study.patterns import Pattern
    from core.articles.study.wording import Figure, Written

MARKS = frozenset({*(one + BAR for one in FIGURES), PART, "."})
_NEAR = 160
"""Code points in front of a figure in which a veto that holds it may begin."""
_COMMON = frozenset(
    str.split(
        "a about all among an and any are as at be been by can case for from had has have here in into is it "
        "no not of on one or our over per study than that the their there they this to up was we were which "
        "who with"
    )
)
"""Words that most sentences have: a pattern is looked for by another of its words where it has one."""


R = TypeVar("R")


class ByWord(Generic[R]):
    """Patterns by a word that each of them needs, with what they belong to."""

    def __init__(self, patterns: Sequence[tuple[R, Pattern]]) -> None:
        often = Counter(word for _, pattern in patterns for need in pattern.needs for word in need)
        self._by_word: dict[str, list[tuple[R, Pattern]]] = {}
        for owner, pattern in patterns:
            for word in _key(pattern, often):
                self._by_word.setdefault(word, []).append((owner, pattern))
        self._words = frozenset(self._by_word)

    def likely(self, written: Written) -> Iterator[tuple[R, Pattern]]:
        """Yield the patterns of which a sentence has all the words that they need."""
        for word in written.words & self._words:
            for owner, pattern in self._by_word[word]:
                if _may_match(pattern, written):
                    yield owner, pattern


class Veto:
    """What takes a match back: anywhere in the sentence, or only where it holds the figure that was matched."""

    def __init__(self, patterns: Sequence[Pattern], *, figure: bool = False) -> None:
        self._patterns = ByWord([(None, pattern) for pattern in patterns])
        self._figure = figure

    def holds(self, written: Written, mark: int | None) -> bool:
        """Tell whether it does; `mark` is where the figure of the match stands."""
        for _, pattern in self._patterns.likely(written):
            if not self._figure:
                if pattern.regex.search(written.text):
                    return True
            elif mark is not None and _reaches(pattern, written.text, mark):
                return True
        return False


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """One rule, ready to be asked: one of `any_` and one of `also` match, and no veto of `unless` holds."""

    any_: tuple[Pattern, ...]
    also: tuple[Pattern, ...] = ()
    unless: tuple[Veto, ...] = ()

    def figures(self, written: Written, patterns: Sequence[Pattern] | None = None) -> Iterator[Figure]:
        """Yield the figures of a sentence to which the rule applies, by any pattern or by some."""
        for match in self._matches(written, patterns):
            mark = written.mark(match.start(), match.end())
            if mark is not None and not any(veto.holds(written, mark) for veto in self.unless):
                yield written.figure(mark)

    def applies(self, written: Written, patterns: Sequence[Pattern] | None = None) -> bool:
        """Tell whether the rule applies to a sentence."""
        found = next(self._matches(written, patterns), None)
        return found is not None and not any(veto.holds(written, None) for veto in self.unless)

    def _matches(self, written: Written, patterns: Sequence[Pattern] | None) -> Iterator[re.Match[str]]:
        for pattern in self.any_ if patterns is None else patterns:
            if not _may_match(pattern, written):
                continue
            for match in pattern.regex.finditer(written.text):
                if not self.also or any(_found(one, written) for one in self.also):
                    yield match


class Index(Generic[R]):
    """Rules, by the words of their patterns."""

    def __init__(self, rules: Sequence[tuple[R, Asking]]) -> None:
        self.rules = rules
        self._patterns = ByWord([(at, pattern) for at, (_, asking) in enumerate(rules) for pattern in asking.any_])

    def found(self, written: Written) -> dict[int, list[Pattern]]:
        """Return the rules, by number, that may apply to a sentence, each with its patterns that may match."""
        found: dict[int, list[Pattern]] = {}
        for at, pattern in self._patterns.likely(written):
            found.setdefault(at, []).append(pattern)
        return found


def _key(pattern: Pattern, often: Counter[str]) -> frozenset[str]:
    """Return the needed words by which a pattern is looked for: no marks, no common words, few patterns' words."""
    needs = [need for need in pattern.needs if not need & MARKS] or list(pattern.needs)
    return min(needs, key=lambda need: (len(need & _COMMON), max(often[word] for word in need)))


def _reaches(pattern: Pattern, text: str, mark: int) -> bool:
    """Tell whether any match of a pattern holds a place; matches may overlap."""
    at = max(0, mark - _NEAR)
    while match := pattern.regex.search(text, at):
        if match.start() > mark:
            return False
        if match.end() > mark:
            return True
        at = match.start() + 1
    return False


def _found(pattern: Pattern, written: Written) -> bool:
    return _may_match(pattern, written) and bool(pattern.regex.search(written.text))


def _may_match(pattern: Pattern, written: Written) -> bool:
    words = written.words
    return not any(need.isdisjoint(words) for need in pattern.needs)

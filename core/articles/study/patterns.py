"""The small language in which rules on studies are written (`config/articles/studies.toml`), as regular expressions.

    {took} ... {lots} ... {med}        a word list; up to four words in between; `a|b` one of; `a?` or not
    ^ why ... {stopping} ?             from the beginning of a sentence; `.` or `?` its end
    not {soft}? $                      right in front of the match (in vetoes that look "before")

No quantifier stands inside another one: the four words in between are written out, so that no text can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GAP = "..."
MOST_GAPS = 3
"""Gaps in one pattern: each multiplies the ways in which a text can be tried."""
_BETWEEN = r"(?:[\w~]+ (?:[\w~]+ (?:[\w~]+ (?:[\w~]+ )??)??)??)??"
_LIST = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[\w'~]+")
_MARKS = {"^": r"(?<=[.?] )", "$": r"\Z", ".": r"[.?] ", "?": r"\? ", GAP: _BETWEEN}


class PatternError(ValueError):
    """A pattern cannot be read; the text says why."""


@dataclass(frozen=True)
class Pattern:
    """One pattern. `needs` are sets of words: a text without a word of each of them cannot match."""

    source: str
    expression: str
    needs: tuple[frozenset[str], ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression, compiled when it is first needed: all of them at the start would take 0.2 s."""
        return re.compile(self.expression)

    @property
    def words(self) -> frozenset[str]:
        """All words that it names."""
        return frozenset().union(*self.needs)


class Language:
    """Reads patterns. `lists` are the word lists by name; `same` gives the word that stands for a word."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]], same: Callable[[str], str]) -> None:
        self._lists = lists
        self._same = same
        # The same elements stand in many patterns, and word lists in word lists: each is written out once.
        self._words = cache(self._words_of)
        self._choice = cache(self._choice_of)

    def pattern(self, source: str) -> Pattern:
        """Read a pattern. Raises PatternError."""
        parts = []
        needs = []
        elements = source.split()
        if elements.count(GAP) > MOST_GAPS:
            raise PatternError(f"more than {MOST_GAPS} gaps")
        for at, element in enumerate(elements):
            if element in _MARKS:
                if (element == "^" and at) or (element == GAP and at in {0, len(elements) - 1}):
                    raise PatternError(f"{element!r} cannot stand there")
                parts.append(_MARKS[element])
                continue
            expression, first_words = self._choice(element.removesuffix("?"))
            if element.endswith("?"):
                parts.append(f"(?:{expression})?")
            else:
                parts.append(expression)
                needs.append(first_words)
        if not needs:
            raise PatternError("nothing in it is needed")
        return Pattern(source, "(?<= )" + "".join(parts), tuple(needs))

    def _choice_of(self, element: str) -> tuple[str, frozenset[str]]:
        """Return the expression of one element, and the words of which a text needs one."""
        words = sorted(self._words(element), key=lambda phrase: -phrase.count(" "))
        expression = f"(?:{'|'.join(words)}) "  # of letters, digits, ' and ~, which mean themselves
        return expression, frozenset(phrase.split(" ", 1)[0] for phrase in words)

    def _words_of(self, element: str) -> tuple[str, ...]:
        """Return the words and phrases that an element stands for, lists inside lists included."""
        found: dict[str, None] = {}
        for one in element.split("|"):
            if _LIST.fullmatch(one):
                if one[1:-1] not in self._lists:
                    raise PatternError(f"there is no word list {one}")
                for phrase in self._lists[one[1:-1]]:
                    found |= dict.fromkeys(self._phrases_of(phrase))
            elif _WORD.fullmatch(one):
                found[self._same(one)] = None
            else:
                raise PatternError(f"{one!r} is not a word, a {{list}} or a mark")
        return tuple(found)

    def _phrases_of(self, phrase: str) -> list[str]:
        """Return a phrase of a list with the lists in it written out: "off {drug}" becomes "off DRUG", ..."""
        done = [""]
        for word in phrase.split():
            done = [f"{before} {one}".strip() for before in done for one in self._words(word)]
        return done

"""The small language in which danger rules are written (`config/danger/README.md`), as regular expressions.

    {took} ... {lots} ... {med}        a word list; up to four words in between; `a|b` one of; `a?` or not
    ^ why ... {stopping} ?             from the beginning of a sentence; `.` or `?` its end
    not {soft}? $                      right in front of the match (in vetoes that look "before")

No quantifier stands inside another one: the four words in between are written out, so that no text can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GAP = "..."
MOST_GAPS = 3
"""Gaps in one pattern: each multiplies the ways in which a text can be tried."""
_BETWEEN = r"(?:[\w~]+ (?:[\w~]+ (?:[\w~]+ (?:[\w~]+ )??)??)??)??"
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


def to_pattern(source: str, lists: Mapping[str, tuple[str, ...]], same: Callable[[str], str]) -> Pattern:
    """Read a pattern. `same` gives the word that stands for a word. Raises PatternError."""
    parts = []
    needs = []
    elements = source.split()
    if elements.count(GAP) > MOST_GAPS:
        raise PatternError(f"more than {MOST_GAPS} gaps")
    for at, element in enumerate(elements):
        if element in _MARKS:
            if (element == "^") != (at == 0 and element == "^") or (element == GAP and at in {0, len(elements) - 1}):
                raise PatternError(f"{element!r} cannot stand there")
            parts.append(_MARKS[element])
            continue
        optional = element.endswith("?")
        words = _words_of(element.removesuffix("?"), lists, same)
        parts.append(f"(?:{_one_of(words)})?" if optional else _one_of(words))
        if not optional:
            needs.append(frozenset(word for phrase in words for word in phrase.split()[:1]))
    if not needs:
        raise PatternError("nothing in it is needed")
    return Pattern(source, "(?<= )" + "".join(parts), tuple(needs))


def _words_of(element: str, lists: Mapping[str, tuple[str, ...]], same: Callable[[str], str]) -> list[str]:
    """Return the words and phrases that an element stands for, lists inside lists included."""
    found: dict[str, None] = {}
    for one in element.split("|"):
        if re.fullmatch(r"\{\w+\}", one):
            if one[1:-1] not in lists:
                raise PatternError(f"there is no word list {one}")
            for phrase in lists[one[1:-1]]:
                found |= dict.fromkeys(_phrases_of(phrase, lists, same))
        elif re.fullmatch(r"[\w'~]+", one):
            found[same(one)] = None
        else:
            raise PatternError(f"{one!r} is not a word, a {{list}} or a mark")
    return list(found)


def _phrases_of(phrase: str, lists: Mapping[str, tuple[str, ...]], same: Callable[[str], str]) -> list[str]:
    """Return a phrase of a list with the lists in it written out: "off {drug}" becomes "off DRUG", "off benzos", ..."""
    done = [""]
    for word in phrase.split():
        these = _words_of(word, lists, same)
        done = [f"{before} {one}".strip() for before in done for one in these]
    return done


def _one_of(words: list[str]) -> str:
    longest_first = sorted(words, key=lambda phrase: -len(phrase.split()))
    return "(?:" + "|".join(map(re.escape, longest_first)).replace("\\ ", " ") + ") "

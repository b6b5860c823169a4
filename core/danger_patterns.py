"""The small language in which danger rules are written (`config/danger/README.md`), read into steps over word lists.

{took} ... {lots} .. {med}         a word list; up to four (..: two) words in between; `a|b_c` a, or b c; `a?` or not
{sign} & {off} ... {med}           both in one sentence, in any order; the first is what a negation is looked for
^ why ... {stopping} ?             from the beginning of a sentence; `.` or `?` its end
not {soft}? {soft}? $              right in front of the match (in vetoes that look "before")
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

from core.danger_files import listed
from core.danger_quotes import TAKEN_OUT
from core.danger_reading import ASK, BEGIN, END, GAP, MAY, NARROW, NEED, Lists, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from core.danger_files import Listed
    from core.danger_reading import Mask, Reading

_LIST = re.compile(r"\{\w+\}")
_SIMPLE = re.compile(r"[A-Za-z0-9~]+(?:\|[A-Za-z0-9~]+)*")
_PHRASE = re.compile(r"[A-Za-z0-9~]+(?:_[A-Za-z0-9~]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9~]+(?: [A-Za-z0-9~]+)*")
_LOOKED_AT = 4
"""Needs of a pattern that are looked at before it is tried: few have more. `Sieve.sift` counts on four."""
_BEING_READ = -1
_GAPS = frozenset({GAP, NARROW})
_MARKS = {"^": BEGIN, ".": END, "?": ASK, "...": GAP, "..": NARROW}


class PatternError(ValueError):
    """A pattern cannot be read; the text says why."""


@dataclass(slots=True, eq=False)  # frozen takes three times as long to make, and there are 2,000
class Pattern:
    """One pattern: its parts, all of which have to stand in one sentence. Not changed once it is made.

    `needs` are the numbers of the lists of which a message has to hold a word.
    """

    source: str
    parts: tuple[tuple[Step, ...], ...]
    needs: tuple[int, ...]

    def may_match(self, reading: Reading) -> bool:
        """Return False where a word is missing that the pattern cannot do without."""
        return all(reading.holds(number) for number in self.needs)

    def spans(self, reading: Reading, within: Mask = -1) -> Iterator[tuple[int, int]]:
        """Yield where it matches inside the words `within`: first word, and the one after the last."""
        first = self.parts[0]
        starts = reading.starts(first) & within
        inside = within << 1 | 1
        while starts:
            one = starts & -starts
            starts ^= one
            if ends := reading.ends(first, one) & inside:
                start, end = one.bit_length() - 1, (ends & -ends).bit_length() - 1
                if len(self.parts) == 1:
                    yield start, end
                    continue
                sentence = reading.sentence(start, end, len(reading)) & within
                if all(reading.ends(part, sentence) & (sentence << 1) for part in self.parts[1:]):
                    yield start, end

    def stands_in(self, reading: Reading, within: Mask = -1) -> bool:
        """Return whether it matches inside the words `within`. For patterns that may match."""
        if not reading.ends(self.parts[0], within) & (within << 1 | 1):
            return False
        return len(self.parts) == 1 or any(True for _ in self.spans(reading, within))


class Sieve:
    """Which of many patterns may match a message: those of which one sentence has a word of every list needed.

    Of a pattern that goes on in the next sentence, only what comes before that is looked at.
    """

    def __init__(self, patterns: Sequence[Pattern], lists: Lists) -> None:
        self._patterns = patterns
        self._lists = lists
        self._needs_met = _NeedsMet(self._met_by)

    @cached_property
    def _needing(self) -> tuple[dict[int, Mask], Mask]:
        """Return by list, where it is needed; and the needs that are met by any message, as there are none."""
        found: dict[int, Mask] = {}
        none: Mask = 0
        for at, pattern in enumerate(self._patterns):
            needs = self._in_one_sentence(pattern)
            for need in range(_LOOKED_AT):
                bit = 1 << need * len(self._patterns) + at
                if need < len(needs):
                    found[needs[need]] = found.get(needs[need], 0) | bit
                else:
                    none |= bit
        return found, none

    def sift(self, reading: Reading) -> Mask:
        """Return the patterns whose words are there, in whatever order: bit n is pattern n."""
        none, count, met_by = self._needing[1], len(self._patterns), self._needs_met.__getitem__
        may: Mask = 0
        for sentence in reading.sentences:
            met = reduce(or_, map(met_by, sentence), none)
            met &= met >> 2 * count
            may |= met & met >> count
        return may & (1 << count) - 1

    def _in_one_sentence(self, pattern: Pattern) -> list[int]:
        """Return the lists needed of which the words have to stand in one sentence."""
        needs = []
        for part in pattern.parts:
            for at, (kind, number) in enumerate(part):
                if kind == NEED:
                    needs.append(number)
                if at < len(part) - 1 and self._lists.crosses(kind, number):
                    return needs
        return needs

    def _met_by(self, word: str) -> Mask:
        """Return the needs that a word meets: bit `n * len(patterns) + at` is need n of pattern `at`."""
        needing = self._needing[0]
        return reduce(or_, [needing.get(number, 0) for number in self._lists.holding[word]], 0)


class _NeedsMet(dict[str, "Mask"]):
    """By word that was met, the needs that it meets: for all words that would take longer than the start may."""

    def __init__(self, met_by: Callable[[str], Mask]) -> None:
        super().__init__()
        self._met_by = met_by

    def __missing__(self, word: str) -> Mask:
        found = self[word] = self._met_by(word)
        return found


class Language:
    """Reads patterns, and numbers the word lists that they name.

    `named` are the lists by name; `same` gives the word that stands for a word.
    """

    def __init__(self, named: Mapping[str, Listed], same: Mapping[str, str]) -> None:
        self.lists = Lists()
        self._named = named
        self._same = same
        self._steps: dict[str, Step] = {mark: (kind, 0) for mark, kind in _MARKS.items()}
        self._numbers: dict[str, int] = {}

    def pattern(self, source: str) -> Pattern:
        """Read a pattern. Raises PatternError."""
        parts = tuple([self._read(part) for part in source.split(" & ")]) if " & " in source else (self._read(source),)
        needs: list[int] = []
        for steps in parts:
            needed = [number for kind, number in steps if kind == NEED]
            if not needed:
                raise PatternError("nothing in it is needed")
            needs += needed
        return Pattern(source, parts, tuple(needs))

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a named list."""
        return self.lists.lists[self._number(f"{{{name}}}")]

    def _read(self, part: str) -> tuple[Step, ...]:
        elements = part.removesuffix(" $").split()
        if not elements:
            raise PatternError("there is nothing beside '&'")
        known = self._steps
        steps = tuple([known.get(element) or self._step(element) for element in elements])
        if steps[0][0] in _GAPS or steps[-1][0] in _GAPS or ("^" in part and "^" in elements[1:]):
            raise PatternError("'...' stands between words, '^' at the beginning")
        return steps

    def _step(self, element: str) -> Step:
        optional = element[-1] == "?" and element[-2] != "|"
        step = self._steps[element] = (MAY, self._number(element[:-1])) if optional else (NEED, self._number(element))
        return step

    def _number(self, element: str) -> int:
        """Return the number of the list that an element stands for."""
        number = self._numbers.get(element)
        if number is None:
            self._numbers[element] = _BEING_READ
            words = self._simple(element) or self._mixed(element)
            number = self._numbers[element] = len(self.lists.lists)
            self.lists.lists.append(words)
        elif number == _BEING_READ:
            raise PatternError(f"{element} holds itself, or a mistake")
        return number

    def _simple(self, element: str) -> frozenset[str] | None:
        """Return the list of an element of plain words: nearly all are."""
        if _SIMPLE.fullmatch(element) is None:
            return None
        same = self._same
        return frozenset([same.get(word, word) for word in element.split("|")])

    def _mixed(self, element: str) -> frozenset[str]:
        """Return the list of an element with further lists, phrases or marks in it."""
        words: set[str] = set()
        for one in element.split("|"):
            if one in {".", "?"}:
                words |= {one, "?"}
            elif _PHRASE.fullmatch(one):
                words.add(self._phrase(one.replace("_", " ")))
            elif not _LIST.fullmatch(one):
                raise PatternError(f"{one!r} is not a word, a {{list}} or a mark")
            elif element != one:
                words |= self.words(one[1:-1])
            elif one[1:-1] in self._named:
                words |= self._listed(self._named[one[1:-1]])
            else:
                raise PatternError(f"there is no word list {one}")
        return frozenset(words)

    def _listed(self, named: Listed) -> set[str]:
        """Return what a named list holds."""
        same = self._same
        words: set[str] = set()
        for phrase in listed(named):
            if phrase.isalnum() or phrase == TAKEN_OUT:
                words.add(same.get(phrase, phrase))
            elif _LIST.fullmatch(phrase):
                words |= self.words(phrase[1:-1])
            elif _PLAIN.fullmatch(phrase):
                words.add(self._phrase(phrase))
            else:
                raise PatternError(f"{phrase!r} in a list is not words or a {{list}}")
        return words

    def _phrase(self, phrase: str) -> str:
        """Return a phrase of plain words as one, and note it as such."""
        same = self._same
        split = tuple([same.get(word, word) for word in phrase.split()])
        if len(split) > 1:
            found = self.lists.phrases.setdefault(split[:2], [])
            if split not in found:
                found.append(split)
        return " ".join(split)

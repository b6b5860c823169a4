"""The small language in which danger rules are written (`config/danger/README.md`), read into steps over word lists.

{took} ... {lots} .. {med}         a word list; up to four (..: two) words in between; `a|b_c` a, or b c; `a?` or not
{sign} & {off} ... {med}           both in one sentence, in any order; the first is what a negation is looked for
^ why ... {stopping} ?             from the beginning of a sentence; `.` or `?` its end
not {soft}? {soft}? $              right in front of the match (in vetoes that look "before")
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.danger_files import listed
from core.danger_quotes import TAKEN_OUT
from core.danger_reading import ASK, BEGIN, END, GAP, MAY, NARROW, NEED, Lists, Step, WordList

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.danger_files import Listed
    from core.danger_reading import Mask, Reading

Tag = tuple[int, int]
"""The numbers under which who asks knows a pattern."""

_LIST = re.compile(r"\{\w+\}")
_SIMPLE = re.compile(r"[A-Za-z0-9~]+(?:\|[A-Za-z0-9~]+)*")
_PHRASE = re.compile(r"[A-Za-z0-9~]+(?:_[A-Za-z0-9~]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9~]+(?: [A-Za-z0-9~]+)*")
_COMMON = frozenset(
    {"i", "im", "my", "me", "the", "a", "an", "and", "too", "it", "is", "of", "in", "on", "for", "you", "he", "she"}
    | {"that", "this", "was", "with", "have", "not", "no", ".", "?"}
)
"""Words that most messages have."""
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
        for number in self.needs:  # noqa: SIM110 - twice as fast as all()
            if reading.flags[~number] == "0":
                return False
        return True

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
    """Which of many patterns may match a message: of each the rarest list of words is looked up, then the others."""

    def __init__(self, patterns: Iterable[tuple[Tag, Pattern]], language: Language) -> None:
        """`patterns` come with a tag of the caller's."""
        self._patterns = [*patterns]
        self._language = language
        self._by_word: dict[str, frozenset[int]] = {}

    @cached_property
    def _needs(self) -> list[list[int]]:
        """Return what each pattern needs, the rarest first. With the first message: the start is for other things."""
        return [sorted(pattern.needs, key=self._language.commonness) for _, pattern in self._patterns]

    @cached_property
    def _keyed(self) -> dict[int, list[int]]:
        """Return the patterns by their rarest list."""
        found: dict[int, list[int]] = {}
        for at, needs in enumerate(self._needs):
            found.setdefault(needs.pop(0), []).append(at)
        return found

    def sift(self, reading: Reading) -> list[tuple[Tag, Pattern]]:
        """Return the patterns whose words are all there, in whatever order, with their tags; in the order given."""
        tried: set[int] = set()
        for word in reading.known:
            found = self._by_word.get(word)
            tried |= self._tried_by(word) if found is None else found
        left = []
        flags, needs = reading.flags, self._needs
        for at in tried:
            for number in needs[at]:
                if flags[~number] == "0":
                    break
            else:
                left.append(at)
        left.sort()
        return [self._patterns[at] for at in left]

    def _tried_by(self, word: str) -> frozenset[int]:
        """Note what a word leads to when it is first met: for all words that would take longer than the start may."""
        numbers = {*self._language.lists.holding[word]} & self._keyed.keys()
        found = self._by_word[word] = frozenset(at for number in numbers for at in self._keyed[number])
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
        self._commonness: dict[int, int] = {}

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
        return self.lists.lists[self._number(f"{{{name}}}")].words

    def commonness(self, number: int) -> int:
        """Return how often, in no unit, messages have a word of a list."""
        found = self._commonness.get(number)
        if found is None:
            words = self.lists.lists[number].first
            found = self._commonness[number] = len(words) + 100 * len(_COMMON & words)
        return found

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

    def _simple(self, element: str) -> WordList | None:
        """Return the list of an element of plain words: nearly all are."""
        if _SIMPLE.fullmatch(element) is None:
            return None
        same = self._same
        words = frozenset([same.get(word, word) for word in element.split("|")])
        return WordList(words, words)

    def _mixed(self, element: str) -> WordList:
        """Return the list of an element with further lists, phrases or marks in it."""
        words: set[str] = set()
        phrases: list[tuple[Step, ...]] = []
        lists: list[int] = []
        for one in element.split("|"):
            if one in {".", "?"}:
                words |= {one, "?"}
            elif _PHRASE.fullmatch(one):
                words.add(self._phrase(one.replace("_", " ")))
            elif not _LIST.fullmatch(one):
                raise PatternError(f"{one!r} is not a word, a {{list}} or a mark")
            elif element != one:
                words |= self._inner(one, lists)
            elif one[1:-1] in self._named:
                self._take(listed(self._named[one[1:-1]]), words, phrases, lists)
            else:
                raise PatternError(f"there is no word list {one}")
        beginnings = [*lists, *(phrase[0][1] for phrase in phrases)]
        first = words.union(*(self.lists.lists[number].first for number in beginnings))
        return WordList(frozenset(words), frozenset(first), tuple(phrases), tuple(lists))

    def _inner(self, name: str, lists: list[int]) -> frozenset[str]:
        """Return the words of a list inside a list, and note it where it holds more than words."""
        number = self._number(name)
        inner = self.lists.lists[number]
        if inner.phrases or inner.lists:
            lists.append(number)
        return inner.words

    def _take(self, names: list[str], words: set[str], phrases: list[tuple[Step, ...]], lists: list[int]) -> None:
        """Add what a named list holds."""
        same = self._same
        for phrase in names:
            if phrase.isalnum() or phrase == TAKEN_OUT:
                words.add(same.get(phrase, phrase))
            elif phrase[0] == "{" and " " not in phrase:
                words |= self._inner(phrase, lists)
            elif _PLAIN.fullmatch(phrase):
                words.add(self._phrase(phrase))
            else:
                phrases.append(self._read(phrase))

    def _phrase(self, phrase: str) -> str:
        """Return a phrase of plain words as one, and note it as such."""
        same = self._same
        split = tuple([same.get(word, word) for word in phrase.split()])
        if len(split) > 1:
            found = self.lists.phrases.setdefault(split[:2], [])
            if split not in found:
                found.append(split)
        return " ".join(split)

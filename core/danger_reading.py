"""A message as positions: for every word list, where in the message it stands, as the bits of one number.

That makes a pattern a few shifts and ANDs, whatever its length, with nothing to compile at the start and no text that
could make it slow (bit-parallel matching, after Baeza-Yates and Gonnet 1992, over words instead of letters).
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NEED, MAY, GAP, NARROW, BEGIN, END, ASK = range(7)
"""What a step of a pattern does; NEED and MAY (which may be missing) name the number of a word list.

GAP skips up to four words and NARROW up to two, but neither crosses the end of a sentence or a negation: "i did not
take all".
"""

Step = tuple[int, int]
Mask = int
"""Bit n: word n of the message."""

_MARKS = frozenset({".", "?"})


def ones(mask: Mask) -> Iterator[int]:
    """Yield which bits are set, the lowest first. For few bits of many."""
    bits = f"{mask:b}"[::-1]
    at = bits.find("1")
    while at >= 0:
        yield at
        at = bits.find("1", at + 1)


class Lists:
    """All word lists, by number."""

    def __init__(self) -> None:
        self.lists: list[frozenset[str]] = []
        """Words and plain phrases, in which the words stand with spaces between them."""
        self.phrases: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        """Plain phrases by their first two words."""
        self.negations: frozenset[str] = frozenset()

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """By word or phrase: the lists that hold it."""
        found: dict[str, list[int]] = {".": [], "?": []}
        for number, one in enumerate(self.lists):
            for word in one:
                if word in found:
                    found[word].append(number)
                else:
                    found[word] = [number]
        return found

    def crosses(self, kind: int, number: int) -> bool:
        """Return whether what comes after a step may stand in another sentence."""
        return kind in {END, ASK} or (kind <= MAY and not _MARKS.isdisjoint(self.lists[number]))


class Reading:
    """A message, ready to be asked where something stands in it."""

    __slots__ = (
        *("_at", "_free", "_length", "_lists", "_long", "_longer", "_masks"),
        *("asks", "begins", "known", "marks", "sentences"),
    )

    def __init__(self, words: list[str], lists: Lists) -> None:
        """`words` ends with a mark: "." or "?"."""
        at: dict[str, Mask] = {}
        long: dict[str, int] = {}
        holding = lists.holding
        phrases = lists.phrases
        self.sentences: list[list[str]] = []
        """The words, and plain phrases, that lists hold, sentence by sentence."""
        sentence: list[str] = []
        bit = 1
        for number, pair in enumerate(pairwise([*words, ""])):
            word = pair[0]
            if word in holding:
                at[word] = at.get(word, 0) | bit
                sentence.append(word)
                if word in _MARKS:
                    self.sentences.append(sentence)
                    sentence = []
            if pair in phrases:
                for phrase in phrases[pair]:
                    if len(phrase) == 2 or tuple(words[number : number + len(phrase)]) == phrase:  # noqa: PLR2004
                        key = " ".join(phrase)
                        at[key] = at.get(key, 0) | bit
                        long[key] = len(phrase)
                        sentence.append(key)
            bit <<= 1
        self._at = at
        self._long = long
        self._length = len(words)
        self._lists = lists
        self._masks: dict[int, Mask] = {}
        self._longer: dict[int, dict[int, Mask]] = {}
        self.known = frozenset(at)
        """Those of all sentences."""
        self.asks = at.get("?", 0)
        self.marks = self.asks | at.get(".", 0)
        self.begins = 1 | self.marks << 1
        self._free = (bit - 1) & ~(self.marks | self._any(lists.negations))

    def __len__(self) -> int:
        """Return how many words and marks the message has."""
        return self._length

    def holds(self, number: int) -> bool:
        """Return whether a word of a list stands somewhere."""
        return not self._lists.lists[number].isdisjoint(self.known)

    def starts(self, steps: tuple[Step, ...]) -> Mask:
        """Return where a match could begin: wherever its first needed word stands, or may be missing before."""
        found = 0
        for kind, number in steps:
            if kind == BEGIN:
                return self.begins
            if kind <= MAY:
                found |= self._mask(number)
                for mask in self._longer.get(number, {}).values():
                    found |= mask
            if kind != MAY:
                return found
        return found

    def ends(self, steps: tuple[Step, ...], state: Mask) -> Mask:
        """Return where a match that begins at one of `state` can end: the positions after its last word."""
        masks, longer, free = self._masks, self._longer, self._free
        for kind, number in steps:
            if kind <= MAY:
                after = (state & (masks[number] if number in masks else self._mask(number))) << 1
                if number in longer:
                    for length, mask in longer[number].items():
                        after |= (state & mask) << length
                if kind == MAY:
                    state |= after
                else:
                    state = after
                    if not state:
                        return 0
            elif kind == GAP:
                one = (state & free) << 1
                two = (one & free) << 1
                three = (two & free) << 1
                state |= one | two | three | (three & free) << 1
            elif kind == NARROW:
                one = (state & free) << 1
                state |= one | (one & free) << 1
            elif kind == BEGIN:
                state &= self.begins
            else:
                state = (state & (self.marks if kind == END else self.asks)) << 1
        return state

    def sentence(self, start: int, end: int, near: int) -> Mask:
        """Return the sentences of the words from `start` up to `end`, at most `near` words to either side."""
        first = (self.marks & ((1 << start) - 1)).bit_length()
        rest = self.marks >> max(end - 1, start)
        last = max(end - 1, start) + (rest & -rest).bit_length()
        first, last = max(first, start - near), min(last, end + near)
        return (1 << last) - (1 << first)

    def _any(self, words: frozenset[str]) -> Mask:
        found = 0
        for word in words & self.known:
            found |= self._at[word]
        return found

    def _mask(self, number: int) -> Mask:
        """Return where a word of a list stands, and note where its phrases begin."""
        if number in self._masks:
            return self._masks[number]
        at, long = self._at, self._long
        found = 0
        for word in self._lists.lists[number] & self.known:
            if word in long:
                longer = self._longer.setdefault(number, {})
                longer[long[word]] = longer.get(long[word], 0) | at[word]
            else:
                found |= at[word]
        self._masks[number] = found
        return found

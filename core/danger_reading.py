"""A message as positions: for every word list, where in the message it stands, as the bits of one number.

That makes a pattern a few shifts and ANDs, whatever its length, with nothing to compile at the start and no text that
could make it slow (bit-parallel matching, after Baeza-Yates and Gonnet 1992, over words instead of letters).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NEED, MAY, GAP, NARROW, BEGIN, END, ASK = range(7)
"""What a step of a pattern does; NEED and MAY (which may be missing) name the number of a word list."""

Step = tuple[int, int]
Mask = int
"""Bit n: word n of the message; in `Lists.bits`: list n."""

_BETWEEN = {GAP: 4, NARROW: 2}
"""Words that `...` and `..` may skip. They cross neither the end of a sentence nor a negation: "i did not take all"."""


@dataclass(slots=True, eq=False)  # frozen takes three times as long to make, and there are 3,000
class WordList:
    """Words, and phrases with further lists in them ("off {drug}"). Plain phrases count as words.

    `first` are the words with which all of these begin; `lists` the numbers of lists whose phrases are meant too.
    """

    words: frozenset[str]
    first: frozenset[str]
    phrases: tuple[tuple[Step, ...], ...] = ()
    lists: tuple[int, ...] = ()


class Lists:
    """All word lists, by number."""

    def __init__(self) -> None:
        self.lists: list[WordList] = []
        self.phrases: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        """Plain phrases by their first two words."""
        self.negations: frozenset[str] = frozenset()
        self.bits: dict[str, Mask] = {}
        """By word, the lists that hold it, of the words that were met."""

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """By word or plain phrase: the lists that hold it, or a phrase that begins with it."""
        found: dict[str, list[int]] = {".": [], "?": []}
        for number, one in enumerate(self.lists):
            for word in one.first:
                if word in found:
                    found[word].append(number)
                else:
                    found[word] = [number]
        return found

    def bits_of(self, word: str) -> Mask:
        """Return the lists that hold a word, as bits, and note them."""
        found = self.bits[word] = sum(1 << number for number in {*self.holding[word]})
        return found


class Reading:
    """A message, ready to be asked where something stands in it."""

    __slots__ = ("_at", "_free", "_length", "_lists", "_long", "_masks", "asks", "begins", "flags", "known", "marks")

    def __init__(self, words: list[str], lists: Lists) -> None:
        """`words` ends with a mark: "." or "?"."""
        at: dict[str, Mask] = {}
        long: dict[str, int] = {}
        holding = lists.holding
        bit = 1
        for word in words:
            if word in holding:
                at[word] = at.get(word, 0) | bit
            bit <<= 1
        phrases = lists.phrases
        for number, pair in enumerate(pairwise(words)):
            if pair in phrases:
                for phrase in phrases[pair]:
                    if len(phrase) == 2 or tuple(words[number : number + len(phrase)]) == phrase:  # noqa: PLR2004
                        key = " ".join(phrase)
                        at[key] = at.get(key, 0) | 1 << number
                        long[key] = len(phrase)
        self._at = at
        self._long = long
        self._length = len(words)
        self._lists = lists
        self._masks: dict[int, tuple[tuple[int, Mask], ...]] = {}
        self.known = frozenset(at)
        """The different words, and plain phrases, that lists hold."""
        present = 1 << len(lists.lists)
        bits = lists.bits
        for word in at:
            present |= bits[word] if word in bits else lists.bits_of(word)
        self.flags = f"{present:b}"
        """Character ~n, from the end, is "1" where a word of list n stands somewhere."""
        self.asks = at.get("?", 0)
        self.marks = self.asks | at.get(".", 0)
        self.begins = 1 | self.marks << 1
        self._free = (bit - 1) & ~(self.marks | self._any(lists.negations))

    def __len__(self) -> int:
        """Return how many words and marks the message has."""
        return self._length

    def starts(self, steps: tuple[Step, ...]) -> Mask:
        """Return where a match could begin: wherever its first needed word stands, or may be missing before."""
        found = 0
        for kind, number in steps:
            if kind == BEGIN:
                return self.begins
            if kind <= MAY:
                mask = self._masks.get(number)
                for _, one in self._mask(number) if mask is None else mask:
                    found |= one
            if kind != MAY:
                return found
        return found

    def ends(self, steps: tuple[Step, ...], state: Mask) -> Mask:
        """Return where a match that begins at one of `state` can end: the positions after its last word."""
        masks, free = self._masks, self._free
        for kind, number in steps:
            if kind <= MAY:
                mask = masks.get(number)
                after = 0
                for length, one in self._mask(number) if mask is None else mask:
                    after |= (state & one) << length
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

    def _mask(self, number: int) -> tuple[tuple[int, Mask], ...]:
        """Return where a list begins, by the number of words."""
        one = self._lists.lists[number]
        at, long = self._at, self._long
        single = 0
        lengths: dict[int, Mask] = {}
        for word in one.words & self.known:
            if word in long:
                lengths[long[word]] = lengths.get(long[word], 0) | at[word]
            else:
                single |= at[word]
        if single:
            lengths[1] = single
        for phrase in one.phrases:
            for length, mask in self._phrase(phrase):
                lengths[length] = lengths.get(length, 0) | mask
        for inner in one.lists:
            found = self._masks.get(inner)
            for length, mask in self._mask(inner) if found is None else found:
                lengths[length] = lengths.get(length, 0) | mask
        pairs = self._masks[number] = tuple(lengths.items())
        return pairs

    def _phrase(self, steps: tuple[Step, ...]) -> Iterable[tuple[int, Mask]]:
        """Return where a phrase begins, by the number of words that it takes up there."""
        for kind, number in steps:
            if kind == NEED and self.flags[~number] == "0":
                return ()
        found: dict[int, Mask] = {0: -1}
        for kind, number in steps:
            after: dict[int, Mask] = {} if kind == NEED else dict(found)
            if kind in _BETWEEN:
                for _ in range(_BETWEEN[kind]):
                    found = {length + 1: mask & self._free >> length for length, mask in found.items()}
                    for length, mask in found.items():
                        after[length] = after.get(length, 0) | mask
            else:
                for length, mask in found.items():
                    mask_of = self._masks.get(number)
                    for more, at in self._mask(number) if mask_of is None else mask_of:
                        if both := mask & at >> length:
                            after[length + more] = after.get(length + more, 0) | both
            found = after
        return found.items()

"""Misspellings of the words that danger rules cannot do without: one letter wrong, missing, added or swapped.

By the words with one letter taken out (symmetric deletion, after Garbe's SymSpell): a lookup is a handful of
dictionary reads, where comparing with each word would cost more than everything else, and no library has to be
imported at the start.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEAST_LETTERS = 5
"""Letters that a word needs before a typo in it is forgiven."""
_REPEATED = re.compile(r"(\w)\1{2,}")
_DIGITS = str.maketrans("0134578", "oieastb")
"""Letters as digits: "su1c1de"."""


class Typos:
    """The words of which one wrong letter is forgiven."""

    def __init__(self, guarded: list[str]) -> None:
        self._shortened: dict[str, list[tuple[str, int]]] = {}
        for word in guarded:
            for at in range(1, len(word)):
                self._shortened.setdefault(word[:at] + word[at + 1 :], []).append((word, at))
        self._guarded = frozenset(guarded)
        self._ends = frozenset((word[0], word[-1]) for word in guarded)

    def right(self, word: str, known: Mapping[str, str]) -> str | None:
        """Return the right spelling of a word, out of the guarded and the `known` ones, or None."""
        if not word.isalpha() and (plain := word.translate(_DIGITS)) != word:
            if plain in known:
                return plain
            word = plain
        if _REPEATED.search(word):
            for letters in (r"\1\1", r"\1"):
                plain = _REPEATED.sub(letters, word)
                if plain in known:
                    return plain
            word = plain
        if len(word) < _LEAST_LETTERS:
            return None
        return self._one_edit_from(word)

    def _one_edit_from(self, word: str) -> str | None:
        """First and last letter have to be right: they nearly always are, and other words differ in them ("filled")."""
        found = self._shortened.get(word)
        if found:
            return found[0][0]
        if (word[0], word[-1]) not in self._ends and word[:-1] not in self._guarded:
            return None
        for at in range(1, len(word)):
            short = word[:at] + word[at + 1 :]
            if short in self._guarded:
                return short
            for right, left_out in self._shortened.get(short, ()):
                if abs(left_out - at) <= 1:
                    return right
        return None

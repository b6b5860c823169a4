"""The words of a sentence, and what lists of words and phrases say of them, each in one pass.

An article has a sentence for every 130 code points or so, and one may cost some 25 µs: words are normalised once for
each way in which they are written, and looked up; no list is ever searched for in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")

WORD = re.compile("[\\w\u00ad\u0300-\u036f\u200b-\u200d\u2060]+(?:['\u2019][^\\W\\d_]+)?")
"""A word as it is written: with invisible characters and accents of its own, a possessive, never a hyphen."""

_SPACED = bytes(at if chr(at).isalnum() or at == ord("_") else ord(" ") for at in range(128)).ljust(256)
"""Every mark of ASCII as a space. Bytes are translated at once, texts letter by letter."""

_EXACT = "="
_STAR = "*"


def normal(word: str) -> str:
    """Return a written word as the lists hold it: no case, accents, invisible characters, apostrophe or possessive."""
    if word.isascii():
        if word.isalnum():
            return word.lower()
    else:
        plain = unicodedata.normalize("NFKD", word.replace("\u2019", "'"))
        word = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    return word.lower().strip("_").removesuffix("'s").replace("'", "")


def written_words(text: str) -> list[str]:
    """Return the words of a text as they are written, as `WORD.findall` does, in a third of its time for most texts."""
    if text.isascii() and "'" not in text:
        return text.encode("ascii").translate(_SPACED).decode("ascii").split()
    return WORD.findall(text)


def words_of(text: str) -> tuple[str, ...]:
    """Return the normalised words of a text."""
    return tuple(map(normal, written_words(text)))


class Wording(dict[str, str]):
    """How each word of one text is looked up. Made for one text, so that it never grows beyond it.

    Words in `exact` count only as they are written there: "may", which is not the month, "AIDS", which is not an aid.
    """

    def __init__(self, exact: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self._exact = exact

    def __missing__(self, word: str) -> str:
        """Normalise a word that is met for the first time."""
        plain = normal(word)
        known = word if word in self._exact or plain in self._exact else plain
        self[word] = known
        return known

    def of(self, written: Iterable[str]) -> list[str]:
        """Return written words as they are looked up."""
        return list(map(self.__getitem__, written))


class _Phrase(NamedTuple):
    """A phrase, and the place in it of the word by which it is looked up."""

    words: list[str]
    place: int
    sign: int


class _Around(NamedTuple):
    """The phrases of a word by the word next to it, before it or behind it."""

    before: dict[str, list[_Phrase]]
    behind: dict[str, list[_Phrase]]


class Cues:
    """Lists of words and phrases; every list is a sign (a bit) that a sentence has or has not.

    In a list, "cognit*" stands for every word that begins so, "*itis" for every word that ends so, and "=may" for
    the word as it is written. A phrase is looked up by its longest word, which is mostly its rarest.
    """

    def __init__(self, lists: Mapping[str, Iterable[str]], computed: Iterable[str] = ()) -> None:
        names = (*computed, *lists)
        self.sign: Mapping[str, int] = {name: 1 << at for at, name in enumerate(names)}
        self.exact = frozenset(word[1:] for words in lists.values() for word in words if word.startswith(_EXACT))
        self._words: dict[str, int] = defaultdict(int)
        self._starts: dict[str, int] = defaultdict(int)
        self._ends: dict[str, int] = defaultdict(int)
        self._phrases: dict[str, _Around] = defaultdict(lambda: _Around({}, {}))
        for name, phrases in lists.items():
            for phrase in phrases:
                self._learn(phrase, self.sign[name])
        self._in_phrases = frozenset(self._phrases)
        self._start_lengths = sorted({len(start) for start in self._starts})
        self._end_lengths = sorted({len(end) for end in self._ends})

    def reader(self, more: Mapping[int, Collection[str]]) -> CueReader:
        """Return what reads the sentences of one text. `more` are further signs and the words that show them."""
        return CueReader(self, more)

    def signs_of(self, word: str) -> int:
        """Return the signs of one word."""
        found = self._words.get(word, 0)
        for length in self._start_lengths:
            found |= self._starts.get(word[:length], 0)
        for length in self._end_lengths:
            found |= self._ends.get(word[-length:], 0)
        return found

    def in_phrases(self, words: Sequence[str]) -> int:
        """Return the signs of the phrases among the words."""
        found, known = 0, self._in_phrases
        for at in [at for at, word in enumerate(words) if word in known]:
            before, behind = self._phrases[words[at]]
            near = before.get(words[at - 1], ()) if at else ()
            if behind and at + 1 < len(words):
                near = (*near, *behind.get(words[at + 1], ()))
            for phrase, place, sign in near:
                if len(phrase) == 2 or (at >= place and words[at - place : at - place + len(phrase)] == phrase):  # noqa: PLR2004 - most are, and both words are there
                    found |= sign
        return found

    def _learn(self, phrase: str, sign: int) -> None:
        words = list(words_of(phrase))
        if phrase.startswith(_EXACT):
            self._words[phrase[1:]] |= sign
        elif phrase.endswith(_STAR) and len(words) == 1:
            self._starts[words[0]] |= sign
        elif phrase.startswith(_STAR):
            self._ends[words[0]] |= sign
        elif len(words) == 1:
            self._words[words[0]] |= sign
        else:
            self._learn_phrase(words, sign)

    def _learn_phrase(self, words: list[str], sign: int) -> None:
        at = max(range(len(words)), key=lambda at: len(words[at]))
        before, behind = self._phrases[words[at]]
        phrases = before.setdefault(words[at - 1], []) if at else behind.setdefault(words[1], [])
        phrases.append(_Phrase(words, at, sign))


class CueReader(dict[str, int]):
    """The signs of each word of one text, found when it is met for the first time."""

    def __init__(self, cues: Cues, more: Mapping[int, Collection[str]]) -> None:
        super().__init__()
        self._cues, self._more = cues, tuple(more.items())

    def __missing__(self, word: str) -> int:
        """Look up a word that is met for the first time."""
        found = self._cues.signs_of(word)
        for sign, words in self._more:
            if word in words:
                found |= sign
        self[word] = found
        return found

    def signs(self, words: Sequence[str]) -> int:
        """Return the signs of a sentence's words."""
        return reduce(or_, map(self.__getitem__, words), 0) | self._cues.in_phrases(words)


class Met(NamedTuple, Generic[T]):
    """A name that was met: what it is, and the numbers of its first word and of the one behind its last."""

    what: T
    start: int
    end: int


class Phrasebook(Generic[T]):
    """Names of one or more words and what each means; the longest name at a place is the one that is meant."""

    def __init__(self, entries: Mapping[tuple[str, ...], T]) -> None:
        self._starting: dict[str, list[tuple[tuple[str, ...], T]]] = defaultdict(list)
        for words, what in sorted(entries.items(), key=lambda entry: -len(entry[0])):
            self._starting[words[0]].append((words, what))
        self.first_words = frozenset(self._starting)

    def find(self, words: Sequence[str]) -> Iterable[Met[T]]:
        """Return the names among normalised words, from left to right, never overlapping."""
        return () if self.first_words.isdisjoint(words) else self._names_in(words)

    def _names_in(self, words: Sequence[str]) -> Iterator[Met[T]]:
        first, behind = self.first_words, 0
        for at in [at for at, word in enumerate(words) if word in first]:
            if at < behind:
                continue
            for name, what in self._starting[words[at]]:
                if len(name) == 1 or tuple(words[at : at + len(name)]) == name:
                    behind = at + len(name)
                    yield Met(what, at, behind)
                    break

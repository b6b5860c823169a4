"""Labels and headings: under what part of an article a sentence stands.

"METHODS: Mice were given ..." and a line "Limitations of the study" say more of a sentence's kind than its words do. A
label holds until the next one, the next heading, or an empty line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from core.articles.claims.cues import WORD, Phrasebook, words_of, written_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.articles.claims.rules import Section, SectionId

MOST_IN_HEADING = 12
"""Words of the longest heading."""
_END = re.compile(
    r"[.!:;\u2026][\"'\u2019\u201d\u00bb)\]\u201c]*$|\?[\"'\u2019\u201d\u00bb)\]]+$|[.!?\u2026]\s*(?:\[[\d,\s\u2013-]+\]|\(\d[^)]*\)|\d{1,3})$"
)
TITLE = 0.7
"""The part of a title's longer words that begin with a capital."""
_STOPS = frozenset(".!:;")
_TAIL = 24
"""Code points in which the end of a sentence is looked for."""
_BULLETS = frozenset("-*\u2022\u2023\u25cf\u25aa\u2013\u2014\u2043\u00b7")
_BEHIND_LABEL = re.compile(r"\s*[:.|\u2013\u2014-]\s*|\s*$")
_BEFORE_CAPITAL = re.compile(r"\s+(?=[A-Z])")
"""A label without a colon: "METHODS We gave", "Conclusions Prostacyclin produces"."""


class Place(NamedTuple):
    """What a sentence is in its article: its section, the words of its label, and whether it is a heading."""

    section: SectionId | None = None
    heading: bool = False
    label_words: int = 0


_SENTENCE = Place()


class Sections:
    """The labels, ready to be looked for."""

    def __init__(self, sections: Iterable[Section]) -> None:
        sections = tuple(sections)
        labels = {words_of(label): one.id for one in sections for label in one.labels}
        self._labels = Phrasebook(labels)
        self._in_headings = Phrasebook({words_of(label): one.id for one in sections for label in one.heading_words})

    def place(self, sentence: str, words: Sequence[str], *, is_alone: bool) -> Place:
        """Look at a sentence by itself: is it a heading, does it begin with a label? `is_alone`: it fills its line."""
        first = 1 if words and words[0].isdigit() else 0  # "2. Methods"
        may_be_label = len(words) > first and words[first] in self._labels.first_words
        if may_be_label and (label := self._label(sentence, words, first)):
            return label
        if sentence[-1:] in _STOPS or _END.search(sentence[-_TAIL:]):
            return _COLON if sentence[-1] == ":" else _SENTENCE
        if sentence.endswith("?"):
            return self._heading(sentence, words) if is_alone else _SENTENCE
        if len(words) > MOST_IN_HEADING and not _is_title(sentence):
            return _SENTENCE
        return self._heading(sentence, words)

    def _heading(self, sentence: str, words: Sequence[str]) -> Place:
        section = next((met.what for met in self._in_headings.find(words)), None)
        return Place(section, heading=sentence[:1] not in _BULLETS)

    def _label(self, sentence: str, words: Sequence[str], first: int) -> Place | None:
        """Return the place of a sentence that begins with a label, or is one."""
        met = next(iter(self._labels.find(words)), None)
        if met is None or met.start != first:
            return None
        written = list(islice(WORD.finditer(sentence), met.end))
        if not written[first].group()[0].isupper():
            return None
        behind = _BEHIND_LABEL.match(sentence, written[-1].end())
        if not behind and _END.search(sentence[-_TAIL:]):
            behind = _BEFORE_CAPITAL.match(sentence, written[-1].end())
        return Place(met.what, heading=behind.end() >= len(sentence), label_words=met.end) if behind else None


@lru_cache(maxsize=4)
def labels_of(sections: tuple[Section, ...]) -> Sections:
    """Return the labels of a file's sections; made once, as it takes longer than to read a short text."""
    return Sections(sections)


_COLON = Place(heading=True)


def _is_title(sentence: str) -> bool:
    """Tell whether Most Words Begin With a Capital."""
    long = [word for word in written_words(sentence) if len(word) > 3]  # noqa: PLR2004 - "of", "the", "and" never do
    return len([word for word in long if word[0].isupper()]) > TITLE * len(long)

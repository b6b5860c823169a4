"""Where the readers begin: by the signs of discussions, and where there are none, by how people write."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from core.articles.text.voice import SILENT, begins_with, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.text.signals import Marked
    from core.articles.text.voice import Reading
    from core.articles.text.zone_rules import ZoneRules

_ENDED = re.compile(r"""[.!?:]["')\]]*(?:\[[\d, -]{1,20}\]|\d{1,3}(?:[,-]\d{1,3})*)?["')\]]*$""")
_STOPS = re.compile(r"[a-z]{3}[.!?] \w")
_ENDING = 40
_FEWEST_WORDS = 5
_MANY_WORDS = 10
_LONG = 200
"""A line of so many code points is text, whether it ends in a full stop or not."""
_HEADLINE = 120
"""Longest line, in code points, that may be a heading although it ends in a question mark."""
_NAME, _NAME_WORDS = 40, 4
"""Longest line, in code points and words, that may be a poster's name above the time of a post."""
_AN_ARTICLE = 300
"""Code points of text that must stand before a change of voice, or above a source that ends the article."""
_FEWEST_WEAK = 2
_ASIDE = 100
"""Longest line, in code points, right above the readers that may be a reader's as well."""
_ASKED = re.compile(r"(?:q|question|dear [\w '-]{2,40}|asked by [\w '-]{2,40})(?: ?\d+)? ?[:.,] ?|q\d* ?[.:)-]")
_OF_READERS = frozenset({"start", "post", "reply", "heading", "byline", "weak"})


def is_prose(plain: str) -> bool:
    """Tell whether a line is a sentence or more: not a title, a name, a link, a cell of a table."""
    if len(plain) >= _LONG:
        return True
    words = plain.count(" ") + 1
    if words < _FEWEST_WORDS:
        return False
    return bool(_ENDED.search(plain[-_ENDING:]) or (words >= _MANY_WORDS and _STOPS.search(plain)))


def is_question(plain: str) -> bool:
    """Tell whether a line is one short question, as headings are."""
    return plain[-1] in "?!" and len(plain) <= _HEADLINE and not _STOPS.search(plain)


class Column:
    """A page's paragraphs from top to bottom, with what each says of its writer. Places are their numbers from 0.

    Whatever is asked takes time in proportion to the text: sums are kept, and every paragraph is read once.
    """

    def __init__(self, text: str, marked: Sequence[Marked], rules: ZoneRules) -> None:
        self.text, self.marked, self.rules = text, marked, rules
        self.end = len(marked)
        self.is_text = [sign is None and is_prose(unit.plain) for unit, sign, _ in marked]
        lengths = (len(one.unit.plain) if text else 0 for one, text in zip(marked, self.is_text, strict=True))
        self._sums = [0, *accumulate(lengths)]
        self._threads = [one.sign.thread if one.sign else "" for one in marked]
        first = rules.words["first_words"]
        self._read: list[Reading | None] = [  # of a paragraph with a sign, the sign says who wrote it
            None if sign is None and (voiced or begins_with(unit.plain, first)) else SILENT
            for unit, sign, voiced in marked
        ]

    def reading(self, at: int) -> Reading:
        """Return how a paragraph is written; looked at once, and only if somebody asks."""
        found = self._read[at]
        if found is None:
            unit = self.marked[at].unit
            found = reading_of(self.text[unit.start : unit.end], unit.plain, self.rules)
            if is_question(unit.plain) and not found.chat and not found.anecdote:
                found = SILENT  # "Can I drive?" heads an answer for everybody
            self._read[at] = found
        return found

    def reports(self, at: int) -> bool:
        """Tell whether a paragraph has words that reporters and scientists write."""
        return self.rules.voices["author"].stands_in(" " + self.marked[at].unit.plain)

    def amount(self, start: int, stop: int) -> int:
        """Return how many code points of text without a sign stand in a stretch."""
        return self._sums[stop] - self._sums[start]

    def unsigned(self, start: int, stop: int) -> Iterator[int]:
        """Yield the paragraphs of a stretch that bear no sign."""
        return (at for at in range(start, stop) if self.marked[at].sign is None)

    def clear(self, start: int, stop: int) -> Iterator[int]:
        """Yield those of them that are clearly readers'."""
        return (at for at in self._voiced(start, stop) if self.reading(at).clear)

    def _voiced(self, start: int, stop: int) -> Iterator[int]:
        """Yield those of them that have to be read."""
        return (at for at, found in enumerate(self._read[start:stop], start) if found is not SILENT)

    def prose(self, start: int, stop: int) -> list[int]:
        """Return the paragraphs of a stretch that are text and bear no sign."""
        return [at for at in range(start, stop) if self.is_text[at]]

    @cached_property
    def begin(self) -> int:
        """The first paragraph of running text, or the heading above it; `end` if there is none."""
        asked = self.end
        for at, (unit, sign, _) in enumerate(self.marked):
            if sign is not None and sign.zone == "article":
                return at
            if self.is_text[at]:
                if not is_question(unit.plain):
                    return at
                asked = min(asked, at)
        return asked

    @cached_property
    def is_thread(self) -> bool:
        """Whether the head of a post stands above the text: then somebody posted it, article or not."""
        return any(thread in {"start", "post", "reply"} for thread in self._threads[: self.begin])

    @cached_property
    def by_signs(self) -> int:
        """The first paragraph that a sign gives to the readers."""
        if (readers := self._replies_above()) >= 0:
            return readers
        found = [at for at in range(self.begin + 1, self.end) if self._threads[at] in _OF_READERS]
        weak = sum(self._threads[at] == "weak" for at in found)
        for at in found:
            if self._threads[at] == "weak" and weak < _FEWEST_WEAK:
                continue
            if not self._is_byline(at, found):
                return self._with_name(at)
        return self.end

    def _replies_above(self) -> int:
        """Return where the readers begin if nobody wrote running text before them: a link that was posted; or -1."""
        head = self._threads[: self.begin]
        starts = [at for at, thread in enumerate(head) if thread == "start"]
        found = [head.index("reply")] if "reply" in head else []
        found += starts[1:2]
        if starts or "post" in head:
            first = starts[0] if starts else head.index("post")
            found += [at for at in range(first, len(head)) if head[at] == "heading"]
        return min(found, default=-1)

    def _is_byline(self, at: int, found: Sequence[int]) -> bool:
        """Tell a name and time between standfirst and article from the head of a reply."""
        alone = len(found) == 1 and not self.is_thread and self._threads[at] in {"start", "byline"}
        return alone and self.amount(self.begin, at) < _AN_ARTICLE

    def _with_name(self, at: int) -> int:
        """Return where the post begins whose head was found: the poster's name may stand above it."""
        for _ in range(2):
            unit, sign, _ = self.marked[at - 1]
            named = sign is None and len(unit.plain) <= _NAME and unit.plain.count(" ") < _NAME_WORDS
            if at - 1 <= self.begin or not named or unit.plain[-1] in ".!?:)}]":
                break
            at -= 1
        return at

    @cached_property
    def over(self) -> int:
        """The sign with which the article ends (reference, "###", contacts); `by_signs` without one."""
        stop = self.by_signs
        for at in range(self.begin + 1, stop):
            sign = self.marked[at].sign
            if sign is not None and sign.ends and self._is_below_the_article(at, stop):
                return at
        return stop

    def _is_below_the_article(self, at: int, stop: int) -> bool:
        """Tell a source that stands below the article from one above it, under the standfirst."""
        before = self.amount(self.begin, at)
        if before >= _AN_ARTICLE or self.amount(at, stop) < 3 * before:
            return True
        return any(self.reading(one).clear for one in range(at + 1, min(at + 4, stop)) if self.is_text[one])

    @cached_property
    def by_voice(self) -> int:
        """The first paragraph that is clearly a reader's by how it is written; `by_signs` if none is."""
        stop = self.by_signs
        if self.over < stop:
            loud = self._loud(self.begin + 1, self.over)
            if len(loud) > 1:
                return loud[0]
            return next(self.clear(self.over + 1, stop), stop)
        prose = self.prose(self.begin, stop)
        early = prose[: max(2, len(prose) // 4)]
        if any(self.reading(at).anecdote or self.reading(at).person for at in early):
            loud = self._loud(early[-1] + 1, stop)  # the author says "I", so that alone tells nothing
            return loud[0] if len(loud) > 1 else stop
        return self._change_of_voice(stop)

    def _loud(self, start: int, stop: int) -> list[int]:
        return [at for at in self.clear(start, stop) if self.reading(at).clear_in_any_voice]

    def _change_of_voice(self, stop: int) -> int:
        """Return where a reporting text turns into readers' talk and does not turn back; `stop` if it does not."""
        first = next(self.clear(self.begin, stop), stop)
        readers = authors = 0
        turn = stop
        for at in range(stop - 1, first - 1, -1):
            if self.marked[at].sign is not None:
                continue
            reading = self.reading(at)
            if reading.clear and self.amount(self.begin, at) >= _AN_ARTICLE and authors < 2 * (readers + 1):
                turn = at
            if self.is_text[at]:
                readers += reading.points() > 0
                authors += reading.points() == 0 and self.reports(at)
        return turn

    @cached_property
    def doubtful(self) -> int:
        """The first of the short lines right above the readers, of which nobody can tell who wrote them."""
        at = self.by_voice
        if at == self.by_signs or self.over < at:
            return at
        while at - 1 > self.begin:
            unit, sign, _ = self.marked[at - 1]
            if sign is not None or len(unit.plain) > _ASIDE or unit.plain[-1] in ")}]:" or self.reports(at - 1):
                break
            at -= 1
        return at

    @cached_property
    def asked(self) -> int:
        """The first question that a reader sends in ("Q: I have been taking ..."): who answers it is not said."""
        for at in self._voiced(self.begin, self.by_signs):
            if _ASKED.match(self.marked[at].unit.plain) and self.reading(at).points() > 0:
                return at
        return self.end

"""Quotations: where they stand, and who is quoted, in the article's words.

A quotation may run over several sentences of a paragraph, and its speaker may be named before it, behind it, between
two parts of it, or in the next sentence. "She said" means who spoke last. A paragraph that opens with a quotation and
names nobody goes on with the last speaker, as newspapers print it; otherwise nobody is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOSTLY = 0.5
"""The part of a sentence that has to be quoted to make it a quotation."""
MOSTLY_WITH_SPEAKER = 0.35
"""The same where somebody is said to say it: "..., said Dr. Lind, who has studied the drug for years"."""
SHORTEST = 20
"""Code points of a quotation; shorter ones are words that the writer only sets apart."""
LONGEST_SPEAKER = 160
LONGEST_AFTER = 30
"""Words of a sentence behind a quotation that is looked at for who said it."""

_REACH = 400
"""Code points before and behind a quotation in which its speaker is looked for."""

_ANY = re.compile('["\u201c\u201d\u201e\u00ab\u2018]')
_CLOSING = {
    opening: re.compile(f"[{closing}\n]")
    for opening, closing in {
        '"': '"\u201d',
        "\u201c": '\u201d\u201c"',
        "\u201d": "\u201d",
        "\u201e": "\u201c\u201d",
        "\u00ab": "\u00bb",
    }.items()
}
_SINGLE = re.compile("(?:^|(?<=[\\s(]))\u2018[^\u2018\\n]{20,800}?[.,!?]\u2019(?=\\s|$)")
"""A quotation in single marks ends with a stop in front of its mark: an apostrophe has none."""
_SAYS = (
    r"(?:said|says|say|saying|told|tells|explained|explains|explain|explaining|added|adds|add|adding|noted|notes|note|"
    r"wrote|writes|write|commented|comments|remarked|stated|states|state|stressed|emphasi[sz]ed|emphasi[sz]es|"
    r"concluded|concludes|conclude|reported|argued|argues|argue|warned|warns|warn|cautioned|cautions|caution|continued|"
    r"continues|recalled|recalls|observed|suggested|suggests|suggest|pointed out|points out|acknowledged|"
    r"acknowledges|insisted|admitted|agreed|agrees|believes|hopes|according to)"
)
_NAMED = re.compile(
    r"[A-Z\u00c0-\u00de]|(?:the|an|a|her|his|their|our|study|some|other|many|most)\s|"
    r"(?:authors|researchers|scientists|experts|doctors|physicians|investigators|critics)\b"
)
"""What a speaker is named by: a name, or "the authors", "researchers"."""
_VERB_FIRST = re.compile(rf"[\s,\u2014\u2013-]*{_SAYS}\s+(?=\S)(.+)", re.IGNORECASE | re.DOTALL)
_VERB_LAST = re.compile(
    rf"[\s,\u2014\u2013-]*((?!(?:and|but|that|which|who)\b)\S.{{0,{LONGEST_SPEAKER}}}?),?\s+(?:also\s+)?{_SAYS}\b",
    re.DOTALL,
)
_BEFORE = re.compile(
    rf"^(.{{2,{LONGEST_SPEAKER}}}?),?\s+(?:also\s+|has\s+|have\s+)?{_SAYS}\b[^.]*?(?:that)?[\s,:]*$", re.DOTALL
)
_ACCORDING = re.compile(rf"^(?:.*\b)?according to\s+(.{{2,{LONGEST_SPEAKER}}}?)[\s,:]*$", re.DOTALL | re.IGNORECASE)
_CUT = re.compile(
    r"(?:,?\s+(?:who|whose|in an?|in the|in their|in his|in her|during|at a|at the (?:conference|meeting|briefing)|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|via|by (?:email|phone|e-mail)|when|while|after|before|as|adding|"
    r"referring|speaking|reporters|that|about|of the (?:results?|findings?))\b"
    r"|;|:|\s[\u2014\u2013-]\s|,\s+(?:and|but)\s).*",
    re.DOTALL,
)
_SPEAKING = re.compile(r"^(?:Speaking|Commenting|Reacting|Responding|Writing|Asked|In an?|In the)\b[^,]*,\s+")
"""What may stand in front of a speaker: "Speaking about the study, Professor Lind"."""
_TOLD = re.compile(r"\s+(?:told|tells)\s.*", re.DOTALL)
_PRONOUN = re.compile(r"(?:he|she|they|it|who|this|that|which|we|i)\b", re.IGNORECASE)


class Quote(NamedTuple):
    """A quotation with its marks, the number of its line, and who said it."""

    start: int
    end: int
    line: int
    speaker: str | None = None


class Quotes:
    """The quotations of a text, in order, each with its speaker as far as one is named.

    `starts` and `ends` are those of the sentences, in order.
    """

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._text, self._starts, self._ends = text, starts, ends
        self._quotes = list(self._with_speakers()) if _ANY.search(text) else []
        self._begin = [quote.start for quote in self._quotes]

    def of(self, start: int, end: int) -> tuple[bool, str | None]:
        """Tell whether a sentence is mostly a quotation, and who is quoted in it."""
        at = max(0, bisect_right(self._begin, start) - 1)
        quoted, speaker, longest = 0, None, 0
        while at < len(self._quotes) and self._begin[at] < end:
            quote = self._quotes[at]
            part = min(end, quote.end) - max(start, quote.start)
            if part > 0:
                quoted += part
                if part > longest:
                    longest, speaker = part, quote.speaker
            at += 1
        if quoted < min(SHORTEST, end - start):
            return False, None
        enough = MOSTLY_WITH_SPEAKER if speaker else MOSTLY
        return (True, speaker) if quoted >= enough * (end - start) else (False, None)

    def _with_speakers(self) -> Iterator[Quote]:
        last: str | None = None
        for _, group in groupby(_spans(self._text), key=lambda quote: quote.line):
            for quote in self._named(list(group), last):
                last = quote.speaker
                yield quote

    def _named(self, group: list[Quote], last: str | None) -> Iterator[Quote]:
        """Name the speakers of one line's quotations: each its own, else the one before it, else the first named."""
        found: list[str | None] = []
        for quote in group:
            speaker = self._speaker_of(quote)
            if speaker and _PRONOUN.fullmatch(speaker):
                speaker = next((one for one in reversed(found) if one), last)
            found.append(speaker)
        named = next((one for one in found if one), None)
        if named is None and self._opens_its_line(group[0]):
            named = last
        for quote, one in zip(group, found, strict=True):
            named = one or named
            yield quote._replace(speaker=named)

    def _opens_its_line(self, quote: Quote) -> bool:
        before = self._text[max(0, quote.start - _REACH) : quote.start]
        return not before.rpartition("\n")[2].strip()

    def _speaker_of(self, quote: Quote) -> str | None:
        """Look behind the quotation, then before it, within its sentences and the beginning of the next."""
        behind = self._behind(quote.end)
        if found := _VERB_FIRST.match(behind):
            return _clean(found[1])
        before = self._before(quote.start)
        if before and (found := _BEFORE.match(before) or _ACCORDING.match(before)):
            return _clean(found[1])
        if (found := _VERB_LAST.match(behind)) and " that " not in found[1]:
            return _clean(found[1])
        return None

    def _behind(self, end: int) -> str:
        """Return what follows a quotation in its sentence; or the next sentence, if it has no quotation of its own."""
        at = max(0, bisect_right(self._starts, end - 1) - 1)
        behind = self._text[end : min(self._ends[at], end + _REACH)]
        if not behind.strip() and at + 1 < len(self._ends):
            behind = self._text[end : min(self._ends[at + 1], end + _REACH)]
            if _ANY.search(behind) or "\n" in behind or len(behind.split()) > LONGEST_AFTER:
                return ""
        cut = _ANY.search(behind)
        return behind[: cut.start()] if cut else behind

    def _before(self, start: int) -> str:
        """Return what stands before a quotation in its sentence, or the sentence before where that ends in ":"."""
        at = max(0, bisect_right(self._starts, start) - 1)
        before = self._text[max(self._starts[at], start - _REACH) : start].strip()
        if not before and at:
            previous = self._text[max(self._starts[at - 1], self._ends[at - 1] - _REACH) : self._ends[at - 1]].strip()
            before = previous if previous.endswith((":", ",")) else ""
        last = max(before.rfind(mark) for mark in '"\u201d\u00bb')
        return before[last + 1 :].strip(" ,")


def _spans(text: str) -> Iterator[Quote]:
    """Yield the quotations of a text. One that is never closed ends with its line."""
    at = line = counted = 0
    while found := _ANY.search(text, at):
        start, mark = found.start(), found.group()
        line += text.count("\n", counted, start)
        counted, at = start, start + 1
        if mark == "\u2018":
            if single := _SINGLE.match(text, start):
                at = single.end()
                yield Quote(start, at, line)
        elif not (mark == '"' and text[start - 1 : start].isdigit()):  # no inches
            closing = _CLOSING[mark].search(text, at)
            at = len(text) if closing is None else closing.end() - (closing.group() == "\n")
            yield Quote(start, at, line)


def _clean(speaker: str) -> str | None:
    """Return a speaker without what else the sentence says; None where nobody is named in it."""
    speaker = _SPEAKING.sub("", speaker)
    speaker = _TOLD.sub("", _CUT.sub("", speaker)).strip(" ,.;:\u2014\u2013-\n")
    if not speaker or len(speaker) > LONGEST_SPEAKER:
        return None
    if _PRONOUN.match(speaker):
        return None if " " in speaker else speaker
    return speaker if _NAMED.search(speaker) else None

"""The headline of an article from its first lines; None where they do not say."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from core.articles.study.dates import dates_in
from core.articles.study.dois import dois_in
from core.articles.study.lines import any_of, labelled
from core.articles.study.people import looks_like_people
from core.articles.study.publishing import ADDRESS, own_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.articles.study.lines import Line
    from core.articles.study.rules import Head

FIRST = 40
"""Lines among which the headline stands."""
_LONGEST = 300
_LEAST_WORDS = 3
_MOST_WORDS = 40
_LEAST_PROSE = 7
"""Words of a line that ends in a full stop from which on it is a sentence."""
_LONGEST_ISSUE = 80
_OPENING = 7
"""Words in which the sentence behind a glued headline has to begin."""

_SMALL = frozenset(
    str.split(
        "a an and as at but by for from in into is nor of off on onto or over per so than that the to up v "
        "via vs with without after among de la le und"
    )
)
"""Words that a headline in title case writes small."""
_DASHES = frozenset({"-", "--", "–", "—"})  # noqa: RUF001
"""What a dateline has behind its place."""
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)\]]*\s+[\"“‘(]?[A-Z]")  # noqa: RUF001
_FULL_STOP = re.compile(r"\.[\"”’)\]]*\Z")  # noqa: RUF001
_CREDIT = re.compile(
    r"(?i)\b(?:credit|photo|image|illustration|picture|getty|shutterstock)s?\b\s*(?::|by\b|/)"
    r"|^(?:figure|fig\.|photo|image)\b|/\s?(?:getty|i?stock|shutterstock|unsplash|pixabay|pexels|alamy|ap|afp|reuters)\b.{0,30}\Z"
)
_OF_RECORD = re.compile(
    r"(?i)^(?:pmid|pmcid|doi|issn|isbn|vol(?:ume)?\b|issue|pp?\.|©|copyright|by\b|from\b|author|written by)"
)
_DATED = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b")
_VOLUME = re.compile(
    r"(?:19|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?[;)]\s?\d+\s?[:(]|(?i:\bvol(?:ume)?)\.?\s?\d|№"
    r"|\A(?:\S+\s){1,12}\((?:[A-Z][a-z]{2,8}\.?\s)?(?:19|20)\d\d\)\Z|\blogo\s?Link to\b|\bxxx\b"
)
"""What only the line of a journal has: "2022 Mar;25(3):", "Vol.06", "A Journal of Things (Nov 2020)"."""
_SITE = re.compile(r"\s+[|»]\s+[^|»]{2,60}\Z|\A[^|»]{2,40}\s[|»]\s+(?=(?:\S+\s+){4})")
_QUOTED = re.compile(r"[“\"][^“”\"]+[”\"]")
_ABSTRACT = re.compile(
    r"(?i)^(?:structured )?(?:abstract|summary|background|(?:study )?(?:objectives?|design)|introduction|importance"
    r"|aims?|purpose|context)\b"
)
_REPLY = re.compile(r"(?i)^(?:re|fwd?|aw):\s*")


def headline(lines: Sequence[Line], head: Head) -> str | None:
    """Return the headline: the line that names it, or the first one that can be one in front of any prose."""
    told = [line for line in lines if line.zone != "reference"][:FIRST]
    for at, line in enumerate(told):
        if line.zone == "article" and len(line.text) > _LONGEST:
            break
        if (named := labelled(line.text, head.titles)) and (named[1] or at + 1 < len(told)):
            return _trimmed(named[1] or told[at + 1].text)
    for at, line in enumerate(told):
        text = _REPLY.sub("", line.text.strip("#*=_-• \t"))
        following = told[at + 1].text if at + 1 < len(told) else ""
        if _ABSTRACT.match(text):
            return None
        if _is_no_headline(text, head) or _is_journal(text, following):
            continue
        if _is_prose(text):
            if _is_title_with_stop(text, following):
                return _trimmed(text.removesuffix("."))
            return _before_sentence(text, head)
        enough = len(text.split()) >= _LEAST_WORDS or _is_spoken_of(text, told[at + 1 : at + 2])
        if enough and len(text) <= _LONGEST:
            return _trimmed(f"{text} {following}" if _goes_on(text, told[at + 1 : at + 2]) else text)
    return None


def _is_spoken_of(text: str, following: Sequence[Line]) -> bool:
    """Tell whether the paragraph below a line of two words is on them: "Gout explained" over "Gout is a form of"."""
    words = text.split()
    if len(words) != _LEAST_WORDS - 1 or not following or not _is_prose(following[0].text):
        return False
    return any(len(one) > len("the") and one.lower() in following[0].text.lower() for one in words)


def _goes_on(text: str, following: Sequence[Line]) -> bool:
    """Tell whether a headline is broken and goes on in the next line: it does so in small letters."""
    return text[-1].isalnum() and any(
        line.text[:1].islower() and not line.after_blank and not _OF_RECORD.match(line.text) for line in following
    )


def _trimmed(text: str) -> str:
    text = _SITE.sub("", " ".join(text.split())).strip()
    return text[1:-1].strip() if _QUOTED.fullmatch(text) else text


def _is_no_headline(text: str, head: Head) -> bool:
    """Tell whether a line in front of the article is a label, a date, a credit, a list of people or the like."""
    low = text.lower().rstrip(":. ")
    if (
        not re.search(r"[^\W\d_]{2}", text)
        or low.startswith((".", "r/", "u/", *head.forum))
        or _kicker(head).match(low)
    ):
        return True
    if _is_issue(text):
        return True
    if any(one.search(text) for one in (ADDRESS, _CREDIT, _OF_RECORD, _VOLUME)) or dois_in(text):
        return True
    if labelled(text, (*head.publishers, *head.publishers_above, *head.published, *head.not_published, *head.fields)):
        return True
    is_dated = low.startswith((*head.published, *head.not_published)) and bool(_DATED.search(text))
    return is_dated or bool(own_date(text, head)) or looks_like_people(text, 2)


def _is_journal(text: str, following: str) -> bool:
    """Tell whether a line is the name of a journal, with volume and pages in the next one."""
    return len(text.split()) <= _LEAST_PROSE and len(following) <= _LONGEST_ISSUE and bool(_VOLUME.search(following))


def _is_issue(text: str) -> bool:
    """Tell whether a line is a journal's name and a whole date: "Front. Microbiomes, 29 July 2024"."""
    last = next(reversed(list(dates_in(text))), None) if len(text) <= _LONGEST_ISSUE else None
    return last is not None and not text[last.end :].strip(" .") and len(text[: last.start].split()) <= _LEAST_PROSE


@cache
def _kicker(head: Head) -> re.Pattern[str]:
    """Match a line that is a kicker, or one with a date or the like behind it."""
    return re.compile(rf"(?:{any_of(head.kickers)})(?:\Z|\b(?=[\s:,–—-]*(?:\d|until|\Z)))")  # noqa: RUF001


def _is_prose(text: str) -> bool:
    words = len(text.split())
    return words > _MOST_WORDS or (words >= _LEAST_PROSE and bool(_FULL_STOP.search(text)))


def _is_title_with_stop(text: str, following: str) -> bool:
    """Tell whether a line that ends in a full stop is a title all the same: authors or the abstract come next."""
    if len(text) > _LONGEST or _ABSTRACT.match(text):
        return False
    is_one = not _SENTENCE_ENDS.search(text)
    return (is_one and looks_like_people(following.rstrip("."), 2)) or bool(_ABSTRACT.match(following))


def _before_sentence(text: str, head: Head) -> str | None:
    """Return a headline in title case that was glued in front of its first sentence.

    In `Pills Attack Synapses LMU scientists have found ...` the first word in small letters that no headline would
    write small is "scientists"; the sentence begins in front of it, at an opening word or a name in capitals. Where it
    begins with anything else the cut would be a guess.
    """
    words = text.split()
    small = next(
        (at for at, one in enumerate(words) if one[:1].islower() and one.lower().strip(",;:") not in _SMALL), None
    )
    if small is None or small < _LEAST_WORDS + 1:
        return None
    for at in range(small - 1, max(small - _OPENING, _LEAST_WORDS - 1), -1):
        word, title = words[at], words[:at]
        is_name = at == small - 1 and len(word) > 1 and word.isupper()
        if word in head.openers or is_name:
            is_title = not _DASHES.intersection(title) and not all(one.isupper() for one in title)
            return " ".join(title) if is_title and _FULL_STOP.search(text) else None
    return None

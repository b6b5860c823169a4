"""Publisher and date of an article from the lines around it; None where they do not say."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from core.articles.study.dates import dates_in
from core.articles.study.dois import dois_in
from core.articles.study.lines import any_of, labelled
from core.articles.study.people import looks_like_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.study.lines import Line
    from core.articles.study.rules import Head

_FIRST = 40
"""Lines among which a date without a label and an agency stand."""
_LONGEST_NAME = 12
"""Words of a publisher's name."""
_LONGEST_LINE = 600
"""Code points of a line of dates; a longer one is a paragraph."""
_LONGEST_BYLINE = 140
_WHOLE = len("2022-02-28")
_BETWEEN = " ,|•·–—-"  # noqa: RUF001

ADDRESS = re.compile(r"(?i)https?://|www\.|\S@\S|\b\+?\d[\d() -]{8,}\d\b")
_NO_NAME = re.compile(r"[“”\"]|\bet al\b|\d{4}|\.\s")
_NAME_ENDS = re.compile(r"(?<=[\w)]{2})\.\s|\s[|•·]\s|\n|\s\(https?:|;\s|\. ?Note:")
_AGENCY = re.compile(r"[(/]([A-Z][\w .!]{1,30})[)/]\s*[-–—]|\A([A-Z][\w .!]{1,30})\s[-–—]+\s")  # noqa: RUF001
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?)"
_AROUND_DATE = (
    rf"(?:{_WEEKDAY}|\bat\b|\bon\b|\d{{1,2}}[:.]\d\d(?::\d\d)?|\b[ap]\.?m\.?\b|\b[A-Z]{{2,4}}T\b"
    r"|\b(?:GMT|UTC)\b(?:[+-]\d+)?|\d+[ -]min(?:ute)?s?\s+read|[\s,|•·/()\[\]–—-])*"  # noqa: RUF001
)
"""What may stand beside a date that is alone in its line."""
_AROUND = re.compile(_AROUND_DATE, re.IGNORECASE)
_AROUND_END = re.compile(rf"{_AROUND_DATE}\Z", re.IGNORECASE)
_BYLINE = re.compile(r"(?i)^(?:by|from|written by)\s+[^\d.!?]{3,80}$")
_PLACE = re.compile(
    r"^(?:/?[A-Z][A-Z.'’-]{2,}|[A-Z]\w+(?:\s\w+)?,\s[A-Z])[\w\s.,'’&/()-]{0,80}[,(–—-]\s*\Z"  # noqa: RUF001
    r"|^(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,?\s*\Z"
)
"""What stands in front of the date of a dateline."""
_AFTER_PLACE = re.compile(r"^\s*\)?,?\s*(?:\([^()]{2,40}\)|/[^/]{2,40}/)?\s*[-–—:|]")  # noqa: RUF001


def publisher(lines: Sequence[Line], head: Head, journal: str | None) -> str | None:
    """Return who published the article, where a line says so; a journal as source is not the article's publisher."""
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        for name in _named(line.text, following, head):
            if name.lower() != (journal or "").lower() and _is_name(name, head):
                return name
    for line in lines[:_FIRST]:
        if agency := _agency(line.text, head):
            return agency
        by = re.match(r"(?i)^by\s+(.{3,100})$", line.text)
        if by and _is_body(by[1], head) and _is_name(by[1], head):
            return by[1].strip(" .")
    return None


def _named(text: str, following: str, head: Head) -> Iterator[str]:
    """Yield what a line says is a publisher."""
    if text.rstrip(":").lower() in _above(head):
        yield _name(following, head)
    elif said := labelled(text, head.publishers):
        yield _name(said[1], head)
    else:
        yield from (
            _name(text, head) for one in head.publishers if " by" in one and text.lower().startswith(f"{one.lower()} ")
        )


@cache
def _above(head: Head) -> frozenset[str]:
    return frozenset(one.lower() for one in head.publishers_above)


def _name(text: str, head: Head) -> str:
    for label in sorted(head.publishers, key=len, reverse=True):
        text = re.sub(rf"(?i)^{re.escape(label)}:?\s+", "", text) if " by" in label else text
    text = _NAME_ENDS.split(text, maxsplit=1)[0]
    return re.sub(r"^[Tt]he (?=[a-z])", "", text).strip(" .:")


def _is_name(text: str, head: Head) -> bool:
    """Tell whether a text can be a publisher's name: not a person's, not an address, not a sentence."""
    words = text.split()
    if not words or len(words) > _LONGEST_NAME or not (words[0][:1].isupper() or words[0][:1].isdigit()):
        return False
    if ADDRESS.search(text) or _NO_NAME.search(text) or dois_in(text):
        return False
    return _is_body(text, head) or text in head.agencies or len(words) == 1 or not looks_like_people(text)


def _agency(text: str, head: Head) -> str | None:
    """Return the agency of a dateline such as `LONDON (Reuters) -`."""
    for match in _AGENCY.finditer(text[:160]):
        name = (match[1] or match[2]).strip()
        if name in head.agencies:
            return name
    return None


def published(lines: Sequence[Line], head: Head, *, forum: bool) -> str | None:
    """Return the article's own date: with a label, in a dateline, or alone in its line; never a posting's."""
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        if found := _labelled_date(line, following, head, forum=forum):
            return found
    first = [line.text for line in lines[:_FIRST] if line.zone != "reference"]
    for text in first:
        if found := _dateline(text) or (None if forum else own_date(text, head)):
            return found
    embargoes = (text for text in first if text.lower().startswith("embargo"))  # one ends with publication
    return next((date.iso for text in embargoes for date in dates_in(text[:_LONGEST_LINE])), None)


def is_forum(text: str, head: Head) -> bool:
    """Tell whether the head of a page is a forum's."""
    low = text[:4_000].lower()
    return any(one in low for one in head.forum)


def _labelled_date(line: Line, following: str, head: Head, *, forum: bool) -> str | None:
    text = line.text if len(line.text) <= _LONGEST_LINE else ""
    for date in dates_in(text) if _labels(head).search(text) else ():
        label = _label_before(text[: date.start], head, anywhere=line.zone == "metadata")
        if label and not (forum and label == "date"):
            return date.iso
    if text.rstrip(": ").lower() in head.published:
        first = next(dates_in(following[:60]), None)
        return first.iso if first and first.start <= len("Wednesday, ") and not forum else None
    return None


def _label_before(before: str, head: Head, *, anywhere: bool) -> str | None:
    """Return the label that a date follows at once; in the article a label begins its line."""
    low = before.lower().rstrip(" :|-–—(,*\t")  # noqa: RUF001
    low = re.sub(rf"(?:\s|^)(?:on|at|in|online:?|{_WEEKDAY})\Z", "", low).rstrip(" :|-–—(,")  # noqa: RUF001
    match = _label_at_end(head).search(low)
    if not match:
        return None
    label, front = match[0], low[: match.start()].rstrip()
    if front.endswith(head.not_published):
        return None
    return label if not front or front[-1] in ".;|/·•,()*–-" or anywhere else None  # noqa: RUF001


def _dateline(text: str) -> str | None:
    """Return the date of `BOSTON, March 3, 2021 —`."""
    date = next(dates_in(text[:200]), None)
    if not date or len(date.iso) < _WHOLE or not _PLACE.match(text[: date.start]):
        return None
    return date.iso if _AFTER_PLACE.match(text[date.end :][:60]) else None


@cache
def _labels(head: Head) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{any_of(head.published)})\b")


@cache
def _label_at_end(head: Head) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{any_of(head.published)})\Z")


def _is_body(text: str, head: Head) -> bool:
    """Tell whether a text is the name of a university or the like."""
    words = text.split()
    return len(words) <= _LONGEST_NAME and text[:1].isupper() and any(one.strip(",.()") in head.bodies for one in words)


def own_date(text: str, head: Head) -> str | None:
    """Return the date of a line that holds nothing else but a weekday, a time, or who wrote or published it."""
    dates = list(dates_in(text)) if len(text) <= _LONGEST_BYLINE else []
    if len(dates) != 1 or len(dates[0].iso) < _WHOLE:
        return None
    before, after = _AROUND_END.sub("", text[: dates[0].start]).strip(_BETWEEN), text[dates[0].end :]
    alone = not before or bool(_BYLINE.match(before)) or _is_body(before, head)
    return dates[0].iso if alone and _AROUND.fullmatch(after) else None

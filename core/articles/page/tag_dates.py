"""Dates in mark-up -> ISO 8601, exactly as exact as they were given."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?=$|T|\s+\d\d?:)|(\d{4})(\d\d)(\d\d)$")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})$")
_DAY_OR_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|\s)")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_NAMED = re.compile(r"[A-Za-z]{3}")
_SEASON = re.compile(r"(?:[A-Za-z]{3,9}[\s/\u2013-]*){1,2}\d{4}|\d{4}\s+[A-Za-z]{3,9}(?:[\s/\u2013-]+[A-Za-z]{3,9})?")
_LONGEST = 64

_ONE, _OTHER = datetime(2000, 1, 1), datetime(2004, 2, 2)  # noqa: DTZ001 - no moment, only what is filled in


def to_date(text: str) -> str | None:
    """Return "2022-02-28", "2022-02" or "2022", None for what is no date or leaves out its year.

    Nothing is guessed: of 03/04/2022, which is a day in March or in April, the year is returned. A time and its zone
    are left out; the day stays the one that was written.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if found := _ISO.match(text):
        return _iso(int(found[1] or found[5]), int(found[3] or found[6] or 0), int(found[4] or found[7] or 0))
    if found := _MONTH_FIRST.match(text):
        return _iso(int(found[2]), int(found[1]), 0)
    if found := _DAY_OR_MONTH.match(text):
        first, second, year = map(int, found.groups())
        readings = {reading for pair in ((first, second), (second, first)) if (reading := _iso(year, *pair))}
        return readings.pop() if len(readings) == 1 else _iso(year, 0, 0)
    return _named(text)


def _iso(year: int, month: int, day: int) -> str | None:
    """Write a date; 0 stands for what was not given. None for a day that there is not."""
    try:
        full = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    if not _YEAR.fullmatch(full[:4]):
        return None
    return full if month and day else full[:7] if month else full[:4]


def _named(text: str) -> str | None:
    """Read a date whose month has an English name.

    dateutil fills in what is missing, so it reads the text twice with other fillings: what differs was not there.
    """
    from dateutil import parser  # type: ignore[import-untyped]  # noqa: PLC0415 - 20 ms that most dates do not need

    year = _YEAR.search(text)
    if year is None or not _NAMED.search(text):
        return None
    try:
        one, other = (parser.parse(text, default=filling, ignoretz=True) for filling in (_ONE, _OTHER))
    except (ValueError, OverflowError):
        return year[0] if _SEASON.fullmatch(text) else None
    if one.year != other.year or str(one.year) != year[0]:
        return None
    month = one.month if one.month == other.month else 0
    return _iso(one.year, month, one.day if one.day == other.day else 0)

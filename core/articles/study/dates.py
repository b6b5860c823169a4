"""Dates as articles write them -> ISO 8601, as exact as they are written.

dateparser and dateutil fill in what is missing from today's date and pick a reading of 03/04/2022; here a date that is
not said, or can be read in two ways, is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"
_DATE = re.compile(
    rf"""(?ix)(?<![\w/.-])(?:
      (?P<d1>{_DAY})(?:\ of)?[ \-–]{{1,2}}(?P<m1>{_MONTH}),?[ \-–](?P<y1>{_YEAR})
    | (?P<m2>{_MONTH})[ ](?P<d2>{_DAY}),?[ ](?P<y2>{_YEAR})
    | (?P<y3>{_YEAR}),?[ \-](?P<m3>{_MONTH})[ \-](?P<d3>[0-3]?\d)
    | (?P<y4>{_YEAR})(?P<mark>[-/.])(?P<m4>[01]\d)(?P=mark)(?P<d4>[0-3]\d)(?!\d)
    | (?P<a5>[0-3]?\d)(?P<mark5>[/.-])(?P<b5>[0-3]?\d)(?P=mark5)(?P<y5>{_YEAR})
    | (?P<m6>{_MONTH}),?[ ](?P<y6>{_YEAR})
    | (?P<y7>{_YEAR})[ ](?P<m7>{_MONTH})
    | (?P<y8>{_YEAR})-(?P<m8>[01]\d)(?![\d-])
    | (?P<y9>{_YEAR})
    )(?![\d/]|[.-]\d)"""  # noqa: RUF001
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: `iso` is "2022-02-28", "2022-02" or "2022"."""

    start: int
    end: int
    iso: str


def dates_in(text: str, *, years: bool = False) -> Iterator[Dated]:
    """Yield the dates of a text that can be read in one way only; years alone where they are asked for."""
    for match in _DATE.finditer(text.replace("\u00a0", " ")):
        iso = _iso(match)
        if iso and (years or len(iso) > len("2022")):
            yield Dated(match.start(), match.end(), iso)


def first_date(text: str, *, years: bool = False) -> str | None:
    """Return the first such date of a text."""
    found = next(dates_in(text, years=years), None)
    return found.iso if found else None


def date_parts(iso: str) -> list[list[int]]:
    """Return an ISO date as CSL has it: [[2022, 2, 28]]."""
    return [[int(part) for part in iso.split("-")]]


def iso_of(parts: list[list[int]]) -> str:
    """Return CSL's date parts as an ISO date."""
    year, *rest = parts[0]
    return "-".join([f"{year:04}", *(f"{one:02}" for one in rest)])


def _iso(match: re.Match[str]) -> str | None:
    said = {key: value for key, value in match.groupdict().items() if value}
    if "a5" in said:
        return _numeric(int(said["a5"]), int(said["b5"]), int(said["y5"]))
    parts = {key[0]: value for key, value in said.items() if not key.startswith("mark")}
    month = parts.get("m", "")
    return _real(
        int(parts["y"]),
        int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1 if month else None,
        int(re.sub(r"\D", "", parts["d"])) if "d" in parts else None,
    )


def _numeric(one: int, other: int, year: int) -> str | None:
    """Return 28/02/2022 or 02/28/2022 as a date, and None for 03/04/2022, which can be read in two ways."""
    readings = {_real(year, one, other), _real(year, other, one)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _real(year: int, month: int | None, day: int | None) -> str | None:
    """Return the date, if there is such a day."""
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return whole if day else whole[: len("2022-02")] if month else whole[: len("2022")]

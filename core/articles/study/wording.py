"""A sentence of an article in the words of the rules of `config/articles/studies.toml`.

`We enrolled 1,234 postmenopausal women (n = 617 per arm).` becomes ` . we enrolled COUNT' SIZE' per arm . `, and the
figures 1234 and 617 are kept beside it. The patterns are read by `patterns.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT, ANIMALS, SIZE, NUMBER, PART = "COUNT", "ANIMALS", "SIZE", "NUMBER", "PART"
"""Marks for a number of people, for one of animals, for the n of "n = 12", for any other whole number, and for what is
no number of anything whole: a percentage, an age, an amount, a year, a range, a "one in five"."""
FIGURES = frozenset({COUNT, ANIMALS, SIZE, NUMBER})
BAR = "'"
"""Stands behind the mark of a figure, so that the gap `...` of a pattern, being words, never reaches over one: in "of
97 enrolled, 90 were analysed" nobody analysed 97."""

LONGEST = 1_500
"""Code points of a sentence that are read; what has no end for longer is no sentence."""
_REACH = 7
"""Words between a number and what it counts: 60 right-handed healthy male and female volunteers."""
_MOST_DIGITS = 12
"""Digits of a number of people or animals."""

_ASIDE = re.compile(r"\((?!\s?(?:total|number)\b)(?![^()]*\bn\s?=)[^()]*\)")
"""What stands in brackets is left out, other than "(n = 120)": it parts "4,575 (2,788 women) were analysed"."""
_NESTED = 2
_DIGITS = re.compile(
    r"\d+(?:[,\u00a0\u2009\u202f ]\d{3}(?![\d,]\d))*(?:\.\d+)*"
    r"(?:\s(?:hundred|thousand|million|billion)\b|(?:st|nd|rd|th)\b)?"
)
_WORD = re.compile(r"[#@]\d+|[^\W_]+|[.;:?!%—]")
_ENDS = dict.fromkeys(".;:!—", ".") | {"%": "percent"}
_NAMING = re.compile(r"[^\W\d_][-\u2011]\Z")
_IN_FRONT = re.compile(r"[\d][-–‑]\Z|[$£€#/<>≥≤±~.]\s?\Z")  # noqa: RUF001
"""What stands in front of a number that counts nobody: $40, <0.05."""
_BEHIND = re.compile(r"\s?[-–‑/×^±]\s?\d|\s?°|,\d")  # noqa: RUF001
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
_TENS = {
    name: 20 + 10 * at
    for at, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_UNITS_AND_TEENS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_SMALL = {name: at for at, name in enumerate(_UNITS_AND_TEENS.split(), 1)} | _TENS | {"dozen": 12}
_SPOKEN = frozenset(_SMALL)
_YEARS = range(1900, 2100)
_NUMERALS = ("#", "@")
"""In front of a number in figures, and of one that may be a year, while a sentence is taken apart."""
_MARK = re.compile(rf"\b(?:{'|'.join(sorted(FIGURES))}){BAR}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence. `rough` tells that it is said to be one ("more than 1,200")."""

    value: int
    rough: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence in the words of the rules, and the figures of its marks in order."""

    text: str
    words: frozenset[str]
    figures: tuple[Figure, ...] = ()

    def mark(self, start: int, end: int) -> int | None:
        """Return where a figure's mark between two places of `text` stands: the first that counts somebody, or any."""
        marks = list(_MARK.finditer(self.text, start, end))
        counting = (one.start() for one in marks if not one[0].startswith(NUMBER))
        return next(counting, marks[0].start() if marks else None)

    def figure(self, mark: int) -> Figure:
        """Return the figure of a mark."""
        return self.figures[len(_MARK.findall(self.text[:mark]))]


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """The lists of words by which numbers are told apart (`[counting]` in `studies.toml`)."""

    people: frozenset[str]
    animals: frozenset[str]
    between: frozenset[str]
    units: frozenset[str]
    labels: frozenset[str]
    rough: tuple[tuple[str, ...], ...]
    bounds: tuple[tuple[str, ...], ...]
    before_years: frozenset[str]
    singular: frozenset[str]
    spelling: Mapping[str, str]


def write(text: str, counting: Counting) -> Written:
    """Return a sentence in the words of the rules."""
    low = text[:LONGEST].lower()
    for _ in range(_NESTED if "(" in low else 0):
        low = _ASIDE.sub(" ", low)
    low = low.replace("'", "").replace("’", "").replace(" - ", " — ").replace(" – ", " — ")  # noqa: RUF001
    words = [_ENDS.get(one, one) for one in _WORD.findall(_DIGITS.sub(_numeral, low))]
    if not counting.spelling.keys().isdisjoint(words):
        words = [counting.spelling.get(one, one) for one in words]
    words, found = _counted(words if _SPOKEN.isdisjoint(words) else _joined(words), counting)
    return Written(f" . {' '.join(words)} . ", frozenset(words) | {"."}, tuple(found))


def _numeral(match: re.Match[str]) -> str:
    """Return a whole number as "#1234", one that may be a year as "@2012", and any other as a part.

    The number of a name ("COVID-19", "IL-6") is left out.
    """
    number, _, large = match[0].rpartition(" ") if match[0][-1] in "dn" and " " in match[0] else (match[0], "", "")
    before = match.string[max(0, match.start() - 2) : match.start()]
    if _NAMING.search(before):
        return " "
    digits = re.sub(r"[^\d.]", "", number)
    is_name = before[-1:].isalpha() or match[0][-1] in "tdh"
    if (is_name and not large) or _IN_FRONT.search(before) or _BEHIND.match(match.string, match.end()):
        return f" {PART} "
    if large in _LARGE and digits.count(".") <= 1:
        return f" #{round(float(digits) * _LARGE[large])} "
    if len(digits) > _MOST_DIGITS or ("." in digits and not _EUROPEAN.match(digits)):
        return f" {PART} "
    value = int(digits.replace(".", ""))
    return f" @{value} " if value in _YEARS and number.isdigit() else f" #{value} "


def _joined(words: list[str]) -> list[str]:
    """Return the words with numbers in words ("one hundred and sixty two") as one numeral."""
    joined: list[str] = []
    at = 0
    while at < len(words):
        value, used = _spoken(words, at) if words[at] in _SMALL else (0, 0)
        joined.append(f"#{value}" if used else words[at])
        at += used or 1
    return joined


def _spoken(words: list[str], at: int) -> tuple[int, int]:
    """Return the number that begins at `at` in words, and how many words it takes: 0 where none begins there."""
    total, current, used = 0, 0, 0
    while at + used < len(words):
        word = words[at + used]
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _LARGE:
            current *= _LARGE[word]
            if word != "hundred":
                total, current = total + current, 0
        elif not (word == "and" and words[at + used - 1] in _LARGE and _word(words, at + used + 1) in _SMALL):
            break
        used += 1
    return (0, 0) if used == 1 and words[at] == "one" else (total + current, used)


def _word(words: list[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _counted(words: list[str], counting: Counting) -> tuple[list[str], list[Figure]]:
    """Write a number and the people or animals that it counts as one mark."""
    written: list[str] = []
    figures: list[Figure] = []
    at = 0
    for numeral in [at for at, word in enumerate(words) if word[0] in _NUMERALS]:
        written += words[at:numeral]
        at = numeral + 1
        is_size = written[-1:] == ["n"]
        if not is_size and (_is_part(words, numeral, counting) or _ends_in(written, counting.bounds)):
            written.append(PART)
            continue
        rough = 0 if is_size else _ends_in(written, counting.rough)
        counted = 0 if is_size else _reach(words, at, counting)
        if rough and not counted:  # "over 65 were enrolled"
            written.append(PART)
            continue
        del written[len(written) - (1 if is_size else rough) :]
        kind = SIZE if is_size else NUMBER
        if counted:
            kind = ANIMALS if words[at + counted - 1] in counting.animals else COUNT
        written.append(kind + BAR)
        figures.append(Figure(int(words[numeral][1:]), bool(rough)))
        at += counted
    return [*written, *words[at:]], figures


def _is_part(words: list[str], at: int, counting: Counting) -> bool:
    """Tell whether a number is a share, an amount, a year, half of a range, or the name of something."""
    before, after, second, third = (_word(words, at + step) for step in (-1, 1, -2, 2))
    if after == "percent" or (after == "per" and third == "cent") or before == "per":
        return True
    if (before in {"in", "to"} and (second[:1] in _NUMERALS or second in {PART, "one"})) or (
        after in {"in", "to"} and third[:1] in _NUMERALS
    ):
        return True
    is_year = words[at][0] == "@" and (before in counting.before_years or (not before and after not in counting.people))
    return is_year or after in counting.units or before in counting.labels


def _ends_in(written: list[str], phrases: tuple[tuple[str, ...], ...]) -> int:
    """Return the length of the phrase in which the words end, or 0."""
    return next((len(one) for one in phrases if tuple(written[-len(one) :]) == one), 0)


def _reach(words: list[str], at: int, counting: Counting) -> int:
    """Return how many words lead from a number to the people or animals that it counts, or 0."""
    for steps, word in enumerate(islice(words, at, at + _REACH), 1):
        if word in counting.people or word in counting.animals:
            return steps
        if (
            word in counting.between
            or word[0] in _NUMERALS
            or not word.isalnum()
            or word.isupper()
            or _is_plural(word, counting)
        ):
            return 0
    return 0


def _is_plural(word: str, counting: Counting) -> bool:
    """Tell whether a word counts something else: in "12 hospitals treating patients" nobody counts patients."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in counting.singular

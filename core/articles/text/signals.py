"""Which sign of `config/articles/zones.toml` each paragraph of a text bears."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from core.articles.text.units import Unit
from core.articles.text.voice import ODD_MARKS
from core.articles.text.zone_rules import LENGTHS, ZoneRules, load_zone_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.text.zone_rules import Sign

__all__ = ["Marked", "ZoneRules", "load_zone_rules", "marked"]

_LONG = 250
"""In a longer paragraph only the sentence that says a sign's words bears it, and what follows it."""
_VERY_LONG = 1_500
"""In a paragraph of more than this, which may be a page whose line breaks are lost, the sentence alone bears it."""
_FAR = 1_000
"""Code points within which a sentence's beginning and end are looked for."""


class Marked(NamedTuple):
    """A paragraph, or the part of one that bears a sign, with the sign; None for plain text.

    `voiced` tells whether it may have words of the first person or of talk, or marks that only people on boards write.
    """

    unit: Unit
    sign: Sign | None
    voiced: bool = True


def marked(units: Sequence[Unit], plain: str, rules: ZoneRules) -> list[Marked]:
    """Return the paragraphs with their signs; one that says a sign's words in its midst comes in parts."""
    said, voiced = _said(units, plain, rules)
    found: list[Marked] = []
    signs: dict[str, Sign | None] = {}  # menus, buttons and the names of posters stand in a page again and again
    for number, unit in enumerate(units):
        plain = unit.plain
        sign = signs[plain] if plain in signs else signs.setdefault(plain, rules.sign_of(plain))
        if sign is None and number in said:
            found += _in_parts(unit, said[number])
        else:
            found.append(Marked(unit, sign, number in voiced))
    return found


def _said(units: Sequence[Unit], plain: str, rules: ZoneRules) -> tuple[dict[int, list[tuple[int, Sign]]], set[int]]:
    """Return where signs' words stand, by the number of the paragraph, in order, and which have words of a voice."""
    starts = [unit.start for unit in units]
    said: dict[int, list[tuple[int, Sign]]] = {}
    voiced: set[int] = set()
    for found in rules.saying.finditer("\n" + plain):  # words begin after something, at the very beginning too
        at = found.start()
        number = bisect_right(starts, at) - 1
        if number < 0 or at >= units[number].end:
            continue  # in a zone that the mark-up makes certain
        sign = rules.says.get(found[0][1:])
        if sign is None:
            voiced.add(number)
        elif sign.longest >= LENGTHS[-2] or len(units[number].plain) <= sign.longest:
            said.setdefault(number, []).append((at, sign))
    voiced.update(bisect_right(starts, found.start()) - 1 for found in ODD_MARKS.finditer(plain))
    return said, voiced


def _in_parts(unit: Unit, places: list[tuple[int, Sign]]) -> Iterator[Marked]:
    """Cut a paragraph where a sentence says a sign's words."""
    length = unit.end - unit.start
    if length <= _LONG:
        yield Marked(unit, places[0][1])
        return
    done = unit.start
    for at, sign in places:
        if at < done:
            continue
        start = max(done, _sentence_start(unit, at))
        end = unit.end if length <= _VERY_LONG else _sentence_end(unit, at)
        if start > done:
            yield Marked(_part(unit, done, start), None)
        yield Marked(_part(unit, start, end), sign)
        done = end
    if done < unit.end:
        yield Marked(_part(unit, done, unit.end), None)


def _sentence_start(unit: Unit, at: int) -> int:
    place = at - unit.start
    low = max(0, place - _FAR)
    found = max(unit.plain.rfind(mark, low, place) for mark in (". ", "? ", "! ", '" '))
    return unit.start + found + 2 if found >= 0 else unit.start + low


def _sentence_end(unit: Unit, at: int) -> int:
    place = at - unit.start
    ends = [unit.plain.find(mark, place, place + _FAR) for mark in (". ", "? ", "! ")]
    found = min((end for end in ends if end >= 0), default=-1)
    return unit.start + found + 2 if found >= 0 else min(unit.end, at + _FAR)


def _part(unit: Unit, start: int, end: int) -> Unit:
    return Unit(start, end, unit.plain[start - unit.start : end - unit.start])

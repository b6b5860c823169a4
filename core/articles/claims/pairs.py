"""Brands and generic names that an article sets side by side: "Klonopin (clonazepam}", "diazepam (Valium, Diastat)".

A pair is two names of the lexicon that mean the same medicine, with nothing between them but what joins such a pair
(`config/articles/names.toml`). A pair that contradicts the lexicon ("Xanax (lorazepam)") is left out: whichever side
is the slip, it is not for us to pass on. A brand that is new to the lexicon has to be set plainly as one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from core.articles.claims.cues import words_of
from core.articles.claims.lexicon import Name, word_set
from core.articles.claims.mentions import mentions_in
from core.articles.model import Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.articles.claims.lexicon import Lexicon
    from core.articles.claims.mentions import Mention
    from core.articles.model import Zone

ZONES = frozenset({"article", "caption", "metadata"})
WIDEST_GAP = 80
"""Code points between the two names of a pair."""
_BRAND = r"[^\W\d_][\w'\u2019-]{2,}(?: [A-Z]{2})?"
_MARKS = "\u00ae\u2122"
_SIDE_BY_SIDE = re.compile("[(\\[{|\t/=:\u2014]|\\s[\u2010-\u2015-]\\s|^ {2,}$")
_JOINED = re.compile(rf"[\s,;/&+{_MARKS}-]*(?:\b(?:and|or)\b)?[\s,;/{_MARKS}]*")
_AWAY = re.compile(r"[)!?\]}]|(?<!\b\w)\.(?!\d)")
"""What ends the neighbourhood of a name; not the point of "0.5 mg", "e.g." or "U.S."."""
_SUFFIX = re.compile(r"-[a-z]{4}(?![\w-])")
"""The four letters without meaning behind the name of a biological medicine: donanemab-azbt."""
_BRAND_BEFORE = re.compile(rf"({_BRAND})([{_MARKS}]?)[^\S\n]*[(\[{{][^\S\n]*$")
_BRACKETED = re.compile(
    rf"[{_MARKS}([{{](?:(?<=[{_MARKS}])|(?:(?<=[^\W\d_].)|(?<=[^\W\d_] .)) ?[a-z]{{5,}}[^()\[\]{{}}\n]{{0,30}}[)\]}}])"
)
"""What a brand that the lexicon does not know is recognised by: a mark, or a generic name in brackets behind it.

What it begins with is rare, so that most lines are passed over quickly.
"""
_CLOSED = re.compile(r"[^\S\n]*(?:[)\]}]|$)")
_BRAND_BEHIND = re.compile(
    rf"[^.;)\n]{{0,40}}?\b(?:brand[ -]?names?|trade[ -]?names?|tradenames?|(?:sold|marketed) (?:as|under the names?))"
    rf"(?: of)?:?[^\S\n]*[\"'\u2018\u201c]?({_BRAND})"
)
_BRAND_MARKED = re.compile(rf"[^\S\n]*[(\[{{][^\S\n]*({_BRAND})[{_MARKS}]")


class _Hit(NamedTuple):
    """A name where it stands in a line (code points)."""

    name: Name
    start: int
    end: int


class _Line(NamedTuple):
    """A line of the text, the names in it, and the words around names."""

    text: str
    hits: Sequence[_Hit]
    book: _Book


class _Book:
    """The words that join and describe names, ready to be asked."""

    def __init__(self, lexicon: Lexicon) -> None:
        rules = lexicon.rules
        self.forms = word_set(rules.forms)
        self.beside = word_set(rules.beside) | self.forms
        self.shows = word_set(rules.shows_a_pair)
        self.not_brands = word_set(rules.not_brands)


@lru_cache(maxsize=4)
def _book(lexicon: Lexicon) -> _Book:
    return _Book(lexicon)


def pairs_among(mentions: Iterable[Mention], lexicon: Lexicon) -> tuple[Pair, ...]:
    """Return the pairs in reading order: brands as they are written, generic names in lower case."""
    book = _book(lexicon)
    found: dict[Pair, None] = {}
    for one in mentions:
        if one.zone in ZONES and _may_hold_a_pair(one, book):
            found |= dict.fromkeys(
                _pairs_in(_Line(one.line, [_Hit(met.what, *one.span(met)) for met in one.names], book))
            )
    return tuple(found)


def pairs_of(text: str, zones: Iterable[Zone], lexicon: Lexicon) -> tuple[Pair, ...]:
    """Do the same for the zones of a text."""
    return pairs_among(mentions_in(text, zones, lexicon), lexicon)


def _may_hold_a_pair(one: Mention, book: _Book) -> bool:
    """Tell quickly whether to look closer: a line names a brand and a generic name, or a new brand may stand in it."""
    brands = sum(met.what.brand for met in one.names)
    if brands == len(one.names):
        return False
    return brands > 0 or not book.shows.isdisjoint(one.words) or _BRACKETED.search(one.line) is not None


def _pairs_in(line: _Line) -> Iterator[Pair]:
    """Yield the pairs of names that the lexicon knows, and those with a brand that it does not, from left to right."""
    line = line._replace(hits=list(_with_combinations(line)))
    for at, hit in enumerate(line.hits):
        if not hit.name.brand:
            known = [*_brands(line, at, -1), *_brands(line, at, 1)]
            names = [line.text[brand.start : brand.end] for brand in known] or _new_brands(line, hit)
            generic = " ".join(line.text[hit.start : hit.end].lower().split())
            yield from (Pair(" ".join(name.split()), generic) for name in names)


def _with_combinations(line: _Line) -> Iterator[_Hit]:
    """Yield the names of a line, those of "Percocet (oxycodone and acetaminophen)" as one beside their brand."""
    at = 0
    while at < len(line.hits):
        last = at
        while last + 1 < len(line.hits) and _are_joined(line, last):
            last += 1
        run = line.hits[at : last + 1]
        inns = {inn for hit in run for inn in hit.name.inns}
        around = (*line.hits[max(0, at - 1) : at], *line.hits[last + 1 : last + 2])
        if len(run) > 1 and any(hit.name.brand and set(hit.name.inns) == inns for hit in around):
            yield _Hit(Name(tuple(inns)), run[0].start, run[-1].end)
        else:
            yield from run
        at = last + 1


def _are_joined(line: _Line, at: int) -> bool:
    """Tell whether two neighbouring names are both generic and members of one list."""
    this, following = line.hits[at : at + 2]
    if this.name.brand or following.name.brand:
        return False
    return _is_list(line.text[this.end : following.start], line.book)


def _brands(line: _Line, at: int, step: int) -> list[_Hit]:
    """Return the brands that stand before (-1) or behind (1) a generic name, also several: "(Valium, Diastat)"."""
    generic = last = line.hits[at]
    found: list[_Hit] = []
    while 0 <= (at := at + step) < len(line.hits):
        brand = line.hits[at]
        if not brand.name.brand or set(brand.name.inns) != set(generic.name.inns):
            break
        between = line.text[last.end : brand.start] if step > 0 else line.text[brand.end : last.start]
        if not (_is_list if found else _is_pair)(between, line.book):
            break
        found.append(brand)
        last = brand
    return found[::step]


def _is_pair(between: str, book: _Book) -> bool:
    """Tell whether what stands between two names sets them side by side."""
    if len(between) > WIDEST_GAP or _AWAY.search(between):
        return False
    between = _SUFFIX.sub("", between)
    words = words_of(between)
    if not all(word in book.beside or word.isdigit() for word in words):
        return False
    return bool(_SIDE_BY_SIDE.search(between)) or not book.shows.isdisjoint(words)


def _is_list(between: str, book: _Book) -> bool:
    """Tell whether two brands are members of one list."""
    if len(between) > WIDEST_GAP or not between.strip():
        return False
    plain = between
    for word in words_of(between):
        if word in book.forms:
            plain = plain.replace(word, "")
    return _JOINED.fullmatch(plain) is not None


def _new_brands(line: _Line, generic: _Hit) -> list[str]:
    """Return a brand that the lexicon does not know, where the line says that it is one."""
    start = max(0, generic.start - WIDEST_GAP)
    before, behind = line.text[start : generic.start], line.text[generic.end : generic.end + WIDEST_GAP]
    found = _BRAND_BEHIND.match(behind) or _BRAND_MARKED.match(behind)
    if found:
        start = generic.end
    elif _CLOSED.match(_without_forms(behind, line.book)):
        found = _BRAND_BEFORE.search(before)
    if not found or not found[1][0].isupper() or line.book.not_brands.intersection(words_of(found[1])):
        return []
    start += found.start(1)
    at = bisect_left(line.hits, start, key=attrgetter("start"))
    is_known = at < len(line.hits) and line.hits[at].start == start
    return [] if is_known else [found[1]]


def _without_forms(behind: str, book: _Book) -> str:
    """Return what stands behind a name without the words for forms: "(alprazolam extended-release)"."""
    behind = _SUFFIX.sub("", behind, count=1)
    while (word := re.match(r"[\s-]*([^\W\d_]+)", behind)) and word[1].lower() in book.forms:
        behind = behind[word.end() :]
    return behind
